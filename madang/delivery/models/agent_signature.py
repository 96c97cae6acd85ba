from typing import ClassVar

from django.db import models

from madang.accounts.models import User
from madang.brands.models import Brand, Language


class AgentSignature(models.Model):
    """How one agent signs answers, instead of the brand's signature, where the brand allows it.

    Without a brand it is for all brands, without a language for all languages; the narrowest that fits is
    taken (`signing.signature_of`). `text` has gaps to fill (`looks.GAPS`).
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    language = models.CharField(max_length=8, choices=Language, blank=True)
    text = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="signature_once",
                fields=["person", "brand", "language"],
                condition=models.Q(brand__isnull=False),
            ),
            models.UniqueConstraint(
                name="signature_of_all_brands_once",
                fields=["person", "language"],
                condition=models.Q(brand__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"signature of {self.person}"
