from typing import ClassVar

from django.db import models


class Tag(models.Model):
    """A word put on tickets by people and rules.

    `uses` is how many tickets have it. One that was merged says into which; whoever puts it on a ticket puts
    that one, and history goes on knowing its name.
    """

    name = models.CharField(max_length=60, unique=True)
    uses = models.PositiveIntegerField(default=0)
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-uses", "name"], name="tag_most_used")]

    def __str__(self) -> str:
        return self.name
