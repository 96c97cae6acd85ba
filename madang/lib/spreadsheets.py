"""CSV as spreadsheets write and open it: safely, in the right letters, with the separators that they use."""

import codecs
import csv
import io
from collections.abc import Iterable, Sequence

BOM = "\ufeff"
"""Korean spreadsheets take a file without it for cp949."""

MOST_COLUMNS = 100
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_SEPARATORS = ",;\t"
_LONGEST_CELL = 100_000


class Unreadable(ValueError):
    """It is no CSV that can be read."""


def guarded(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula; what a customer wrote must not run there."""
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_STARTS_A_FORMULA) else text


def lines(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as the bytes of a file, without its beginning."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def rows_in(content: bytes, *, most: int) -> list[list[str]]:
    """The rows of a file, without empty ones, each as long as the first. Raises Unreadable.

    At most `most` rows, and one more where there are more. It may be UTF-8, UTF-16 with its mark, or cp949,
    separated by commas, semicolons or tabs.
    """
    text = _text(content)
    first = text.lstrip("\r\n").partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    found: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            cells = [unguarded(cell.strip()) for cell in row]
            if not any(cells):
                continue
            if len(row) > MOST_COLUMNS or any(len(cell) > _LONGEST_CELL for cell in cells):
                raise Unreadable
            found.append(cells)
            if len(found) > most:
                break
    except csv.Error as error:
        raise Unreadable from error
    width = len(found[0]) if found else 0
    return [(row + [""] * width)[:width] for row in found]


def _text(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp949"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise Unreadable
