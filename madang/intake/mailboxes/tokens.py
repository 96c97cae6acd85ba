"""Access tokens, renewed before they end."""

from datetime import timedelta

from django.utils import timezone

from ..mailbox import Mailbox, OAuthClient
from .keeping import opened, sealed
from .oauth import Client, ConsentNeeded, refresh

BEFORE_IT_ENDS = timedelta(minutes=5)


def client_of(provider: str) -> Client:
    """How the desk is registered with the provider. Raises ConsentNeeded when it is not any more."""
    known = OAuthClient.objects.filter(provider=provider).first()
    if known is None:
        raise ConsentNeeded
    return Client(client_id=known.client_id, secret=opened(known.secret))


def fresh_token(mailbox: Mailbox) -> str:
    """A token that is good for some minutes, asked for anew when the kept one is about to end.

    Raises CannotUnseal, ConsentNeeded and ProviderSilent.
    """
    ends_at = mailbox.access_ends_at
    if mailbox.access_token and ends_at and ends_at - BEFORE_IT_ENDS > timezone.now():
        return opened(mailbox.access_token)
    given = refresh(mailbox.way_in, client_of(mailbox.way_in), token=opened(mailbox.secret))
    kept: dict[str, object] = {"access_token": sealed(given.access), "access_ends_at": given.ends_at}
    if given.refresh:
        kept["secret"] = sealed(given.refresh)
    for name, value in kept.items():
        setattr(mailbox, name, value)
    # A person may have signed in anew meanwhile: what they brought counts.
    Mailbox.objects.filter(pk=mailbox.pk, version=mailbox.version).update(**kept)
    return given.access
