"""The server that takes outgoing mail for an address: known providers, and what the domain says in the DNS."""

from dataclasses import dataclass

from madang.channels.providers import Place, Provider
from madang.intake.mailboxes.finding import Dns, Records, find, submission_of


@dataclass(frozen=True, slots=True)
class Submission:
    """The server, and by which name one signs in there; `provider` is whose it is, when that is known."""

    place: Place
    username: str
    provider: Provider | None


def found_for(address: str, *, records: Records | None = None) -> Submission | None:
    """Where mail from the address leaves; None when it is no address, or nobody says where.

    `records` is who is asked about the domain; without it the DNS.
    """
    address = address.strip()
    if address.count("@") != 1 or "." not in address.rpartition("@")[2]:
        return None
    asked = records or Dns()
    first = find(address, records=asked)[0]
    place = submission_of(first, address, records=asked)
    if place is None:
        return None
    return Submission(place=place, username=first.names[0], provider=first.provider)
