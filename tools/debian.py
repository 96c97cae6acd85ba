"""What the checks need from the machine, and how to get it on Debian and Ubuntu."""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.services import chromium, dovecot, postfix, postgres, redis


@dataclass(frozen=True)
class Need:
    """Something that must be on the machine: what for, which packages bring it, and whether it is there."""

    purpose: str
    packages: tuple[str, ...]
    is_there: Callable[[], bool]


NEEDS = (
    Need("the tests on PostgreSQL", ("postgresql",), lambda: postgres.programs() is not None),
    Need("the tests with a mailbox", ("dovecot-imapd",), lambda: dovecot.program() is not None),
    Need("the test with Postfix", ("postfix",), lambda: postfix.program() is not None),
    Need("the tests with Redis", ("redis-server",), lambda: redis.program() is not None),
    Need("the browser tests", ("chromium",), lambda: chromium.program() is not None),
    Need("Korean in the browser's pictures", ("fonts-noto-cjk",), lambda: _has_korean_font()),
    Need("the check of translations", ("gettext",), lambda: shutil.which("xgettext") is not None),
)


def provide() -> list[Need]:
    """Install what is missing where that is allowed; give what is missing afterwards."""
    missing = [need for need in NEEDS if not need.is_there()]
    privilege = _privilege()
    if not missing or privilege is None or shutil.which("apt-get") is None:
        return missing
    packages = [package for need in missing for package in need.packages]
    print(f"── installing {', '.join(packages)}", flush=True)
    install = [*privilege, "apt-get", "-qq", "-y", "--no-install-recommends", "install", *packages]
    if not _quietly(install):
        _quietly([*privilege, "apt-get", "-qq", "update"])  # a machine that has never asked what there is
        _quietly(install)
    return [need for need in NEEDS if not need.is_there()]


def _privilege() -> list[str] | None:
    """What to write before a command to be root; None when this person may not."""
    if os.geteuid() == 0:
        return ["env", "DEBIAN_FRONTEND=noninteractive"]
    if shutil.which("sudo") and _quietly(["sudo", "-n", "true"]):
        return ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive"]
    return None


def _quietly(command: list[str]) -> bool:
    """Run a command, show its words only when it fails, and tell whether it succeeded."""
    finished = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if finished.returncode and command[-1] != "true":
        print(finished.stdout.decode(errors="replace"), flush=True)
    return finished.returncode == 0


def _has_korean_font() -> bool:
    return any(Path("/usr/share/fonts").glob("**/*CJK*")) or any(Path("/usr/share/fonts").glob("**/*Nanum*"))
