from django.core.files.base import ContentFile
from django.db import models

from madang.brands.actions.guard import guard
from madang.brands.events import BRAND_CHANGED, FieldsChanged
from madang.brands.models import Brand
from madang.history.recording import action, record

from ..models import MailLook


@action
def change_look(
    brand: Brand,
    *,
    heading: str,
    signature: str,
    footer: str,
    read_marks: bool,
    own_signatures: bool = True,
    logo: bytes | None,
    logo_type: str,
    by: models.Model | None,
) -> MailLook:
    """Set how mail of the brand looks. `logo` None leaves the one that is there, empty takes it away.

    Raises NotAllowed.
    """
    guard(by)
    row = MailLook.objects.filter(brand=brand).first() or MailLook(brand=brand)
    row.heading, row.signature, row.footer = heading.strip(), signature.strip(), footer.strip()
    row.read_marks, row.own_signatures = read_marks, own_signatures
    if logo is not None:
        row.logo_type = logo_type if logo else ""
        row.logo = ContentFile(logo, name="logo") if logo else ""
    row.save()
    record(brand, BRAND_CHANGED, by=by, data=FieldsChanged(fields=("mail_look",)))
    return row
