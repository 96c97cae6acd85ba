"""Where a request comes from, believing proxies only where we were told to."""

import ipaddress
from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
UNKNOWN = "0.0.0.0"  # noqa: S104  # no address to listen on: stands for a peer without one, such as a Unix socket


def client_address(request: HttpRequest) -> str:
    """The IP address of whoever asks; every rate limit and record uses this one."""
    peer = str(request.META.get("REMOTE_ADDR") or "")
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR") or "")
    return address_of(peer, forwarded=forwarded, proxies=settings.MADANG.trusted_proxies)


def address_of(peer: str, *, forwarded: str, proxies: Sequence[str]) -> str:
    """The client's address behind `peer`, whose X-Forwarded-For is `forwarded`.

    Read from the right, as each proxy adds the address that it saw: the first one that is no proxy of ours
    is the client. What stands left of it was written by the client and means nothing.
    """
    client = _plain(peer) or UNKNOWN
    trusted = _networks(tuple(proxies))
    if not _is_among(client, trusted):
        return client
    for part in reversed(forwarded.split(",")):
        address = _plain(part)
        if not address:
            return client
        client = address
        if not _is_among(client, trusted):
            return client
    return client


@lru_cache(maxsize=4)
def _networks(proxies: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(proxy) for proxy in proxies)


def _is_among(address: str, networks: Iterable[Network]) -> bool:
    parsed = ipaddress.ip_address(address)
    return any(parsed in network for network in networks)


def _plain(given: str) -> str:
    """The address without port, brackets and zone; empty when it is none."""
    given = given.strip()
    if given.startswith("["):
        given = given[1:].partition("]")[0]
    elif given.count(":") == 1:
        given = given.partition(":")[0]
    try:
        address = ipaddress.ip_address(given.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(address)
