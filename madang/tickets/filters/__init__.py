"""Conditions on tickets: what can be asked of one, in the database's words and in people's.

    tree = read(view.conditions)                       # raises Wrong
    page = page_of(tree, by=Asker.of(person))          # never looks at all tickets, however many there are
    sentences = described(tree)

An attribute is made known by one `register(TicketAttribute(…))`, in a module of `known/` or in the `ready` of
the app that has it.
"""

from . import known as known
from . import segments as segments
from .asked import Question, asked, examples_with_labels
from .attribute import ME, Asker, Choice, TicketAttribute
from .counting import MOST_COUNTED, Count, Tally, count, count_all
from .cursors import WrongCursor
from .described import Described, described, in_one_line, wrong_in_words
from .field_orders import field_ordered_by, field_orders, names_field_order
from .impossible import impossible
from .orders import (
    GROUPINGS,
    ORDERS,
    USUAL_ORDER,
    Grouping,
    names_order,
    order_of,
    order_or_usual,
    steps_of,
)
from .places import Place, among
from .registry import ATTRIBUTES, read, register, write
from .selecting import Page, matching, page_of
from .stages import Order

__all__ = [
    "ATTRIBUTES",
    "GROUPINGS",
    "ME",
    "MOST_COUNTED",
    "ORDERS",
    "USUAL_ORDER",
    "Asker",
    "Choice",
    "Count",
    "Described",
    "Grouping",
    "Order",
    "Page",
    "Place",
    "Question",
    "Tally",
    "TicketAttribute",
    "WrongCursor",
    "among",
    "asked",
    "count",
    "count_all",
    "described",
    "examples_with_labels",
    "field_ordered_by",
    "field_orders",
    "impossible",
    "in_one_line",
    "matching",
    "names_field_order",
    "names_order",
    "order_of",
    "order_or_usual",
    "page_of",
    "read",
    "register",
    "steps_of",
    "write",
    "wrong_in_words",
]
