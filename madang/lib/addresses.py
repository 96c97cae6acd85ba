"""Addresses to listen on and to reach."""

import ipaddress


def reachable(bind: str) -> str:
    """The address by which this machine reaches what listens on `bind`: one that means all is loopback."""
    address = ipaddress.ip_address(bind)
    if not address.is_unspecified:
        return bind
    return "::1" if address.version == 6 else "127.0.0.1"
