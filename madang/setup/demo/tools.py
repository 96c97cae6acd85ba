"""Macros and views of the sample, so that whoever looks around finds what agents work with."""

import tomllib
from collections.abc import Mapping
from typing import Any

from madang.accounts.models import User
from madang.brands.models import Desk, Language
from madang.history.recording import stroke
from madang.tickets import actions
from madang.tickets.actions.macros import Written
from madang.tickets.filters import Asker, asked
from madang.tickets.models import Audience, Macro, SavedView, Sharing
from madang.tickets.part_choices import choices_of_parts, tag_parts
from madang.tickets.parts import Part, PartKind

from .people import Company
from .reading import FOLDER


def make_tools(there: Company) -> None:
    """Make what is missing of them, shared with everybody by the owner; named in the desk's language."""
    desk = Desk.objects.get()
    read = tomllib.loads((FOLDER / "tools.toml").read_text(encoding="utf-8"))
    owner = there.agents["jiwoo"]
    macros = set(Macro.objects.values_list("name", flat=True))
    views = set(SavedView.objects.values_list("name", flat=True))
    with stroke():
        for one in read["macro"]:
            if one[f"name_{desk.language}"] not in macros:
                _make_macro(one, desk.language, owner, there)
        for one in read["view"]:
            if (name := one[f"name_{desk.language}"]) not in views:
                question = asked(one["question"], by=Asker.of(owner), addresses=lambda _: ())
                view = actions.View(name, question.tree, order=one["order"], sharing=Sharing.EVERYBODY)
                actions.make_view(view, by=owner)


def _make_macro(one: Mapping[str, Any], language: str, owner: User, there: Company) -> None:
    bodies = {code.value: one[f"body_{code}"] for code in Language if f"body_{code}" in one}
    written = Written(
        name=one[f"name_{language}"],
        bodies=bodies,
        parts=[_part(kind, one[kind], there) for kind in PartKind.values if kind in one],
        audience=Audience.EVERYBODY,
    )
    actions.make_macro(written, by=owner)


def _part(kind: str, value: str, there: Company) -> Part:
    if kind == PartKind.TAG:
        (part,) = tag_parts(PartKind.TAG, value)
        return part
    if kind == PartKind.TEAM:
        value = str(there.teams[value].pk)
    return Part(kind, value, dict(choices_of_parts()[kind])[value])
