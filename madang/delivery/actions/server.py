from collections.abc import Mapping

from django.db import models

from madang.brands.actions.guard import guard
from madang.brands.events import OUTGOING_SERVER_REMOVED, OUTGOING_SERVER_SET, OfServer
from madang.brands.models import Brand, Desk
from madang.history.recording import action, record
from madang.lib.sealing import seal

from ..models import OutgoingServer, Security
from ..servers import PASSWORD_OF, kept_secrets, secrets_as_password


@action
def set_server(
    brand: Brand | None,
    *,
    host: str,
    port: int,
    security: Security,
    username: str,
    password: str | None,
    own_return_address: bool,
    by: models.Model | None,
) -> OutgoingServer:
    """Name the server that the brand's mail leaves by; None names the one for every other brand.

    `password` None leaves the one that is set. Raises NotAllowed.
    """
    guard(by)
    row = OutgoingServer.objects.filter(brand=brand).first() or OutgoingServer(brand=brand)
    if row.provider and password is None:
        row.password = ""  # what is kept is a provider's key
    row.provider = row.region = row.api_url = ""
    row.host, row.port, row.security = host.strip().lower(), port, security.value
    row.username, row.own_return_address = username.strip(), own_return_address
    if password is not None:
        row.password = seal(password, purpose=PASSWORD_OF)
    row.save()
    record(_subject(brand), OUTGOING_SERVER_SET, by=by, data=OfServer(server=row.pk))
    return row


@action
def set_provider(
    brand: Brand | None,
    *,
    provider: str,
    secrets: Mapping[str, str],
    region: str,
    api_url: str,
    by: models.Model | None,
) -> OutgoingServer:
    """Let the brand's mail leave by a provider's HTTP API; None is for every other brand.

    `secrets` that are empty stay as they are for the same provider. Raises NotAllowed.
    """
    guard(by)
    row = OutgoingServer.objects.filter(brand=brand).first() or OutgoingServer(brand=brand)
    row.password = seal(secrets_as_password(kept_secrets(row, provider, secrets)), purpose=PASSWORD_OF)
    row.provider, row.region, row.api_url = provider, region, api_url.strip()
    row.host, row.port, row.security, row.username = "", 0, Security.TLS.value, ""
    row.own_return_address = True
    row.save()
    record(_subject(brand), OUTGOING_SERVER_SET, by=by, data=OfServer(server=row.pk))
    return row


@action
def remove_server(brand: Brand | None, *, by: models.Model | None) -> None:
    """Let the mail leave by the server for all, or that of the environment. Raises NotAllowed."""
    guard(by)
    row = OutgoingServer.objects.filter(brand=brand).first()
    if row is None:
        return
    pk = row.pk
    row.delete()
    record(_subject(brand), OUTGOING_SERVER_REMOVED, by=by, data=OfServer(server=pk))


def _subject(brand: Brand | None) -> models.Model:
    return brand if brand is not None else Desk.objects.get()
