"""What is posted to a page by name is done, and gives what is to be posted to undo it."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from django.http import QueryDict

from madang.accounts.models import User

Undo = dict[str, object]
T = TypeVar("T")


def done(
    deeds: Mapping[str, Callable[[T, QueryDict, User], Undo]], of: T, given: QueryDict, by: User
) -> Undo:
    """Do what is named in what was posted, in the order of `deeds`; what has two names is done once."""
    undo: Undo = {}
    for deed in dict.fromkeys(deed for name, deed in deeds.items() if name in given):
        undo |= deed(of, given, by)
    return undo
