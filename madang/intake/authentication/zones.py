"""Who answers for a name in the DNS: the domain that somebody registered, or a network's part of .arpa."""

import functools

from publicsuffixlist import PublicSuffixList

_OF_A_NETWORK = {"in-addr.arpa": 5, "ip6.arpa": 14}
"""How many labels name a network that one party answers for: /24 of IPv4, /48 of IPv6."""


def zone_of(name: str) -> str:
    """What answers for `name`, as far as its name tells: example.co.kr for _dmarc.mail.example.co.kr."""
    labels = name.lower().rstrip(".").split(".")
    kept = _OF_A_NETWORK.get(".".join(labels[-2:]))
    return ".".join(labels[-kept:]) if kept else organization(".".join(labels))


def organization(domain: str) -> str:
    """The domain that somebody registered: example.co.kr for mail.example.co.kr."""
    return _suffixes().privatesuffix(domain.lower()) or domain.lower()


@functools.cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
