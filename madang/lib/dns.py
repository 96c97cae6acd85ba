"""What the DNS says."""

import dns.exception
import dns.resolver

SECONDS = 6.0


class NoAnswer(Exception):
    """The DNS could not be asked just now."""


def texts_at(name: str) -> list[str]:
    """The TXT records of a name, each in one piece; none when there is no such name. Raises NoAnswer."""
    try:
        answer = dns.resolver.resolve(name, "TXT", lifetime=SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except dns.exception.DNSException as error:
        raise NoAnswer(str(error)) from error
    return [b"".join(one.strings).decode("utf-8", "replace") for one in answer]
