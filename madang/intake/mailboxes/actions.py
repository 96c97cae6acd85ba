"""The verbs of a mailbox: the only functions that change its settings. `by` is who acts."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from madang.accounts.models import Team, User
from madang.brands.models import Brand
from madang.channels.actions import make_inbox
from madang.channels.actions.guard import guard
from madang.channels.models import Inbox
from madang.history.kinds import EventKind, Nothing
from madang.history.recording import action, record
from madang.lib.pubsub import publish

from ..events import (
    MAILBOX_CHANGED,
    MAILBOX_CONNECTED,
    MAILBOX_PAUSED,
    MAILBOX_REMOVED,
    MAILBOX_RESUMED,
    OAUTH_CLIENT_CHANGED,
    MailboxFieldsChanged,
    OfInbox,
    OfProvider,
)
from ..mailbox import Afterwards, Mailbox, MissedMail, OAuthClient, Trial, TrialState
from .errors import AlreadyConnected, NotTried
from .keeping import sealed
from .topic import TOPIC


@action
def connect_mailbox(
    trial: Trial,
    *,
    brand: Brand,
    team: Team | None,
    folder: str,
    days: int | None,
    afterwards: Afterwards,
    move_to: str,
    by: User,
) -> Mailbox:
    """Fetch mail from a mailbox that was tried, for the support address that was given.

    `days` of old mail are taken: 0 for none, None for all that is there. Raises NotAllowed, NotTried,
    AlreadyConnected, and what make_inbox raises when the address is not an inbox yet.
    """
    guard(by)
    if trial.state != TrialState.GOOD:
        raise NotTried
    inbox = Inbox.objects.filter(address=trial.address).first()
    if inbox is None:
        inbox = make_inbox(brand=brand, address=trial.address, team=team, by=by)
    if Mailbox.objects.filter(inbox=inbox).exists():
        raise AlreadyConnected(inbox.address)
    found = trial.found
    mailbox = Mailbox.objects.create(
        inbox=inbox,
        provider=found.get("provider", ""),
        host=found["host"],
        port=found["port"],
        security=found["security"],
        user=found["user"],
        folder=folder,
        way_in=trial.way_in,
        secret=trial.secret,
        access_token=trial.access_token,
        access_ends_at=trial.access_ends_at,
        smtp_host=found.get("smtp_host", ""),
        smtp_port=found.get("smtp_port", 465),
        smtp_security=found.get("smtp_security", "tls"),
        only_new=days == 0,
        starts_at=_days_ago(days),
        afterwards=afterwards,
        move_to=move_to,
    )
    trial.delete()
    record(mailbox, MAILBOX_CONNECTED, by=by, data=OfInbox(inbox=inbox.pk))
    _look_after_commit(mailbox)
    return mailbox


@action
def change_sign_in(mailbox: Mailbox, trial: Trial, *, by: User) -> None:
    """Sign in with what was tried from now on; the place stays. Raises NotAllowed and NotTried."""
    guard(by)
    if trial.state != TrialState.GOOD or trial.mailbox_id != mailbox.pk:
        raise NotTried
    found = trial.found
    _change(
        mailbox,
        by=by,
        host=found["host"],
        port=found["port"],
        security=found["security"],
        user=found["user"],
        way_in=trial.way_in,
        secret=trial.secret,
        access_token=trial.access_token,
        access_ends_at=trial.access_ends_at,
    )
    trial.delete()


@action
def change_mailbox(
    mailbox: Mailbox, *, folder: str, afterwards: Afterwards, move_to: str, tells_of_holes: bool, by: User
) -> None:
    """Set the folder that is read, what becomes of taken mail, and whether vanished mail is told of.

    Another folder is begun with what comes into it from now on. Raises NotAllowed.
    """
    guard(by)
    values: dict[str, object] = {
        "folder": folder,
        "afterwards": afterwards,
        "move_to": move_to,
        "tells_of_holes": tells_of_holes,
    }
    if folder != mailbox.folder:
        values |= {"uidvalidity": None, "last_uid": 0, "only_new": True, "holes": [], "unsettled": []}
        mailbox.missed.all().delete()
    _change(mailbox, by=by, **values)


@action
def pause_mailbox(mailbox: Mailbox, *, by: User) -> None:
    """Fetch nothing until it is resumed; what comes meanwhile is caught up then. Raises NotAllowed."""
    _switch(mailbox, MAILBOX_PAUSED, on=False, by=by)


@action
def resume_mailbox(mailbox: Mailbox, *, by: User) -> None:
    """Go on where fetching was paused. Raises NotAllowed."""
    _switch(mailbox, MAILBOX_RESUMED, on=True, by=by)


@action
def remove_mailbox(mailbox: Mailbox, *, by: User) -> None:
    """Forget the mailbox and its password; its address and all that was taken stay. Raises NotAllowed."""
    guard(by)
    record(mailbox, MAILBOX_REMOVED, by=by, data=OfInbox(inbox=mailbox.inbox_id))
    mailbox.delete()


@action
def change_oauth_client(provider: str, *, client_id: str, secret: str, by: User) -> None:
    """Say how the desk is registered with a provider.

    An empty secret leaves the one before, an empty id forgets both. Raises NotAllowed.
    """
    guard(by)
    if not client_id:
        OAuthClient.objects.filter(provider=provider).delete()
        return
    known, _ = OAuthClient.objects.get_or_create(provider=provider, defaults={"client_id": client_id})
    known.client_id = client_id
    if secret:
        known.secret = sealed(secret)
    known.save(update_fields=["client_id", "secret"])
    record(known, OAUTH_CLIENT_CHANGED, by=by, data=OfProvider(provider=provider))


def look_now(mailbox: Mailbox, *, by: User) -> None:
    """Have the mailbox looked at at once. Raises NotAllowed."""
    guard(by)
    publish(TOPIC, {"id": mailbox.pk})


def fetch_missed_again(missed: MissedMail, *, by: User) -> None:
    """Have one message asked for again at once. Raises NotAllowed."""
    guard(by)
    MissedMail.objects.filter(pk=missed.pk).update(next_at=timezone.now(), attempts=1)
    publish(TOPIC, {"id": missed.mailbox_id})


def forget_missed(missed: MissedMail, *, by: User) -> None:
    """Leave a message where it is, for good. Raises NotAllowed."""
    guard(by)
    missed.delete()


def _change(mailbox: Mailbox, *, by: User, **values: object) -> None:
    row = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(row, name, values[name])
    row.version += 1
    row.trouble, row.trouble_words, row.trouble_since = "", "", None
    row.save(update_fields=[*changed, "version", "trouble", "trouble_words", "trouble_since"])
    record(row, MAILBOX_CHANGED, by=by, data=MailboxFieldsChanged(fields=tuple(changed)))
    _look_after_commit(row)


def _switch(mailbox: Mailbox, kind: EventKind[Nothing], *, on: bool, by: User) -> None:
    guard(by)
    if Mailbox.objects.filter(pk=mailbox.pk, is_active=not on).update(is_active=on):
        record(mailbox, kind, by=by, data=Nothing())
        _look_after_commit(mailbox)


def _look_after_commit(mailbox: Mailbox) -> None:
    pk = mailbox.pk
    transaction.on_commit(lambda: publish(TOPIC, {"id": pk}))


def _days_ago(days: int | None) -> datetime | None:
    return timezone.now() - timedelta(days=days) if days else None
