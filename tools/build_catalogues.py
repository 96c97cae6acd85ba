"""Compiles every translation: a build hook for the wheel, and a command for the tree."""

from pathlib import Path
from typing import Any

import polib
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(root: Path) -> None:
    """Write a .mo beside each .po under `root`, without fuzzy and untranslated entries, as gettext does."""
    for source in sorted(root.glob("madang/**/*.po")):
        unfinished = source.with_suffix(".mo.new")  # a desk that runs beside must never read half a file
        polib.pofile(str(source), encoding="utf-8").save_as_mofile(str(unfinished))
        unfinished.replace(source.with_suffix(".mo"))


class CatalogueHook(BuildHookInterface[Any]):
    """Run by hatchling before it collects the files of a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_catalogues(Path(self.root))


if __name__ == "__main__":
    compile_catalogues(Path(__file__).resolve().parent.parent)
