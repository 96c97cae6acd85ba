"""Connections to servers that people name: private networks are reached only where that is allowed.

Whoever may write a host name into the settings could else look at this machine's own network through the
desk. A name is looked up once and the address that was judged is the one that is connected to, so that a name
can't lead elsewhere between the two.
"""

import ipaddress
import socket
from collections.abc import Iterable, Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class CannotReach(Exception):
    """The server can't be connected to; `host` and `port` are what was asked for."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"{host}:{port}")
        self.host = host
        self.port = port


class NameUnknown(CannotReach):
    """No address is known for the name."""


class PrivateAddress(CannotReach):
    """The name leads into a private network that is not allowed."""


class NobodyListens(CannotReach):
    """The machine is there and refuses the port."""


class NoAnswer(CannotReach):
    """Nothing came back in time, or there is no way to the machine."""


def connect(host: str, port: int, *, seconds: float, allowed: Sequence[str] = ()) -> socket.socket:
    """A TCP connection to the first address of `host` that answers, with its timeout set to `seconds`.

    `allowed` are private networks that may be reached, such as 10.0.0.0/8. Raises NameUnknown,
    PrivateAddress, NobodyListens and NoAnswer.
    """
    refused = False
    for address in public_addresses(host, port, allowed=allowed):
        try:
            return socket.create_connection((str(address), port), timeout=seconds)
        except ConnectionRefusedError:
            refused = True
        except OSError:
            continue
    raise (NobodyListens if refused else NoAnswer)(host, port)


def public_addresses(host: str, port: int, *, allowed: Sequence[str] = ()) -> list[Address]:
    """The addresses of `host` that may be reached. Raises NameUnknown, PrivateAddress when none may."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NameUnknown(host, port) from None
    networks = [ipaddress.ip_network(one) for one in allowed]
    addresses = dict.fromkeys(_address(str(entry[4][0])) for entry in found)
    reachable = [address for address in addresses if may_be_reached(address, networks)]
    if not reachable:
        raise PrivateAddress(host, port)
    return reachable


def may_be_reached(address: Address, networks: Iterable[Network]) -> bool:
    """Whether the address is a public one, or in one of the networks."""
    inner = _inside(address)
    if any(one in network for one in {address, inner} for network in networks):
        return True
    return inner.is_global and not inner.is_multicast and not inner.is_reserved


def _inside(address: Address) -> Address:
    """The IPv4 address that an IPv6 address carries (mapped, 6to4, NAT64), else the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in ipaddress.IPv6Network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


def _address(given: str) -> Address:
    return ipaddress.ip_address(given.partition("%")[0])
