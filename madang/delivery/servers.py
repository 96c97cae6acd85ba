"""Which outgoing server a mail leaves by."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from .models import Delivery
from .transport import Smtp, Transport


@dataclass(frozen=True, slots=True)
class Server:
    """One outgoing server. `key` is the same for the same server; `keeps_return_address` whether it lets mail
    have a return address of its own.
    """

    key: str
    url: str
    keeps_return_address: bool = True

    def transport(self) -> Transport:
        """A new way to it; nothing is opened yet."""
        return Smtp(self.url)


FOR_ALL = "all"


def server_of(delivery: Delivery) -> Server | None:
    """The server that the mail leaves by; None when there is none, and mail is kept."""
    url = settings.MADANG.smtp_url
    return Server(key=FOR_ALL, url=url) if url else None


def how_many() -> int:
    """How many servers there are."""
    return 1 if settings.MADANG.smtp_url else 0


def leaving_by(keys: Iterable[str]) -> Q:
    """The mails that leave by one of these servers."""
    return Q(pk__isnull=False) if FOR_ALL in keys else Q()
