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
    """Something that must be on the machine: what for, which packages bring it, and whether it is there.

    With `serves` it is a better way to something that another program does as well.
    """

    purpose: str
    packages: tuple[str, ...]
    is_there: Callable[[], bool]
    serves: Callable[[], bool] = lambda: False


NEEDS = (
    Need("the tests on PostgreSQL", ("postgresql",), lambda: postgres.programs() is not None),
    Need("the tests with a mailbox", ("dovecot-imapd",), lambda: dovecot.program() is not None),
    Need("the test with Postfix", ("postfix",), lambda: postfix.program() is not None),
    Need("the tests with Redis", ("redis-server",), lambda: redis.program() is not None),
    Need(
        "the browser tests",
        ("chromium-headless-shell",),
        lambda: chromium.shell() is not None,
        serves=lambda: chromium.program() is not None,
    ),
    Need("the browser test of pushes", ("chromium",), lambda: chromium.whole() is not None),
    Need("Korean in the browser's pictures", ("fonts-noto-cjk",), lambda: _has_korean_font()),
    Need("the check of translations", ("gettext",), lambda: shutil.which("xgettext") is not None),
)


def provide() -> list[Need]:
    """Install what is missing where that is allowed; give what is missing afterwards."""
    missing = [need for need in NEEDS if not need.is_there()]
    privilege = _privilege()
    if missing and privilege is not None and shutil.which("apt-get") is not None:
        needed = [need for need in missing if not need.serves()]
        better = [need for need in missing if need.serves()]
        for needs in (needed, better):  # apart: what is only better must not keep the rest away
            if needs:
                _install([package for need in needs for package in need.packages], privilege)
    return [need for need in NEEDS if not need.is_there() and not need.serves()]


def _install(packages: list[str], privilege: list[str]) -> None:
    print(f"── installing {', '.join(packages)}", flush=True)
    install = [*privilege, "apt-get", "-qq", "-y", "--no-install-recommends", "install", *packages]
    if not _quietly(install):
        _quietly([*privilege, "apt-get", "-qq", "update"])  # a machine that has never asked what there is
        _quietly(install)


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
