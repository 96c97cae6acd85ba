"""Conditions: all, any or none of things that are asked of attributes, such as a view or a rule has.

    registry = Registry([Attribute("status", {"is": Choices(str)}), …])
    tree = from_json(data, registry)          # raises Wrong, which says what and where
    fold(tree, leaf=…, group=…)               # into SQL, into words, into a yes or no
    to_json(tree)

What the attributes mean is not known here.
"""

from .attributes import Attribute, Registry
from .errors import (
    TooDeep,
    TooMany,
    UnknownAttribute,
    UnknownOperator,
    UnknownShape,
    UnknownVersion,
    Wrong,
    WrongValue,
)
from .reading import MOST_CONDITIONS, MOST_LEVELS, VERSION, from_json, to_json
from .tree import Condition, Group, How, Part, fold, leaves
from .values import Choices, Day, Nothing, Number, Of, Reader, Span, Value, Words

__all__ = [
    "MOST_CONDITIONS",
    "MOST_LEVELS",
    "VERSION",
    "Attribute",
    "Choices",
    "Condition",
    "Day",
    "Group",
    "How",
    "Nothing",
    "Number",
    "Of",
    "Part",
    "Reader",
    "Registry",
    "Span",
    "TooDeep",
    "TooMany",
    "UnknownAttribute",
    "UnknownOperator",
    "UnknownShape",
    "UnknownVersion",
    "Value",
    "Words",
    "Wrong",
    "WrongValue",
    "fold",
    "from_json",
    "leaves",
    "to_json",
]
