"""Makes .venv hold exactly what is locked: `bootstrap.py run` for a desk, `bootstrap.py test` for the checks.

Runs on the machine's own Python with nothing but its standard library, and does nothing when nothing changed.
It needs neither ensurepip nor a pip of the machine's: the wheel in tools/wheels is one. Its syntax stays that
of Python 3.6 (types in quotes), so that an old Python says what is wrong and not "invalid syntax".
"""

import fcntl
import hashlib
import platform
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"

LOCKED = {"run": ["run.txt"], "test": ["run.txt", "test.txt"]}


def main() -> None:
    refuse_an_old_python()
    purpose = sys.argv[1]
    with open(__file__) as door:
        fcntl.flock(door, fcntl.LOCK_EX)  # two commands at once would install into each other
        prepare_environment()
        for name in LOCKED[purpose]:
            once(name, [ROOT / "requirements" / name], install_locked)
        once("madang", [ROOT / "pyproject.toml", ROOT / "tools" / "build_catalogues.py"], install_madang)
        compile_catalogues()


def refuse_an_old_python() -> None:
    if sys.version_info[:2] < OLDEST:
        sys.exit(
            "Madang needs Python 3.11 or newer, and {} is {}.{}. Where a newer one is installed, name it: "
            "make PYTHON=python3.12 run".format(sys.executable, *sys.version_info[:2])
        )


def prepare_environment() -> None:
    """Keep .venv when it is of this Python, at this place and alive; make it anew otherwise."""
    stamp = STAMPS / "environment"
    described = f"{sys.version_info[0]}.{sys.version_info[1]} {platform.machine()} {VENV}"
    if stamp.is_file() and stamp.read_text() == described and is_alive():
        return
    if VENV.exists():
        say("making .venv anew: it is broken, or of another Python or place")
        shutil.rmtree(str(VENV))
    venv.EnvBuilder(with_pip=False, symlinks=True).create(str(VENV))
    STAMPS.mkdir()
    stamp.write_text(described)


def is_alive() -> bool:
    try:
        return subprocess.run([str(PYTHON), "-c", ""], check=False).returncode == 0
    except OSError:
        return False


def once(name: str, sources: "list[Path]", act: "Callable[[str], None]") -> None:
    """Run `act` unless it has run for the very same contents of `sources`."""
    digest = hashlib.sha256(b"\0".join(source.read_bytes() for source in sources)).hexdigest()
    stamp = STAMPS / name
    if stamp.is_file() and stamp.read_text() == digest:
        return
    began = time.monotonic()
    act(name)
    stamp.write_text(digest)
    say(f"installed {name} in {time.monotonic() - began:.0f} s")


def install_locked(name: str) -> None:
    say(f"installing the locked packages of {name}")
    pip("--require-hashes", "--only-binary", ":all:", "--requirement", str(ROOT / "requirements" / name))


def install_madang(name: str) -> None:
    pip("--no-deps", "--no-build-isolation", "--editable", str(ROOT))


def pip(*arguments: str) -> None:
    (wheel,) = (ROOT / "tools" / "wheels").glob("pip-*.whl")
    command = [str(PYTHON), f"{wheel}/pip", "--disable-pip-version-check", "--quiet", "install"]
    finished = subprocess.run([*command, *arguments], check=False)
    if finished.returncode:
        sys.exit("The packages could not be installed; pip's words are above. Nothing was started.")


def compile_catalogues() -> None:
    """Compile translations when one is newer than what was compiled from it."""
    for source in ROOT.glob("madang/**/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.is_file() or compiled.stat().st_mtime < source.stat().st_mtime:
            subprocess.run([str(PYTHON), str(ROOT / "tools" / "build_catalogues.py")], check=True)
            return


def say(sentence: str) -> None:
    print("madang: " + sentence, flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
