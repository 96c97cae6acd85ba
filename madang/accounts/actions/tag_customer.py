from collections.abc import Iterable

from madang.history.recording import action, record

from ..events import USER_TAGGED, Tagged
from ..models import CustomerTag, User
from .guard import guard_customer, locked

LONGEST_TAG = 100


@action
def tag_customer(
    person: User, *, by: User | None, add: Iterable[str] = (), remove: Iterable[str] = ()
) -> None:
    """Put tags on a customer and take others off. Raises NotAllowed and NotACustomer."""
    person = locked(person)
    guard_customer(person, by=by)
    has = set(person.tags.values_list("pk", flat=True))
    added = {tag.pk for tag in tags_named(add)} - has
    removed = {*CustomerTag.objects.filter(name__in=names_of_tags(remove)).values_list("pk", flat=True)} & has
    if not added and not removed:
        return
    person.tags.remove(*removed)
    person.tags.add(*added)
    record(
        person,
        USER_TAGGED,
        by=by,
        data=Tagged(added=tuple(sorted(added)), removed=tuple(sorted(removed))),
    )


def tags_named(given: Iterable[str]) -> list[CustomerTag]:
    """The tags of these names, made where they are new; what has no letters is left out."""
    return [CustomerTag.objects.get_or_create(name=name)[0] for name in names_of_tags(given)]


def names_of_tags(given: Iterable[str]) -> list[str]:
    """Names of tags as they are kept: in lower case and one line, each once."""
    written = (" ".join(name.split())[:LONGEST_TAG].lower() for name in given)
    return list(dict.fromkeys(name for name in written if name))
