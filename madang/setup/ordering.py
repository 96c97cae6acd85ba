"""The order that somebody wants: by dragging (all ids), or one step up or down with a button."""

from collections.abc import Sequence

from django.http import QueryDict


def wanted_order(given: QueryDict, there: Sequence[int]) -> Sequence[int]:
    """The ids in the order that was asked for: `id` for each, or `up` or `down` with one."""
    dragged = [int(one) for one in given.getlist("id") if one.isdecimal() and len(one) < 19]
    if dragged:
        return dragged
    for name, step in (("up", -1), ("down", 1)):
        asked = given.get(name, "")
        if asked.isdecimal() and int(asked) in there:
            ids = list(there)
            place = ids.index(int(asked))
            goal = min(max(place + step, 0), len(ids) - 1)
            ids.insert(goal, ids.pop(place))
            return ids
    return there
