"""`make test`: everything that is checked before a change lands, ending in pytest's closing line.

First the checks that read the tree, two at a time; then the tests that need a database, on PostgreSQL with
Redis; at last all tests on SQLite, browsers included. Whatever fails, the rest still runs: one run tells all.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.services.postgres import programs, running_postgres
from tests.services.redis import program, running_redis
from tools.debian import Need, provide

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
BIN = Path(PYTHON).parent

CHECKS: dict[str, list[str | Path]] = {
    "types": [BIN / "mypy"],
    "format": [BIN / "ruff", "format", "--check", "--quiet", "--diff", "."],
    "lint": [BIN / "ruff", "check", "."],
    "imports": [BIN / "lint-imports"],
    "system": [PYTHON, "-m", "django", "check", "--fail-level", "WARNING"],
    "migrations": [PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"],
    "translations": [PYTHON, "-m", "tools.translations", "check"],
}
TESTS = [PYTHON, "-m", "pytest", "-q", "--dist", "loadfile", "--durations", "5"]
"""A file's tests run in one worker, for many of them share a desk and a browser."""

ON_POSTGRES = [*TESTS, "-n", "2"]
ON_SQLITE = [*TESTS, "-n", "3"]
"""One more than the cores: some of these wait for servers, browsers and clocks."""


def main() -> int:
    """Run all; returns the exit code."""
    began = time.monotonic()
    missing = provide()
    with ThreadPoolExecutor(max_workers=2) as two:
        failed = [name for name, is_good in zip(CHECKS, two.map(check, CHECKS), strict=True) if not is_good]
    for need in missing:
        announce(need)

    with servers() as addresses:
        if not tests_on_postgres(addresses):
            failed.append("tests on PostgreSQL")
        if failed:
            print(f"\n── failed so far: {', '.join(failed)}", flush=True)
        print(f"\n── all tests on SQLite; {time.monotonic() - began:.0f} s have passed", flush=True)
        here = subprocess.run(ON_SQLITE, cwd=ROOT, env=environment(addresses), check=False).returncode
    if failed or here:
        return 1
    return 1 if missing and os.environ.get("CI") == "true" else 0


def check(name: str) -> bool:
    """Run one check, print how it went and, when it failed, what it said; tells whether it is good."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="madang-check-") as data:
        settings = {"MADANG_DATA": data, "DJANGO_SETTINGS_MODULE": "madang.config.settings"}
        finished = subprocess.run(
            CHECKS[name],
            cwd=ROOT,
            env={**environment({}), **settings},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    is_good = finished.returncode == 0
    words = "" if is_good else "\n" + finished.stdout.decode(errors="replace")
    verdict = "good" if is_good else "failed"
    print(f"── {name}: {verdict} ({time.monotonic() - began:.1f} s){words}", flush=True)
    return is_good


@contextmanager
def servers() -> Iterator[dict[str, str]]:
    """Throw-away servers and a folder of empty databases for both runs, as far as programs are there."""
    with ExitStack() as stack:
        templates = stack.enter_context(tempfile.TemporaryDirectory(prefix="madang-templates-"))
        addresses = {"TESTS_TEMPLATES": templates}
        if programs():
            addresses["TESTS_POSTGRES"] = stack.enter_context(running_postgres())
        if program():
            addresses["TESTS_REDIS"] = stack.enter_context(running_redis())
        yield addresses


def tests_on_postgres(addresses: dict[str, str]) -> bool:
    """Run what needs a database on PostgreSQL, with Redis when it is there; tells whether it passed."""
    if "TESTS_POSTGRES" not in addresses:
        return True  # announced as missing already
    print("\n── tests that need a database, on PostgreSQL with Redis", flush=True)
    settings = {
        "DATABASE_URL": addresses["TESTS_POSTGRES"],
        "REDIS_URL": addresses.get("TESTS_REDIS", ""),
        "TESTS_OF_THE_DATABASE_ONLY": "1",
    }
    finished = subprocess.run(ON_POSTGRES, cwd=ROOT, env={**environment(addresses), **settings}, check=False)
    return finished.returncode == 0


def environment(addresses: dict[str, str]) -> dict[str, str]:
    """This process's environment without any desk's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MADANG_")}
    return {**kept, "DATABASE_URL": "", "REDIS_URL": "", **addresses}


def announce(need: Need) -> None:
    """Say that something could not run; in CI that fails the whole."""
    rule = "!" * 100
    advice = f"sudo apt-get install {' '.join(need.packages)}"
    print(f"{rule}\n!! MISSING, so {need.purpose} could not run. To install: {advice}\n{rule}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
