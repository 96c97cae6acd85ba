from django.db import models

from .delivery import Delivery


class Unreachable(models.Model):
    """An address from which mail came back.

    `stopped_at` is when it was found not to exist: from then on nothing is written to it, until someone says
    so. None while mail came back for reasons that pass (a full mailbox), which `bounces` counts. `words` and
    `status` are what was said last, about `delivery`.
    """

    email = models.CharField(max_length=320, unique=True, help_text="in lower case")
    bounces = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=12, blank=True)
    words = models.TextField(blank=True)
    delivery = models.ForeignKey(
        Delivery, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    stopped_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "unreachable addresses"

    def __str__(self) -> str:
        return self.email
