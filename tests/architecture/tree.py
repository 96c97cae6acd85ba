"""The tree as the architecture tests read it: the project's own files, without what was vendored or built."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
OWN = ("madang", "tests", "tools", "bench", "docs", ".ci")
NOT_OURS = {"__pycache__", "vendor", "var", "dist"}


@cache
def files(*suffixes: str) -> tuple[Path, ...]:
    """The project's own files with one of the suffixes, in order; paths are relative to the root."""
    found = [path for folder in OWN for path in (ROOT / folder).rglob("*") if path.is_file()]
    found += [path for path in ROOT.iterdir() if path.is_file()]
    relative = sorted(path.relative_to(ROOT) for path in found)
    return tuple(path for path in relative if path.suffix in suffixes and not NOT_OURS & set(path.parts))


def text(path: Path) -> str:
    """What a file of the tree says."""
    return (ROOT / path).read_text(encoding="utf-8")


def sources(folder: str = "madang") -> Iterator[tuple[Path, ast.Module]]:
    """Every Python file under a folder with its syntax tree."""
    for path in files(".py"):
        if path.parts[0] == folder:
            yield path, ast.parse(text(path))


@cache
def layer_of() -> dict[str, int]:
    """Each package's height in the layers of pyproject.toml; 0 is the lowest."""
    contracts = tomllib.loads(text(Path("pyproject.toml")))["tool"]["importlinter"]["contracts"]
    layers = next(contract for contract in contracts if contract["id"] == "layers")["layers"]
    names = [[name.strip(" ()") for name in layer.replace(":", "|").split("|")] for layer in reversed(layers)]
    return {name: height for height, layer in enumerate(names) for name in layer}
