"""Where the new words of an answer end: quoted history and signatures, as programs and people write them."""

from madang.lib.mime.quotes.cutting import Fold, Region, Split, assemble, find_folds, split, split_reply

__all__ = ["Fold", "Region", "Split", "assemble", "find_folds", "split", "split_reply"]
