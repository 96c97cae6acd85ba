from django.db import models
from django.utils import timezone


class Segment(models.Model):
    """Customers who meet conditions (`tickets.filters.customers`): who belongs to it changes by itself."""

    name = models.CharField(max_length=100, unique=True)
    conditions = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name
