"""Every kind of event that the desk can record is in the one list of what follows, or is history alone."""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

import madang
from madang.history.kinds import EventKind, declared

HISTORY_ALONE = {
    "accounts": "who may do what: an audit, nothing follows",
    "brands": "settings: an audit, nothing follows",
    "channels": "settings: an audit, nothing follows",
    "intake": "settings: an audit, nothing follows",
}
"""Package → why its events need no place in the pipeline; one that is there all the same is welcome."""


def test_every_event_kind_is_in_the_pipeline_or_history_alone() -> None:
    kinds = kinds_by_package()
    reactions = set(import_module("madang.pipeline").REACTIONS)
    must_be_there = {
        kind for package, declares in kinds.items() if package not in HISTORY_ALONE for kind in declares
    }
    assert must_be_there <= reactions, "a kind with no reaction is listed with ()"
    assert reactions <= set(declared()), "these are never recorded"


def test_every_event_kind_is_noun_and_what_happened_to_it() -> None:
    kinds_by_package()
    odd = [name for name in declared() if name.count(".") != 1 or name != name.lower()]
    assert not odd


def kinds_by_package() -> dict[str, set[str]]:
    """The names of the kinds that each package's events.py declares."""
    packages = [found.name for found in iter_modules(madang.__path__) if found.ispkg]
    modules = {
        name: import_module(f"madang.{name}.events")
        for name in packages
        if find_spec(f"madang.{name}.events")
    }
    return {
        name: {kind.name for kind in vars(module).values() if isinstance(kind, EventKind)}
        for name, module in modules.items()
    }
