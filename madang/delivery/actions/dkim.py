from collections.abc import Iterable

from django.db import models
from django.utils import timezone

from madang.brands.actions.guard import guard
from madang.brands.events import DKIM_CHECKED, DKIM_FORCED, DKIM_FORGOTTEN, DKIM_KEY_MADE, OfDomain
from madang.brands.models import Desk
from madang.history.recording import action, record
from madang.lib import dkim
from madang.lib.dns import texts_at
from madang.lib.sealing import seal

from ..models import Algorithm, DkimKey
from ..signatures import KEY_OF

_SUFFIX = {Algorithm.RSA: "", Algorithm.ED25519: "e"}


@action
def make_key(
    domain: str, *, algorithm: Algorithm = Algorithm.RSA, by: models.Model | None, anew: bool = False
) -> DkimKey:
    """Make the key of a domain, once for each algorithm. Raises NotAllowed.

    `anew` makes another in its place, unless one waits already for its record to be seen: the one in use goes
    on signing until then.
    """
    guard(by)
    known = DkimKey.objects.filter(domain=domain, algorithm=algorithm, retired_at__isnull=True)
    newest = known.order_by("-pk").first()
    if newest is not None and not (anew and newest.signs):
        return newest
    private = dkim.new_key(algorithm.value)
    key = DkimKey.objects.create(
        domain=domain,
        algorithm=algorithm,
        selector=_free_selector(domain, algorithm),
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
    if forced:
        _retire(_older_than(key))
    record(Desk.objects.get(), DKIM_FORCED, by=by, data=OfDomain(key=key.pk))


@action
def forget_key(key: DkimKey, *, by: models.Model | None) -> None:
    """Throw a retired key away, once its record is removed; one in use stays. Raises NotAllowed."""
    guard(by)
    forgotten, _ = DkimKey.objects.filter(pk=key.pk, retired_at__isnull=False).delete()
    if forgotten:
        record(Desk.objects.get(), DKIM_FORGOTTEN, by=by, data=OfDomain(key=key.pk))


@action
def _note(key: DkimKey, seen: bool, *, by: models.Model | None) -> None:
    if seen == (key.seen_at is not None):
        return
    DkimKey.objects.filter(pk=key.pk).update(seen_at=timezone.now() if seen else None)
    if seen:
        _retire(_older_than(key))
    record(Desk.objects.get(), DKIM_CHECKED, by=by, data=OfDomain(key=key.pk))


def _older_than(key: DkimKey) -> Iterable[DkimKey]:
    same = DkimKey.objects.filter(domain=key.domain, algorithm=key.algorithm, pk__lt=key.pk)
    return same.filter(retired_at__isnull=True)


def _retire(keys: Iterable[DkimKey]) -> None:
    DkimKey.objects.filter(pk__in=[one.pk for one in keys]).update(retired_at=timezone.now())


def _free_selector(domain: str, algorithm: Algorithm) -> str:
    """madang202611, or madang202611e for Ed25519; further ones of the same month are numbered."""
    first = f"madang{timezone.now():%Y%m}{_SUFFIX[algorithm]}"
    taken = set(DkimKey.objects.filter(domain=domain).values_list("selector", flat=True))
    numbered = (first if number == 1 else f"{first}-{number}" for number in range(1, len(taken) + 2))
    return next(one for one in numbered if one not in taken)
