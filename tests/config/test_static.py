"""Static files are gathered once, whoever starts first, and stay while somebody may ask for them."""

import os
import subprocess
import sys
from pathlib import Path

from tests.services.desk import ROOT

GATHER = "import django; django.setup(); from madang.config import static; static.gather()"


def start(data: Path) -> subprocess.Popen[bytes]:
    """A process that gathers the files as a web process does when it starts."""
    return subprocess.Popen(
        [sys.executable, "-c", GATHER],
        cwd=ROOT,
        env={**os.environ, "MADANG_DATA": str(data), "DJANGO_SETTINGS_MODULE": "madang.config.settings"},
        stderr=subprocess.PIPE,
    )


def versions(data: Path) -> list[Path]:
    return [one for one in (data / "static").iterdir() if one.is_dir()]


def test_processes_that_start_at_once_end_up_with_the_same_files(tmp_path: Path) -> None:
    started = [start(tmp_path) for _ in range(3)]
    assert [(one.wait(timeout=120), one.stderr and one.stderr.read()) for one in started] == [(0, b"")] * 3
    (only,) = versions(tmp_path)
    assert (only / "ui" / "components.css.gz").exists()


def test_what_a_version_left_goes_after_a_while_and_not_before(tmp_path: Path) -> None:
    old, recent = tmp_path / "static" / "old", tmp_path / "static" / "recent"
    for folder in (old, recent):
        folder.mkdir(parents=True)
    os.utime(old, (0, 0))
    assert start(tmp_path).wait(timeout=120) == 0
    assert not old.exists()
    assert recent.exists()
