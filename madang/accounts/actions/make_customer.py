from collections.abc import Sequence

from django.utils.translation import gettext as _

from madang.history.recording import action
from madang.lib.rows import insert

from ..domains import organization_of
from ..errors import IdentityTaken, UnusableIdentity
from ..identities import Kind, normal_identity
from ..models import Identity, User
from ..requesters import normal_name
from ..roles import Role
from .guard import guard_changes_customers
from .identities import add_identity


@action
def make_customer(name: str, identities: Sequence[tuple[str, str]], *, by: User | None) -> User:
    """Make a customer who is known by these addresses, pairs of kind and value; there is one at least.

    Who has an address of an organization's domain belongs to it, where that is so for newcomers. Raises
    NotAllowed, NotAnAddress, UnusableIdentity, and IdentityTaken for an address that somebody has.
    """
    guard_changes_customers(by)
    known = [(kind, normal_identity(kind, value)) for kind, value in identities]
    if not known:
        raise UnusableIdentity(_("Give an address: nobody would know whom it means."))
    for kind, value in known:
        if Identity.objects.filter(kind=kind, value=value).exists():
            raise IdentityTaken(value)
    email = next((value for kind, value in known if kind == Kind.EMAIL), "")
    organization = organization_of(email) if email else None
    person = User(email=None, name=normal_name(name), role=Role.REQUESTER, organization_id=organization)
    insert(person)
    for kind, value in known:
        add_identity(person, kind=kind, value=value, by=by)
    return User.objects.get(pk=person.pk)
