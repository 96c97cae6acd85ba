"""A throw-away Dovecot: a real IMAP server on a free port, with mailboxes in a temporary folder."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cache
from pathlib import Path

import imapclient

from tests.services.certificates import Certificate, make_certificate
from tests.services.dovecot_settings import Facts, oauth2_of_23, settings_of_23, settings_of_24
from tests.services.ports import free_port, wait_until_open

PASSWORD = "lantern-hanok-42"


def program() -> str | None:
    """Where dovecot is, or None."""
    found = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    return found if found and Path("/usr/lib/dovecot/imap-login").exists() else None


class Dovecot:
    """The server. Every user is let in with PASSWORD, or with a token when an introspection address is given."""

    def __init__(
        self,
        folder: Path,
        *,
        introspection: str = "",
        tokens_by: str = "xoauth2 oauthbearer",
        idle: bool = True,
    ) -> None:
        self.folder = folder
        self.port = free_port()
        self.tls_port = free_port()
        self.certificate: Certificate = make_certificate(folder, "localhost")
        self._introspection = introspection
        self._tokens_by = tokens_by
        self._idle = idle
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = _owner()

    def start(self) -> None:
        """Start listening; returns when it does."""
        binary = program()
        if binary is None:
            raise RuntimeError("Dovecot is not installed; on Debian: apt-get install dovecot-imapd")
        settings = self.folder / "dovecot.conf"
        settings.write_text(self._settings())
        (self.folder / "mail").mkdir(exist_ok=True)
        (self.folder / "oauth2.conf").write_text(oauth2_of_23(self._introspection))
        self._own(self.folder, self.folder / "mail")
        self._process = subprocess.Popen(
            [binary, "-F", "-c", settings],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_until_open(self.port)
        wait_until_open(self.tls_port)

    def stop(self) -> None:
        """End it with everybody who is connected."""
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # its children linger with those who are connected
            process.wait(timeout=10)

    @contextmanager
    def client(self, user: str) -> Iterator[imapclient.IMAPClient]:
        """Somebody else's program in the same mailbox."""
        with imapclient.IMAPClient("127.0.0.1", self.port, ssl=False, timeout=20) as client:
            client.login(user, PASSWORD)
            yield client

    def deliver(self, user: str, *mails: bytes, folder: str = "INBOX", at: datetime | None = None) -> None:
        """Put mails into a folder, as a mail server would: unread."""
        with self.client(user) as client:
            for mail in mails:
                client.append(folder, mail, msg_time=at)

    def fill(self, user: str, mails: Iterator[bytes]) -> int:
        """Lay many mails into the inbox at once, past the server; gives how many."""
        new = self.folder / "mail" / user / "new"
        for folder in (new, new.parent / "cur", new.parent / "tmp"):
            folder.mkdir(parents=True, exist_ok=True)
        count = 0
        for count, mail in enumerate(mails, start=1):
            (new / f"{1_700_000_000 + count}.M{count}P1.fill").write_bytes(mail)
        self._own(new.parent, new, new.parent / "cur", new.parent / "tmp", *new.iterdir())
        return count

    def forget_uids(self, user: str) -> None:
        """Lose the list of UIDs, as a restore from a backup does: the inbox gets another UIDVALIDITY."""
        time.sleep(1.1)  # Dovecot makes it from the clock's seconds
        home = self.folder / "mail" / user
        for name in ("dovecot-uidlist", "dovecot-uidvalidity"):
            (home / name).unlink(missing_ok=True)
        for path in [*home.glob("dovecot.index*"), *home.glob("dovecot-uidvalidity.*")]:
            path.unlink()

    def _own(self, *paths: Path) -> None:
        if self._owner is not None:
            for path in paths:
                os.chown(path, self._owner.pw_uid, self._owner.pw_gid)

    def _settings(self) -> str:
        own = self._owner or pwd.getpwuid(os.geteuid())
        facts = Facts(
            folder=self.folder,
            port=self.port,
            tls_port=self.tls_port,
            chain=self.certificate.chain,
            key=self.certificate.key,
            password=PASSWORD,
            owner=own.pw_name,
            uid=own.pw_uid,
            gid=own.pw_gid,
            is_by_root=self._owner is not None,
            introspection=self._introspection,
            tokens_by=self._tokens_by.split(),
            idle=self._idle,
        )
        return settings_of_24(facts) if _version() >= (2, 4) else settings_of_23(facts)


@contextmanager
def running_dovecot(
    *, introspection: str = "", tokens_by: str = "xoauth2 oauthbearer", idle: bool = True
) -> Iterator[Dovecot]:
    """Start a server without mailboxes; each comes to be with the first sign-in."""
    folder = Path(tempfile.mkdtemp(prefix="madang-dovecot-", dir="/tmp"))
    folder.chmod(0o755)
    server = Dovecot(folder, introspection=introspection, tokens_by=tokens_by, idle=idle)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@cache
def _version() -> tuple[int, ...]:
    """Its version to the second place: Debian 12 has 2.3, Debian 13 has 2.4, which speaks of other settings."""
    said = subprocess.run([program() or "dovecot", "--version"], capture_output=True, text=True, check=True)
    return tuple(int(number) for number in said.stdout.split(".")[:2])


def _owner() -> pwd.struct_passwd | None:
    """Whose mailboxes they are when root runs the tests: Dovecot refuses to read mail as root."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None
