"""Gives a test run a data folder of its own, before Django reads its settings.

Loaded by `-p tests.environment` in pyproject.toml: pytest-django reads the settings before any conftest.py.
DATABASE_URL and REDIS_URL are kept, so that the same tests run on PostgreSQL and with Redis; every MADANG_
setting of the person who runs the tests is forgotten.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings

_SHARED = "TESTS_FOLDER"


def _folder_of_the_run() -> Path:
    """One folder for the whole run: pytest-xdist's workers inherit the address from the process that starts them."""
    if _SHARED not in os.environ:
        made = tempfile.mkdtemp(prefix="madang-tests-")
        os.environ[_SHARED] = made
        atexit.register(_remove, made, os.getpid())
    return Path(os.environ[_SHARED])


def _remove(folder: str, owner: int) -> None:
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


for _name in [name for name in os.environ if name.startswith("MADANG_")]:
    del os.environ[_name]

# How long an example takes says something of the machine alone, which may be busy.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

FOLDER = _folder_of_the_run()
_DATA = FOLDER / os.environ.get("PYTEST_XDIST_WORKER", "main")
_DATA.mkdir(mode=0o700, exist_ok=True)
os.environ["MADANG_DATA"] = str(_DATA)

# Each worker counts in a database of its own: one that clears its cache would clear the other's rate limits.
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
if os.environ.get("REDIS_URL", "").endswith("/0"):
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].removesuffix('/0')}/{_WORKER}"
