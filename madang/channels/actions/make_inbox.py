from madang.accounts.models import Team, User
from madang.brands.models import Brand
from madang.history.recording import action, record

from ..errors import AddressTaken
from ..events import INBOX_MADE, OfBrand
from ..models import Inbox
from .guard import guard, support_address


@action
def make_inbox(*, brand: Brand, address: str, team: Team | None, by: User | None) -> Inbox:
    """Take mail for a support address, in the name of `brand`; `team` gets what comes in.

    Raises NotAllowed, NotASupportAddress, SomeonesAddress and AddressTaken.
    """
    guard(by)
    address = support_address(address)
    inbox, made = Inbox.objects.get_or_create(address=address, defaults={"brand": brand, "team": team})
    if not made:
        raise AddressTaken(address)
    record(inbox, INBOX_MADE, by=by, data=OfBrand(brand=brand.pk))
    return inbox
