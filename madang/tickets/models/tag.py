from django.db import models


class Tag(models.Model):
    """A word put on tickets by people and rules."""

    name = models.CharField(max_length=60, unique=True)

    def __str__(self) -> str:
        return self.name
