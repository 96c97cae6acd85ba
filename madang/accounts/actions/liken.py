from django.db.models import Q

from madang.history.recording import action, record
from madang.lib.rows import insert

from ..events import LIKENESS_DISMISSED, LIKENESS_PROPOSED, OfLikeness
from ..models import Likeness, User
from ..requesters import UNPROVEN
from ..roles import Role
from .guard import guard_changes_customers


@action
def liken(one: User, two: User, *, why: str, detail: str = "") -> None:
    """Propose that two customers may be one; proposed or dismissed before, it does nothing.

    Members of the desk, whoever was merged and whoever used another's address without proof are left out.
    """
    person, other = sorted((one, two), key=lambda user: user.pk)
    if person.pk == other.pk or not all(_may_be_merged(user) for user in (person, other)):
        return
    likeness = Likeness(person=person, other=other, why=why, detail=detail)
    if insert(likeness, unless_there=True):
        data = OfLikeness(person=person.pk, other=other.pk, why=why)
        record(likeness, LIKENESS_PROPOSED, by=None, data=data)


@action
def dismiss_likeness(one: User, two: User, *, by: User | None) -> None:
    """Propose two customers never again; not proposed, it does nothing. Raises NotAllowed."""
    guard_changes_customers(by)
    both = Q(person=one, other=two) | Q(person=two, other=one)
    likeness = Likeness.objects.select_for_update().filter(both, is_open=True).first()
    if likeness is None:
        return
    likeness.is_open = False
    likeness.save(update_fields=["is_open"])
    data = OfLikeness(person=likeness.person_id, other=likeness.other_id, why=likeness.why)
    record(likeness, LIKENESS_DISMISSED, by=by, data=data)


def _may_be_merged(user: User) -> bool:
    if user.role != Role.REQUESTER or user.merged_into_id is not None:
        return False
    return not user.identities.filter(kind=UNPROVEN).exists()
