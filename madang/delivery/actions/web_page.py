from django.db import models
from django.utils import timezone

from madang.brands.actions.guard import guard
from madang.brands.events import BRAND_CHANGED, FieldsChanged
from madang.brands.models import Brand
from madang.history.recording import action, record

from ..models import MailLook


@action
def change_web_page(brand: Brand, *, is_on: bool, days: int, by: models.Model | None) -> None:
    """Set whether answers of the brand carry a link to a page of their own, open for `days` (0: for ever).

    Switched off, the links that were sent end, and stay so when it is switched on again. Raises NotAllowed.
    """
    guard(by)
    row = MailLook.objects.filter(brand=brand).first() or MailLook(brand=brand)
    since = (row.web_page_since or timezone.now()) if is_on else None
    if (since, days) == (row.web_page_since, row.web_page_days):
        return
    row.web_page_since, row.web_page_days = since, days
    row.save()
    record(brand, BRAND_CHANGED, by=by, data=FieldsChanged(fields=("web_page",)))
