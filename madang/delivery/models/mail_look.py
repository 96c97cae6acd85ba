import uuid

from django.db import models
from django.utils import timezone

from madang.brands.models import Brand


def _stored_under(look: "MailLook", filename: str) -> str:
    """Where a logo lies: never under a name that somebody chose."""
    return f"brands/{timezone.now():%Y/%m}/{uuid.uuid4().hex}"


class MailLook(models.Model):
    """How a brand's mail looks beyond its name and colour; what is empty is left out.

    `signature` and `footer` have gaps to fill (`looks.GAPS`). `own_signatures` lets agents sign with their
    own (`AgentSignature`). `read_marks` is whether mail carries the sign
    by which an opened one is known. `web_page_since` is since when answers carry a link to a page of their
    own on the web, None while they don't: what was sent before it has no page, so that switching pages off
    ends all links for good. `web_page_days` is how long a page stays, 0 without an end.
    """

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, related_name="mail_look")
    heading = models.CharField(max_length=200, blank=True)
    signature = models.TextField(blank=True)
    footer = models.TextField(blank=True)
    logo = models.FileField(upload_to=_stored_under, max_length=200, blank=True)
    logo_type = models.CharField(max_length=20, blank=True)
    own_signatures = models.BooleanField(default=True)
    read_marks = models.BooleanField(default=False)
    web_page_since = models.DateTimeField(null=True)
    web_page_days = models.PositiveSmallIntegerField(default=90)

    def __str__(self) -> str:
        return f"mail look of {self.brand}"
