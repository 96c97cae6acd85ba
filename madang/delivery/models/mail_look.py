import uuid

from django.db import models
from django.utils import timezone

from madang.brands.models import Brand


def _stored_under(look: "MailLook", filename: str) -> str:
    """Where a logo lies: never under a name that somebody chose."""
    return f"brands/{timezone.now():%Y/%m}/{uuid.uuid4().hex}"


class MailLook(models.Model):
    """How a brand's mail looks beyond its name and colour; what is empty is left out.

    `signature` and `footer` have gaps to fill (`looks.GAPS`). `read_marks` is whether mail carries the sign
    by which an opened one is known.
    """

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, related_name="mail_look")
    heading = models.CharField(max_length=200, blank=True)
    signature = models.TextField(blank=True)
    footer = models.TextField(blank=True)
    logo = models.FileField(upload_to=_stored_under, max_length=200, blank=True)
    logo_type = models.CharField(max_length=20, blank=True)
    read_marks = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"mail look of {self.brand}"
