"""A wheel built from the tree holds everything: installed in an empty folder it serves."""

import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.conftest import MakeDesk
from tests.services.desk import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_a_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    files = [
        path for path in (ROOT / "madang").rglob("*") if path.is_file() and "__pycache__" not in path.parts
    ]
    assert {str(path.relative_to(ROOT)) for path in files} <= inside
    translated = [name for name in inside if name.endswith(".po")]
    assert translated
    assert {f"{name.removesuffix('.po')}.mo" for name in translated} <= inside


def test_a_desk_installed_from_the_wheel_serves_in_an_empty_folder(
    wheel: Path, make_desk: MakeDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed, empty = tmp_path / "installed", tmp_path / "empty"
    zipfile.ZipFile(wheel).extractall(installed)
    empty.mkdir()
    monkeypatch.chdir(empty)

    desk = make_desk(from_nothing=True, PYTHONPATH=str(installed))
    where = [sys.executable, "-c", "import madang; print(madang.__file__)"]
    assert (
        str(installed) in subprocess.run(where, env=desk.environment, capture_output=True, text=True).stdout
    )
    desk.serve()
    with urllib.request.urlopen(f"{desk.url}/", timeout=20) as answer:
        assert answer.status == 200
    assert list(empty.iterdir()) == []
