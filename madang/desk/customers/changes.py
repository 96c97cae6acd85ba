"""What the page of a customer can ask for; each tells what would undo it."""

from collections.abc import Callable, Mapping

from django.http import QueryDict

from madang.accounts import actions
from madang.accounts.models import CustomerNotes, Identity, User
from madang.lib.text.numbers import number_in

from ..doing import Undo


def _name(customer: User, given: QueryDict, by: User) -> Undo:
    actions.change_customer(customer, name=given.get("name", ""), by=by)
    return {"name": customer.name}


def _language(customer: User, given: QueryDict, by: User) -> Undo:
    actions.change_customer(customer, language=given.get("language", ""), by=by)
    return {"language": customer.language}


def _time_zone(customer: User, given: QueryDict, by: User) -> Undo:
    actions.change_customer(customer, time_zone=given.get("time_zone", ""), by=by)
    return {"time_zone": customer.time_zone}


def _notes(customer: User, given: QueryDict, by: User) -> Undo:
    before = CustomerNotes.objects.filter(user=customer).values_list("text", flat=True).first()
    actions.change_customer(customer, notes=given.get("notes", ""), by=by)
    return {"notes": before or ""}


def _organization(customer: User, given: QueryDict, by: User) -> Undo:
    named = given.get("organization", "").strip()
    to = actions.find_or_make_organization(named, by=by) if named else None
    actions.put_in_organization(customer, to=to, by=by)
    return {"organization": customer.organization.name if customer.organization is not None else ""}


def _tags(customer: User, given: QueryDict, by: User) -> Undo:
    before = _tags_of(customer)
    actions.tag_customer(customer, add=given.getlist("tag"), remove=given.getlist("untag"), by=by)
    now = _tags_of(customer)
    return {"untag": sorted(now - before), "tag": sorted(before - now)}


def _add(customer: User, given: QueryDict, by: User) -> Undo:
    before = set(customer.identities.values_list("pk", flat=True))
    identity = actions.add_identity(
        customer, kind=given.get("kind", "email"), value=given.get("add", ""), by=by
    )
    return {} if identity.pk in before else {"remove": identity.pk}


def _remove(customer: User, given: QueryDict, by: User) -> Undo:
    identity = _identity(customer, given.get("remove", ""))
    if identity is None:
        return {}
    undo: Undo = {"add": identity.value, "kind": identity.kind}
    actions.remove_identity(identity, by=by)
    return undo


def _first(customer: User, given: QueryDict, by: User) -> Undo:
    identity = _identity(customer, given.get("first", ""))
    before = customer.identities.filter(kind="email", value=customer.email or "").first()
    if identity is None:
        return {}
    actions.put_identity_first(identity, by=by)
    return {"first": before.pk} if before is not None else {}


def _identity(customer: User, given: str) -> Identity | None:
    return customer.identities.filter(pk=number_in(given)).first()


def _tags_of(customer: User) -> set[str]:
    return set(customer.tags.values_list("name", flat=True))


DEEDS: Mapping[str, Callable[[User, QueryDict, User], Undo]] = {
    "name": _name,
    "language": _language,
    "time_zone": _time_zone,
    "notes": _notes,
    "organization": _organization,
    "tag": _tags,
    "untag": _tags,
    "add": _add,
    "remove": _remove,
    "first": _first,
}
"""The name that is posted → what is done then."""
