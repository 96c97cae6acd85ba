from madang.accounts.models import Team, User
from madang.brands.models import Brand
from madang.history.recording import action, record

from ..errors import AddressTaken
from ..events import INBOX_CHANGED, InboxFieldsChanged
from ..models import Inbox
from .guard import guard, support_address


@action
def change_inbox(
    inbox: Inbox,
    *,
    brand: Brand,
    address: str,
    team: Team | None,
    catch_all: bool,
    is_active: bool,
    by: User | None,
) -> None:
    """Set an inbox's brand, address and team, whether it is in use, and takes unknown addresses.

    The desk has one catch-all: an inbox that becomes it takes that over. One not in use takes nothing.
    Raises NotAllowed, NotASupportAddress, SomeonesAddress and AddressTaken.
    """
    guard(by)
    inbox = Inbox.objects.select_for_update(of=("self",)).get(pk=inbox.pk)
    address = address if address == inbox.address else support_address(address)
    if Inbox.objects.filter(address=address).exclude(pk=inbox.pk).exists():
        raise AddressTaken(address)

    given = {
        "brand_id": brand.pk,
        "address": address,
        "team_id": team.pk if team is not None else None,
        "catch_all": catch_all and is_active,
        "is_active": is_active,
    }
    changed = [field for field, value in given.items() if getattr(inbox, field) != value]
    if not changed:
        return
    if "catch_all" in changed and given["catch_all"]:
        _take_over_catch_all(inbox, by=by)
    for field in changed:
        setattr(inbox, field, given[field])
    inbox.save(update_fields=changed)
    names = tuple(field.removesuffix("_id") for field in changed)
    record(inbox, INBOX_CHANGED, by=by, data=InboxFieldsChanged(fields=names))


def _take_over_catch_all(inbox: Inbox, *, by: User | None) -> None:
    for other in Inbox.objects.filter(catch_all=True).exclude(pk=inbox.pk):
        other.catch_all = False
        other.save(update_fields=["catch_all"])
        record(other, INBOX_CHANGED, by=by, data=InboxFieldsChanged(fields=("catch_all",)))
