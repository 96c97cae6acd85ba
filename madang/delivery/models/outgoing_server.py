from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from madang.brands.models import Brand

from ..providers.known import name_of


class Security(models.TextChoices):
    """How the connection to a server is protected."""

    TLS = "tls", _("TLS from the start (port 465)")
    STARTTLS = "starttls", _("STARTTLS (port 587)")
    NONE = "none", _("None")


class OutgoingServer(models.Model):
    """The server that mail leaves by: a brand's own, or (without a brand) every other brand's.

    `password` is sealed. `own_return_address` is whether mail has a return address of its own, by which
    reports find it; some providers let mail leave only under the address that signs in.

    With a `provider` mail leaves by its HTTP API instead: `password` holds its sealed secrets, `region` is
    where the account lives, `api_url` the address of a server that people run themselves.
    """

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, null=True, related_name="outgoing_server")
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField()
    security = models.CharField(max_length=10, choices=Security, default=Security.TLS)
    username = models.CharField(max_length=254, blank=True)
    password = models.TextField(blank=True)
    provider = models.CharField(max_length=20, blank=True)
    region = models.CharField(max_length=10, blank=True)
    api_url = models.CharField(max_length=300, blank=True)
    own_return_address = models.BooleanField(default=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            # Nulls are distinct in a unique column: one row without a brand needs a rule of its own.
            models.UniqueConstraint(
                Coalesce("brand", 0), condition=models.Q(brand__isnull=True), name="one_server_for_all"
            )
        ]

    def __str__(self) -> str:
        return name_of(self.provider) if self.provider else f"{self.host}:{self.port}"
