"""Two profiles of one customer become one, and are parted again for a day. Their tickets are for
`tickets.actions.merge_customers`."""

from collections.abc import Collection
from enum import StrEnum
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.history.recording import action, record

from ..errors import CannotMergeCustomers
from ..events import USER_LET_GO, USER_MERGED, USER_TAKEN_IN, USER_UNMERGED, OfMerge
from ..identities import Kind
from ..merging import UNDONE_WITHIN, goes_on_as
from ..models import CustomerMerge, CustomerNotes, Identity, MergeState, Organization, User
from ..requesters import UNPROVEN
from .change_customer import LONGEST_NOTES
from .guard import guard_changes_customers, guard_customer
from .liken import dismiss_likeness


class Valued(StrEnum):
    """What only one of the two can give the one who goes on."""

    NAME = "name"
    EMAIL = "email"
    LANGUAGE = "language"
    TIME_ZONE = "time_zone"
    ORGANIZATION = "organization_id"


@action
def merge_profiles(
    person: User, *, into: User, by: User | None, take: Collection[Valued] = ()
) -> CustomerMerge:
    """Let `person` go on as `into`, who is known by all addresses of both from now on.

    `take` are the values of `person` that win; where `into` has none, theirs is taken anyhow. Tags and notes
    of both are kept. Raises NotAllowed, NotACustomer, CannotMergeCustomers, and CustomerMerged when `into`
    was merged a moment ago.
    """
    person, into = _both_locked(person, into)
    if person.pk == into.pk:
        raise CannotMergeCustomers(_("A customer can't be merged with themselves. Choose another one."))
    guard_changes_customers(by)
    if person.merged_into_id is not None:
        one = goes_on_as(person)
        raise CannotMergeCustomers(
            _("%(name)s was merged into %(one)s already.") % {"name": _shown(person), "one": _shown(one)}
        )
    for one in (person, into):
        guard_customer(one, by=by)
        _guard_proven(one)

    identities = list(person.identities.values_list("pk", flat=True))
    before: dict[str, Any] = {
        "identities": identities,
        "email": person.email,
        "organization_id": person.organization_id,
        "values": {},
    }
    # It goes first: two rows can't have one first address, not even for a moment.
    values = {valued: getattr(person, valued) for valued in Valued}
    person.merged_into, person.email, person.organization = into, None, None
    person.save(update_fields=["merged_into", "email", "organization"])
    Identity.objects.filter(pk__in=identities).update(user=into)
    for valued, value in values.items():
        had = getattr(into, valued)
        if value not in ("", None) and value != had and (valued in take or had in ("", None)):
            before["values"][valued.value] = [had, value]
            setattr(into, valued, value)
    into.save(update_fields=[*Valued])
    before["tags"] = _tags_given(person, into)
    before["notes"] = _notes_joined(person, into)
    dismiss_likeness(person, into, by=by)
    merge = CustomerMerge.objects.create(person=person, into=into, by=by, before=before)
    record(person, USER_MERGED, by=by, data=OfMerge(other=into.pk, merge=merge.pk))
    record(into, USER_TAKEN_IN, by=by, data=OfMerge(other=person.pk, merge=merge.pk))
    return merge


@action
def part_profiles(merge: CustomerMerge, *, by: User | None) -> CustomerMerge:
    """Undo a merge within a day: addresses and values go back, where nobody changed them since.

    Raises NotAllowed, NotACustomer and CannotMergeCustomers; parted already, it does nothing.
    """
    guard_changes_customers(by)
    merge = CustomerMerge.objects.select_for_update().get(pk=merge.pk)
    if merge.state in {MergeState.PARTING, MergeState.PARTED}:
        return merge
    person, into = _both_locked(merge.person, merge.into)
    if timezone.now() - merge.created_at > UNDONE_WITHIN or person.merged_into_id != into.pk:
        raise CannotMergeCustomers(_("Customers can be parted again for a day."))
    if into.merged_into_id is not None:
        raise CannotMergeCustomers(
            _("%(name)s was merged into %(one)s since. Undo that first.")
            % {"name": _shown(into), "one": _shown(goes_on_as(into))}
        )
    guard_customer(into, by=by)

    before = merge.before
    back = Identity.objects.filter(pk__in=before["identities"], user=into)
    theirs = set(back.filter(kind=Kind.EMAIL).values_list("value", flat=True))
    back.update(user=person)
    for name, (had, has) in before["values"].items():
        if getattr(into, name) == has:
            setattr(into, name, had if name != Valued.ORGANIZATION or _is_there(had) else None)
    if into.email in theirs or not into.identities.filter(kind=Kind.EMAIL, value=into.email or "").exists():
        following = into.identities.filter(kind=Kind.EMAIL).order_by("pk").first()
        into.email = following.value if following is not None else None
    into.save(update_fields=[*Valued])
    person.merged_into = None
    person.email = before["email"] if before["email"] in theirs else min(theirs, default=None)
    person.organization_id = before["organization_id"] if _is_there(before["organization_id"]) else None
    person.save(update_fields=["merged_into", "email", "organization"])
    into.tags.remove(*before["tags"])
    _put_notes_back(into, before["notes"])
    merge.state = MergeState.PARTING
    merge.save(update_fields=["state"])
    record(person, USER_UNMERGED, by=by, data=OfMerge(other=into.pk, merge=merge.pk))
    record(into, USER_LET_GO, by=by, data=OfMerge(other=person.pk, merge=merge.pk))
    return merge


@action
def note_followed(merge: CustomerMerge, *, tickets: int, done: bool) -> None:
    """Write down that so many more tickets followed, and whether these were all."""
    changed = CustomerMerge.objects.filter(pk=merge.pk, state__in=[MergeState.MOVING, MergeState.DONE])
    changed.update(followed=F("followed") + tickets, state=MergeState.DONE if done else MergeState.MOVING)


@action
def note_parted(merge: CustomerMerge) -> None:
    """Write down that all tickets are back."""
    CustomerMerge.objects.filter(pk=merge.pk, state=MergeState.PARTING).update(
        state=MergeState.PARTED, before={}
    )


@action
def forget_merges() -> None:
    """Forget what undoing needed of merges that can't be undone any more."""
    old = CustomerMerge.objects.filter(
        created_at__lt=timezone.now() - UNDONE_WITHIN, state=MergeState.DONE
    ).exclude(before={})
    CustomerMerge.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:500])).update(before={})


def _both_locked(person: User, into: User) -> tuple[User, User]:
    """Both as they are now, locked in the order of their ids: two merges never wait for each other."""
    found = {
        one.pk: one
        for one in User.objects.select_for_update().filter(pk__in={person.pk, into.pk}).order_by("pk")
    }
    return found[person.pk], found[into.pk]


def _guard_proven(person: User) -> None:
    """Whoever used another's address without proof would count as its owner from then on."""
    if person.identities.filter(kind=UNPROVEN).exists():
        raise CannotMergeCustomers(
            _("It was not proven that %(name)s writes from an address of theirs. They can't be merged.")
            % {"name": _shown(person)}
        )


def _tags_given(person: User, into: User) -> list[int]:
    has = set(into.tags.values_list("pk", flat=True))
    given = sorted(set(person.tags.values_list("pk", flat=True)) - has)
    into.tags.add(*given)
    return given


def _notes_joined(person: User, into: User) -> list[str] | None:
    texts = dict(CustomerNotes.objects.filter(user__in=[person, into]).values_list("user", "text"))
    theirs, own = texts.get(person.pk, ""), texts.get(into.pk, "")
    if not theirs or theirs == own:
        return None
    joined = f"{own}\n\n{theirs}" if own else theirs
    if len(joined) > LONGEST_NOTES:
        raise CannotMergeCustomers(_("The notes on both are too long for one. Shorten them first."))
    CustomerNotes.objects.update_or_create(user=into, defaults={"text": joined})
    return [own, joined]


def _put_notes_back(into: User, notes: list[str] | None) -> None:
    if notes is None:
        return
    had, joined = notes
    unchanged = CustomerNotes.objects.filter(user=into, text=joined)
    if had:
        unchanged.update(text=had)
    else:
        unchanged.delete()


def _is_there(organization: int | None) -> bool:
    return organization is not None and Organization.objects.filter(pk=organization).exists()


def _shown(person: User) -> str:
    return person.shown_name or _("Somebody without a name")
