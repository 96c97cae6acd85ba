"""Which outgoing server a mail leaves by."""

import json
import socket
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.db.models import Q

from madang.brands.models import Brand
from madang.lib import reaching
from madang.lib.sealing import CannotUnseal, unseal

from .models import Delivery, OutgoingServer, Security
from .providers.api import Api, ProviderApi
from .providers.known import by_code
from .transport import TIMEOUT, Smtp

FOR_ALL = "all"
PASSWORD_OF = "outgoing server"  # noqa: S105  # the purpose that passwords are sealed for
_SCHEMES = {Security.TLS: "smtps", Security.STARTTLS: "smtp+starttls", Security.NONE: "smtp"}


@dataclass(frozen=True, slots=True)
class Server:
    """One outgoing server. `key` is FOR_ALL, or the id of the brand whose own it is.

    `own_return_address` is whether mail has one, by which reports find it. `set_here` tells one that was
    named in the settings from the environment's: it may be in no private network that isn't allowed. `api` is
    there when mail leaves by a provider's API; `url` is empty then.
    """

    key: str
    url: str
    own_return_address: bool = True
    set_here: bool = False
    api: Api | None = None

    def transport(self, *, patience: float = TIMEOUT, sender_domain: str = "") -> Smtp | ProviderApi:
        """A new way to it; nothing is opened yet. `patience` is in seconds for each answer.

        `sender_domain` is the domain that it is asked about when it is only greeted.
        """
        if self.api is not None:
            return ProviderApi(
                self.api, connect=connect_where_allowed, patience=patience, sender_domain=sender_domain
            )
        return Smtp(self.url, patience=patience, connect=connect_where_allowed if self.set_here else None)


def server_of(delivery: Delivery) -> Server | None:
    """The server that the mail leaves by; None when there is none, and mail is kept."""
    return server_for(delivery.inbox.brand_id if delivery.inbox is not None else None)


def server_for(brand: int | None) -> Server | None:
    """The brand's own server, else the one for all in the settings, else the environment's. One query."""
    found = {one.brand_id: one for one in OutgoingServer.objects.filter(Q(brand=brand) | Q(brand=None))}
    chosen = found.get(brand) or found.get(None)
    if chosen is not None:
        return as_server(chosen)
    url = settings.MADANG.smtp_url
    return Server(key=FOR_ALL, url=url) if url else None


def as_server(row: OutgoingServer, *, password: str | None = None) -> Server:
    """The server that the row describes; `password` in place of the sealed one."""
    secret = unseal(row.password, purpose=PASSWORD_OF) if password is None else password
    if row.provider:
        return Server(key=_key(row), url="", set_here=True, api=_api(row, secret))
    who = f"{quote(row.username, safe='')}:{quote(secret, safe='')}@" if row.username else ""
    return Server(
        key=_key(row),
        url=f"{_SCHEMES[Security(row.security)]}://{who}{row.host}:{row.port}",
        own_return_address=row.own_return_address,
        set_here=True,
    )


def secrets_as_password(secrets: Mapping[str, str]) -> str:
    """A provider's secrets as one text, to be sealed in the place of a password."""
    return json.dumps(dict(secrets), sort_keys=True)


def password_as_secrets(password: str) -> dict[str, str]:
    """The other way round; nothing when it is no such text."""
    try:
        read = json.loads(password) if password else {}
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in read.items()} if isinstance(read, dict) else {}


def kept_secrets(row: OutgoingServer | None, provider: str, given: Mapping[str, str]) -> dict[str, str]:
    """The secrets that are given, and for those that are empty what is kept for the same provider."""
    kept: dict[str, str] = {}
    if row is not None and row.provider == provider:
        with suppress(CannotUnseal):
            kept = password_as_secrets(unseal(row.password, purpose=PASSWORD_OF))
    return kept | {name: value for name, value in given.items() if value}


def _key(row: OutgoingServer) -> str:
    return str(row.brand_id) if row.brand_id is not None else FOR_ALL


def _api(row: OutgoingServer, secret: str) -> Api:
    provider = by_code(row.provider)
    regions = provider.regions if provider is not None else ()
    url = next((one.url for one in regions if one.code == row.region), "")
    return Api(
        provider=row.provider,
        secrets=tuple(sorted(password_as_secrets(secret).items())),
        url=row.api_url or url,
    )


def all_mail_is_kept() -> bool:
    """Whether no mail of any brand leaves, because no server is set anywhere."""
    return not settings.MADANG.smtp_url and not OutgoingServer.objects.exists()


def how_many() -> int:
    """How many servers there are."""
    own = OutgoingServer.objects.exclude(brand=None).count()
    return own + (1 if settings.MADANG.smtp_url or OutgoingServer.objects.filter(brand=None).exists() else 0)


def leaving_by(keys: Iterable[str]) -> Q:
    """The mails that leave by one of the servers with these keys; an empty Q for none."""
    wanted = set(keys)
    mails = Q()
    own = [int(key) for key in wanted if key != FOR_ALL]
    if own:
        mails |= Q(inbox__brand__in=own)
    if FOR_ALL in wanted:
        without_own = Brand.objects.filter(outgoing_server=None)
        mails |= Q(inbox=None) | Q(inbox__brand__in=without_own)
    return mails


def connect_where_allowed(host: str, port: int, seconds: float) -> socket.socket:
    """A connection to a server that somebody named in the settings. Raises reaching.CannotReach."""
    return reaching.connect(host, port, seconds=seconds, allowed=settings.MADANG.private_networks)
