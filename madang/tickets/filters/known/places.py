"""Where a ticket came in: brand and inbox."""

from django.utils.translation import gettext_lazy as _

from madang.brands.models import Brand
from madang.channels.models import Inbox

from ..attribute import NONE, TicketAttribute
from ..registry import register
from .choosing import IDS, IDS_OR_CODES, NOTHING, PLACES, is_or_is_not, of_column, of_rows, row_names

BY_HAND = _("None (opened in the desk)")

register(
    TicketAttribute(
        name="brand",
        label=_("Brand"),
        heading=PLACES,
        operators=is_or_is_not(IDS),
        q=of_column("brand"),
        choices=of_rows(lambda: Brand.objects.order_by("name", "pk"), str),
        named=row_names(Brand, str),
        keys=("브랜드",),
    )
)
register(
    TicketAttribute(
        name="inbox",
        label=_("Support address"),
        heading=PLACES,
        operators=is_or_is_not(IDS_OR_CODES),
        q=of_column("inbox"),
        choices=of_rows(lambda: Inbox.objects.order_by("address"), str, nothing=BY_HAND),
        named=row_names(Inbox, str, codes={NONE: BY_HAND}),
        keys=("to", "받는주소", "주소"),
        called=NOTHING,
    )
)
