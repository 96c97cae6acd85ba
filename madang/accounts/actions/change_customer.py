from django.utils.translation import gettext as _

from madang.brands.models import Language
from madang.history.recording import action, record

from ..errors import UnusableIdentity
from ..events import USER_PROFILE_CHANGED, ProfileChanged
from ..models import CustomerNotes, User
from ..requesters import normal_name
from ..zones import known_zones
from .guard import guard_customer, locked

LONGEST_NOTES = 10_000


@action
def change_customer(
    person: User,
    *,
    by: User | None,
    name: str | None = None,
    language: str | None = None,
    time_zone: str | None = None,
    notes: str | None = None,
) -> None:
    """Set what is given of a customer; an empty language and time zone mean the desk's.

    Raises NotAllowed, NotACustomer, and UnusableIdentity's words for what can't be a value.
    """
    person = locked(person)
    guard_customer(person, by=by)
    if language and language not in Language.values:
        raise UnusableIdentity(_("There is no such language here. Choose one from the list."))
    if time_zone and time_zone not in known_zones():
        raise UnusableIdentity(_("There is no such time zone. Choose one from the list."))
    given = {
        "name": None if name is None else normal_name(name),
        "language": language,
        "time_zone": time_zone,
    }
    changed = [
        field for field, value in given.items() if value is not None and getattr(person, field) != value
    ]
    for field in changed:
        setattr(person, field, given[field])
    if changed:
        person.save(update_fields=changed)
    if notes is not None and _noted(person, notes.strip()[:LONGEST_NOTES]):
        changed.append("notes")
    if changed:
        record(person, USER_PROFILE_CHANGED, by=by, data=ProfileChanged(fields=tuple(changed)))


def _noted(person: User, text: str) -> bool:
    """Keep the notes; tells whether they are others than before."""
    before = CustomerNotes.objects.filter(user=person).values_list("text", flat=True).first() or ""
    if text == before:
        return False
    if text:
        CustomerNotes.objects.update_or_create(user=person, defaults={"text": text})
    else:
        CustomerNotes.objects.filter(user=person).delete()
    return True
