"""Lines that run in a desk's own environment, as an administrator's script would."""

import subprocess
import sys

from tests.services.desk import LiveDesk


def in_the_desk(desk: LiveDesk, code: str) -> str:
    """Run some lines in the desk's own environment."""
    finished = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{code}"],
        env={**desk.environment, "DJANGO_SETTINGS_MODULE": "madang.config.settings"},
        capture_output=True,
        timeout=60,
    )
    assert finished.returncode == 0, finished.stderr.decode()
    return finished.stdout.decode()
