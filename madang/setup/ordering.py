"""The order that somebody wants: by dragging (all ids), or one step up or down with a button."""

from collections.abc import Sequence

from django.http import QueryDict

from madang.lib.text.numbers import number_in, numbers_in


def wanted_order(given: QueryDict, there: Sequence[int]) -> Sequence[int]:
    """The ids in the order that was asked for: `id` for each, or `up` or `down` with one."""
    dragged = numbers_in(given.getlist("id"))
    if dragged:
        return dragged
    for name, step in (("up", -1), ("down", 1)):
        asked = number_in(given.get(name, ""))
        if asked in there:
            ids = list(there)
            place = ids.index(asked)
            goal = min(max(place + step, 0), len(ids) - 1)
            ids.insert(goal, ids.pop(place))
            return ids
    return there
