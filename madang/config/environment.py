"""What differs by installation, read once and strictly from the environment.

Only the standard library is imported here: the supervisor reads it without loading Django, and a wrong
value is answered with a sentence before anything has started.
"""

import difflib
import ipaddress
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")


class EnvironmentRefused(Exception):
    """A setting is unknown or wrong; `str()` says what to write instead."""


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings of one installation.

    `url` is what links are made of, without a trailing slash. `data` is an absolute folder.
    `smtp_url` is the outgoing server or empty: then mail is kept in the desk. `rspamd_url` is where a spam
    filter answers, or empty. `trusted_proxies` are networks whose X-Forwarded-For is believed.
    `private_networks` are those in which servers named in the settings may be; without them only public
    addresses are connected to.
    """

    port: int
    bind: str
    url: str
    trusted_proxies: tuple[str, ...]
    private_networks: tuple[str, ...]
    smtp_port: int
    lmtp_port: int
    smtp_certificate: str
    smtp_key: str
    data: Path
    smtp_url: str
    rspamd_url: str
    database_url: str
    redis_url: str
    log: str

    @property
    def host(self) -> str:
        """The host name of `url`."""
        return urlsplit(self.url).hostname or "127.0.0.1"

    @property
    def on_postgres(self) -> bool:
        """Whether the desk runs on PostgreSQL rather than on its own SQLite file."""
        return bool(self.database_url)


def read_environment(environ: Mapping[str, str] | None = None) -> Environment:
    """Read and check every setting.

    Raises EnvironmentRefused for an unknown MADANG_ name or a value that cannot be meant.
    """
    values = os.environ if environ is None else environ
    _refuse_unknown(values)

    if bool(values.get("MADANG_SMTP_CERTIFICATE", "").strip()) != bool(
        values.get("MADANG_SMTP_KEY", "").strip()
    ):
        raise EnvironmentRefused(
            "MADANG_SMTP_CERTIFICATE and MADANG_SMTP_KEY belong together: set both, or neither."
        )
    port = _checked(values, "MADANG_PORT", "8000", _port)
    bind = _checked(values, "MADANG_BIND", "127.0.0.1", _bind)
    return Environment(
        port=port,
        bind=bind,
        url=_checked(values, "MADANG_URL", f"http://{_host_for_links(bind)}:{port}", _url),
        trusted_proxies=_checked(values, "MADANG_TRUSTED_PROXIES", "", _networks),
        private_networks=_checked(values, "MADANG_PRIVATE_NETWORKS", "", _private_networks),
        smtp_port=_checked(values, "MADANG_SMTP_PORT", "2525", _port),
        lmtp_port=_checked(values, "MADANG_LMTP_PORT", "", _port_or_none),
        smtp_certificate=_checked(values, "MADANG_SMTP_CERTIFICATE", "", _file),
        smtp_key=_checked(values, "MADANG_SMTP_KEY", "", _file),
        data=_checked(values, "MADANG_DATA", "var", _folder),
        smtp_url=_checked(values, "MADANG_SMTP_URL", "", _smtp_url),
        rspamd_url=_checked(values, "MADANG_RSPAMD_URL", "", _rspamd_url),
        database_url=_checked(values, "DATABASE_URL", "", _database_url),
        redis_url=_checked(values, "REDIS_URL", "", _redis_url),
        log=_checked(values, "MADANG_LOG", "info", _log),
    )


NAMES = (
    "MADANG_PORT",
    "MADANG_BIND",
    "MADANG_URL",
    "MADANG_TRUSTED_PROXIES",
    "MADANG_PRIVATE_NETWORKS",
    "MADANG_SMTP_PORT",
    "MADANG_LMTP_PORT",
    "MADANG_SMTP_CERTIFICATE",
    "MADANG_SMTP_KEY",
    "MADANG_DATA",
    "MADANG_SMTP_URL",
    "MADANG_RSPAMD_URL",
    "MADANG_LOG",
)


def _refuse_unknown(values: Mapping[str, str]) -> None:
    for name in sorted(values):
        if not name.startswith("MADANG_") or name in NAMES:
            continue
        near = difflib.get_close_matches(name, NAMES, n=1)
        advice = f"Did you mean {near[0]}?" if near else f"Known names are {', '.join(NAMES)}."
        raise EnvironmentRefused(f"{name} is not a setting of Madang. {advice}")


def _checked(values: Mapping[str, str], name: str, default: str, read: Callable[[str], T]) -> T:
    given = values.get(name, "").strip() or default
    try:
        return read(given)
    except ValueError as error:
        raise EnvironmentRefused(f"{name} is “{given}”. {error}") from None


def _port(given: str) -> int:
    if not given.isascii() or not given.isdigit() or not 1 <= int(given) <= 65535:
        raise ValueError("Write a port number from 1 to 65535, for example 8000.")
    return int(given)


def _bind(given: str) -> str:
    if given == "localhost":
        return "127.0.0.1"
    try:
        return str(ipaddress.ip_address(given))
    except ValueError:
        raise ValueError(
            "Write the IP address to listen on: 127.0.0.1 for this machine alone, 0.0.0.0 for every network."
        ) from None


def _host_for_links(bind: str) -> str:
    address = ipaddress.ip_address(bind)
    if address.is_unspecified:
        return "127.0.0.1"
    return f"[{bind}]" if address.version == 6 else bind


def _url(given: str) -> str:
    parts = urlsplit(given)
    port_is_readable = parts.port is None or parts.port > 0
    plain = not (parts.query or parts.fragment or parts.username) and parts.path in {"", "/"}
    if parts.scheme not in {"http", "https"} or not parts.hostname or not plain or not port_is_readable:
        raise ValueError(
            "Write the address people type, for example https://desk.example.com, without a path."
        )
    return f"{parts.scheme}://{parts.netloc}"


def _networks(given: str) -> tuple[str, ...]:
    try:
        return tuple(str(ipaddress.ip_network(part.strip())) for part in given.split(",") if part.strip())
    except ValueError:
        raise ValueError(
            "Write the proxies' addresses or networks with commas between, "
            "for example 10.0.0.5,192.168.1.0/24."
        ) from None


def _private_networks(given: str) -> tuple[str, ...]:
    try:
        return _networks(given)
    except ValueError:
        raise ValueError(
            "Write the private networks that mail servers may be in, with commas between, "
            "for example 10.0.0.0/8,192.168.1.20."
        ) from None


def _port_or_none(given: str) -> int:
    return _port(given) if given else 0


def _file(given: str) -> str:
    if not given:
        return ""
    path = Path(given).expanduser().resolve()
    if not path.is_file() or not os.access(path, os.R_OK):
        raise ValueError("There is no such file, or it can't be read; write the path of a PEM file.")
    return str(path)


def _folder(given: str) -> Path:
    path = Path(given).expanduser().resolve()
    if path.exists() and not path.is_dir():
        raise ValueError("That is a file; write a folder that Madang may fill, for example /var/lib/madang.")
    return path


def _smtp_url(given: str) -> str:
    if not given:
        return ""
    parts = urlsplit(given)
    if parts.scheme not in {"smtp", "smtp+starttls", "smtps"} or not parts.hostname or (parts.port or 1) < 1:
        raise ValueError(
            "Write the outgoing server as smtp://127.0.0.1:1025, smtp+starttls://user:password@host:587 or "
            "smtps://user:password@host:465."
        )
    return given


def _rspamd_url(given: str) -> str:
    if not given:
        return ""
    parts = urlsplit(given)
    if parts.scheme not in {"http", "https"} or not parts.hostname or (parts.port or 1) < 1:
        raise ValueError("Write where Rspamd answers, for example http://127.0.0.1:11333.")
    return given.rstrip("/")


def _database_url(given: str) -> str:
    if not given:
        return ""
    if urlsplit(given).scheme not in {"postgres", "postgresql"}:
        raise ValueError(
            "Write postgresql://user:password@host:5432/name, or leave it out "
            "to use one SQLite file in MADANG_DATA."
        )
    return given


def _redis_url(given: str) -> str:
    if not given:
        return ""
    if urlsplit(given).scheme not in {"redis", "rediss", "unix"}:
        raise ValueError("Write redis://127.0.0.1:6379/0, or leave it out.")
    return given


def _log(given: str) -> str:
    if given not in {"debug", "info", "warning", "error"}:
        raise ValueError("Write debug, info, warning or error.")
    return given
