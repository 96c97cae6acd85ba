from madang.history.kinds import Nothing
from madang.history.recording import action, record
from madang.lib.rows import insert

from ..errors import NoNameGiven
from ..events import ORGANIZATION_MADE
from ..models import Organization, User
from ..requesters import normal_name
from .guard import guard_changes_customers


@action
def find_or_make_organization(name: str, *, by: User | None) -> Organization:
    """The organization of that name, made when there is none; upper and lower case are one.

    Raises NotAllowed and NoNameGiven.
    """
    guard_changes_customers(by)
    written = normal_name(name)
    if not written:
        raise NoNameGiven
    found = Organization.objects.filter(name__iexact=written).order_by("pk").first()
    if found is not None:
        return found
    made = Organization(name=written)
    if not insert(made, unless_there=True):
        return Organization.objects.get(name=written)  # somebody was quicker
    record(made, ORGANIZATION_MADE, by=by, data=Nothing())
    return made
