"""The addresses by which a customer is known: added, removed, put first."""

from madang.history.recording import action, record
from madang.lib.rows import insert

from ..errors import IdentityTaken
from ..events import IDENTITY_ADDED, IDENTITY_PUT_FIRST, IDENTITY_REMOVED, OfIdentity
from ..identities import Kind, normal_identity
from ..models import Identity, User
from .guard import guard_customer, locked


@action
def add_identity(person: User, *, kind: str, value: str, by: User | None) -> Identity:
    """Let a customer be known by one more address; one that is theirs already is given back.

    What comes from it from now on is theirs. Raises NotAllowed, NotACustomer, NotAnAddress,
    UnusableIdentity and IdentityTaken.
    """
    person = locked(person)
    guard_customer(person, by=by)
    normal = normal_identity(kind, value)
    identity = Identity(user=person, kind=kind, value=normal)
    first = kind == Kind.EMAIL and person.email is None
    if kind == Kind.EMAIL and User.objects.filter(email=normal).exclude(pk=person.pk).exists():
        raise IdentityTaken(normal)
    if not insert(identity, unless_there=True):
        known = Identity.objects.get(kind=kind, value=normal)
        if known.user_id != person.pk:
            raise IdentityTaken(normal)
        return known
    if first:
        person.email = normal
        person.save(update_fields=["email"])
    record(person, IDENTITY_ADDED, by=by, data=OfIdentity(kind=kind, identity=identity.pk))
    return identity


@action
def remove_identity(identity: Identity, *, by: User | None) -> None:
    """Let a customer be known by an address no more: what comes from it is somebody else's from now on.

    Was it the first, the next of its kind takes its place. Raises NotAllowed and NotACustomer.
    """
    person = locked(identity.user)
    guard_customer(person, by=by)
    found = Identity.objects.filter(pk=identity.pk, user=person).first()
    if found is None:
        return
    record(person, IDENTITY_REMOVED, by=by, data=OfIdentity(kind=found.kind, identity=found.pk))
    found.delete()
    if found.kind == Kind.EMAIL and person.email == found.value:
        following = person.identities.filter(kind=Kind.EMAIL).order_by("pk").first()
        person.email = following.value if following is not None else None
        person.save(update_fields=["email"])


@action
def put_identity_first(identity: Identity, *, by: User | None) -> None:
    """Make an e-mail address of a customer the first: answers go there when nothing else is said.

    Raises NotAllowed and NotACustomer; for another kind of address it does nothing.
    """
    person = locked(identity.user)
    guard_customer(person, by=by)
    if identity.kind != Kind.EMAIL or person.email == identity.value:
        return
    person.email = identity.value
    person.save(update_fields=["email"])
    record(person, IDENTITY_PUT_FIRST, by=by, data=OfIdentity(kind=identity.kind, identity=identity.pk))
