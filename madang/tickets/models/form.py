from typing import ClassVar

from django.db import models

from madang.brands.models import Brand

from ..words import in_language


class Form(models.Model):
    """Fields in an order, with conditions: what is asked about one kind of matter.

    `items` are its fields as `form_items` reads them. Without `brands` it is for all of them; of several for
    a brand the first in order is its default. A retired one is chosen no more; tickets keep it.
    """

    key = models.SlugField(max_length=60, unique=True)
    names = models.JSONField(default=dict)
    items = models.JSONField(default=list)
    brands = models.ManyToManyField(Brand, related_name="+")
    position = models.PositiveIntegerField(default=0)
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its name in the current language."""
        return in_language(self.names)
