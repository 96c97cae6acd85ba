"""Whether mail leaves this desk, and under which address."""

from django.conf import settings

from madang.brands.models import Brand
from madang.channels.models import Inbox
from madang.delivery.servers import all_mail_is_kept


def mail_is_kept() -> bool:
    """Whether what the desk sends stays here, to be read in “Try it”, because no outgoing server is set."""
    return all_mail_is_kept()


def sender_of(brand: Brand | None) -> str:
    """The address that the brand's mail leaves under; without a brand, the desk's first."""
    inboxes = Inbox.objects.filter(kind="email", is_active=True)
    own = inboxes.filter(brand=brand) if brand is not None else inboxes
    first = own.order_by("pk").first() or inboxes.order_by("pk").first()
    return first.address if first is not None else f"madang@{settings.MADANG.host}"
