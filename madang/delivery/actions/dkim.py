from django.db import models
from django.utils import timezone

from madang.brands.actions.guard import guard
from madang.brands.events import DKIM_CHECKED, DKIM_FORCED, DKIM_KEY_MADE, OfDomain
from madang.brands.models import Desk
from madang.history.recording import action, record
from madang.lib import dkim
from madang.lib.dns import texts_at
from madang.lib.sealing import seal

from ..models import DkimKey
from ..signatures import KEY_OF


@action
def make_key(domain: str, *, by: models.Model | None) -> DkimKey:
    """Make the key of a domain, once. Raises NotAllowed."""
    guard(by)
    there = DkimKey.objects.filter(domain=domain).first()
    if there is not None:
        return there
    private = dkim.new_key()
    key = DkimKey.objects.create(
        domain=domain,
        selector=f"madang{timezone.now():%Y%m}",
        private=seal(private.decode(), purpose=KEY_OF),
        record=dkim.record(private),
    )
    record(Desk.objects.get(), DKIM_KEY_MADE, by=by, data=OfDomain(key=key.pk))
    return key


def check_key(key: DkimKey, *, by: models.Model | None) -> bool:
    """Look whether the domain's DNS has the record: mail is signed from then on, or no longer.

    Raises NotAllowed, and dns.NoAnswer when the DNS can't be asked.
    """
    guard(by)
    seen = any(dkim.same_record(text, key.record) for text in texts_at(key.name))
    _note(key, seen, by=by)
    return seen


@action
def force_key(key: DkimKey, *, forced: bool, by: models.Model | None) -> None:
    """Sign although the record was not seen, or no longer so. Raises NotAllowed."""
    guard(by)
    DkimKey.objects.filter(pk=key.pk).update(forced=forced)
    record(Desk.objects.get(), DKIM_FORCED, by=by, data=OfDomain(key=key.pk))


@action
def _note(key: DkimKey, seen: bool, *, by: models.Model | None) -> None:
    if seen == (key.seen_at is not None):
        return
    DkimKey.objects.filter(pk=key.pk).update(seen_at=timezone.now() if seen else None)
    record(Desk.objects.get(), DKIM_CHECKED, by=by, data=OfDomain(key=key.pk))
