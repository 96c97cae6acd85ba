from django.db import models

from madang.brands.actions.guard import guard
from madang.brands.events import BRAND_CHANGED, FieldsChanged
from madang.brands.models import Brand
from madang.history.recording import action, record

from ..models import NoticeText
from ..steps import Step


@action
def change_notice(
    brand: Brand,
    step: Step,
    *,
    language: str,
    is_on: bool,
    subject: str,
    body: str,
    by: models.Model | None,
) -> None:
    """Set whether and in which words customers of the brand are told of a step. Raises NotAllowed."""
    guard(by)
    given = {"is_on": is_on, "subject": subject.strip(), "body": body.strip()}
    NoticeText.objects.update_or_create(brand=brand, step=step, language=language, defaults=given)
    record(brand, BRAND_CHANGED, by=by, data=FieldsChanged(fields=(f"notice.{step.value}.{language}",)))
