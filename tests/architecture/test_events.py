"""Every kind of event that the desk can record is in the one list of what follows."""

from importlib import import_module
from pkgutil import iter_modules

import madang
from madang.history.kinds import declared


def test_every_event_kind_is_in_the_pipeline() -> None:
    for package in iter_modules(madang.__path__):
        if package.ispkg and "events" in {
            module.name for module in iter_modules([f"{madang.__path__[0]}/{package.name}"])
        }:
            import_module(f"madang.{package.name}.events")
    reactions = import_module("madang.pipeline").REACTIONS
    assert set(declared()) == set(reactions), "a kind with no reaction is listed with ()"


def test_every_event_kind_is_noun_and_past_participle() -> None:
    odd = [name for name in declared() if name.count(".") != 1 or name != name.lower()]
    assert not odd
