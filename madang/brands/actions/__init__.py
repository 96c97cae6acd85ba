"""The verbs of the desk and its brands: the only functions that write them.

Each guards, changes and records one event, in one transaction. `by` is who acts; None is the desk itself.
"""

from .change_brand import change_brand
from .change_desk import change_desk
from .make_brand import make_brand
from .make_desk import make_desk

__all__ = ["change_brand", "change_desk", "make_brand", "make_desk"]
