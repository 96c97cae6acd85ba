"""A database with all tables and nothing in them, made once in a run and copied for each desk that starts with one."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

DATABASE = "madang.sqlite3"


def copy_migrated(data: Path) -> None:
    """Put a migrated database into a data folder; outside a test run nothing is put there."""
    run = os.environ.get("TESTS_FOLDER")
    if not run:
        return
    template = Path(run) / "migrated"
    template.mkdir(exist_ok=True)
    with (template / "making").open("w") as making:
        fcntl.flock(making, fcntl.LOCK_EX)  # xdist's workers share it
        if not (template / "made").exists():
            _migrate(template)
            (template / "made").touch()
    shutil.copyfile(template / DATABASE, data / DATABASE)


def _migrate(folder: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MADANG_")}
    environment = {**kept, "MADANG_DATA": str(folder), "DATABASE_URL": "", "REDIS_URL": ""}
    subprocess.run(
        [sys.executable, "-m", "madang", "migrate", "--verbosity", "0"],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
