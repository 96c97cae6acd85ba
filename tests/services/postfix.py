"""A throw-away Postfix: a real mail server on a free port, that passes mail on to the servers it is told."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.services.ports import free_port, wait_until_open

DAEMONS = Path("/usr/lib/postfix/sbin")
QUEUE = (
    "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "maildrop", "private",
    "public", "saved", "trace",
)  # fmt: skip

_MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
verify    unix  - - n - 1 verify
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n - - proxymap
smtp      unix  - - n - - smtp
lmtp      unix  - - n - - lmtp
relay     unix  - - n - - smtp
error     unix  - - n - - error
retry     unix  - - n - - error
discard   unix  - - n - - discard
anvil     unix  - - n - 1 anvil
scache    unix  - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
"""

_MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file_prefixes = {folder}
maillog_file = {folder}/log
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = postfix.example
mydestination =
local_recipient_maps =
mynetworks = 127.0.0.0/8
relay_domains = {domains}
smtpd_recipient_restrictions = permit_mynetworks, reject
smtp_dns_support_level = disabled
transport_maps = texthash:{folder}/transport
"""


def program() -> str | None:
    """Where Postfix's master is, or None."""
    return str(DAEMONS / "master") if (DAEMONS / "master").exists() and shutil.which("postconf") else None


@contextmanager
def running_postfix(passes_on: Mapping[str, int], *, by: str = "smtp") -> Iterator[str]:
    """Start it and give its address; `passes_on` names for each domain the port that takes its mail, `by` how.

    Postfix gives up its rights by itself, so that only root can start it.
    """
    if program() is None:
        raise RuntimeError("Postfix is not installed; on Debian: apt-get install postfix")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="madang-postfix-") as temporary:
        folder = Path(temporary)
        folder.chmod(0o755)
        _write(folder, port, passes_on, by)
        server = subprocess.Popen(
            [*_as_root(), str(DAEMONS / "master"), "-c", temporary, "-d"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "MAIL_CONFIG": temporary},
        )
        try:
            wait_until_open(port)
            yield f"smtp://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=20)
            _wait_until_alone(folder)
            subprocess.run([*_as_root(), "chown", "-R", str(os.geteuid()), folder], check=True)


def _write(folder: Path, port: int, passes_on: Mapping[str, int], by: str) -> None:
    domains = " ".join(passes_on)
    (folder / "main.cf").write_text(_MAIN.format(folder=folder, domains=domains))
    (folder / "master.cf").write_text(_MASTER.format(port=port))
    routes = [f"{domain} {by}:[127.0.0.1]:{port}\n" for domain, port in passes_on.items()]
    (folder / "transport").write_text("".join(routes))
    owner = pwd.getpwnam("postfix").pw_uid
    for name in QUEUE:
        (folder / "queue" / name).mkdir(parents=True)
    (folder / "queue" / "pid").mkdir()
    (folder / "data").mkdir()
    for path in [*(folder / "queue" / name for name in QUEUE), folder / "data"]:
        subprocess.run([*_as_root(), "chown", str(owner), path], check=True)
    for name in ("maildrop", "public"):
        subprocess.run([*_as_root(), "chgrp", "postdrop", folder / "queue" / name], check=True)


def _as_root() -> list[str]:
    return [] if os.geteuid() == 0 else ["sudo", "-n"]


def _wait_until_alone(folder: Path) -> None:
    """Its daemons end after their master; the folder can be removed then."""
    deadline = time.monotonic() + 10
    mine = str(folder).encode()
    while time.monotonic() < deadline:
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                if (
                    mine in (entry / "environ").read_bytes()
                    and b"postfix" in (entry / "cmdline").read_bytes()
                ):
                    break
            except OSError:
                continue
        else:
            return
        time.sleep(0.05)
