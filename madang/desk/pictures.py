"""Fetch a picture from elsewhere for an agent, so that the sender of a mail learns nothing of who looks.

The address is resolved once and the connection goes to the very address that was checked; each redirect is
checked anew. What comes back must be a picture by its own bytes, never SVG.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

LARGEST = 8 * 1024 * 1024
LONGEST_SECONDS = 6.0
MOST_REDIRECTS = 3

_PIECE = 64 * 1024
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


class NoPicture(Exception):
    """It could not be fetched, or is no picture that we show."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes, and the type that they show by themselves."""

    content: bytes
    content_type: str


Resolve = Callable[[str, int], str]


def fetch(address: str, *, resolve: Resolve | None = None) -> Picture:
    """The picture at an http(s) address. `resolve` gives the checked IP address of a host, for tests.

    Raises NoPicture.
    """
    deadline = time.monotonic() + LONGEST_SECONDS
    try:
        for _ in range(MOST_REDIRECTS + 1):
            answer = _get(address, resolve or public_address, deadline)
            if isinstance(answer, Picture):
                return answer
            address = urljoin(address, answer)
        raise NoPicture("too many redirects")
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NoPicture(str(error)) from error


def public_address(host: str, port: int) -> str:
    """The first address of a host, when all of them are on the open internet. Raises NoPicture."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for one in found:
        parsed = ipaddress.ip_address(one.partition("%")[0])
        inner = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
        if not (inner or parsed).is_global or parsed.is_multicast:
            raise NoPicture(f"{host} is not on the open internet")
    if not found:
        raise NoPicture(f"{host} has no address")
    return found[0]


def _get(address: str, resolve: Resolve, deadline: float) -> Picture | str:
    """The picture, or the address that it moved to."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise NoPicture("not a web address")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    connection = http.client.HTTPConnection(parts.hostname, port, timeout=_left(deadline))
    connection.sock = _connected(parts.scheme, parts.hostname, resolve(parts.hostname, port), port, deadline)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(
            "GET",
            path,
            headers={"Accept": "image/png,image/jpeg,image/gif,image/webp", "User-Agent": "Madang"},
        )
        response = connection.getresponse()
        if response.status in {301, 302, 303, 307, 308}:
            return response.headers.get("Location", "")
        if response.status != http.client.OK:
            raise NoPicture(f"answered {response.status}")
        return _read(response, deadline)
    finally:
        connection.close()


def _connected(scheme: str, host: str, ip: str, port: int, deadline: float) -> socket.socket:
    plain = socket.create_connection((ip, port), timeout=_left(deadline))
    if scheme == "http":
        return plain
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host)


def _read(response: http.client.HTTPResponse, deadline: float) -> Picture:
    content = b""
    while piece := response.read(_PIECE):
        content += piece
        if len(content) > LARGEST:
            raise NoPicture("too large")
        _left(deadline)
    return Picture(content, _type_of(content))


def _type_of(content: bytes) -> str:
    for signature, content_type in _SIGNATURES:
        if content.startswith(signature):
            return content_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    raise NoPicture("not a picture that is shown")


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise NoPicture("too slow")
    return left
