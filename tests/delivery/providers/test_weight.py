"""A desk that uses no provider doesn't carry what providers need."""

import os
import subprocess
import sys
from pathlib import Path

from tests.services.desk import ROOT

STARTED = """
import sys
import django
django.setup()
import madang.config.asgi
import madang.config.urls
import madang.intake.jobs
import madang.intake.management.commands.work
from django.urls import get_resolver
get_resolver().reverse_dict
print(*(name for name in ("anymail", "requests") if name in sys.modules))
"""


def test_nothing_of_the_providers_is_loaded_before_it_is_needed(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MADANG_")}
    environment |= {"DJANGO_SETTINGS_MODULE": "madang.config.settings", "MADANG_DATA": str(tmp_path)}
    environment.pop("DATABASE_URL", None)
    ran = subprocess.run(
        [sys.executable, "-c", STARTED],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == ""
