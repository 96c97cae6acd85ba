from django.db import models


class DkimKey(models.Model):
    """The key that mail from a domain is signed with.

    `private` is sealed. Mail is signed when the domain's DNS was `seen_at` some time to have the record, or
    when someone said so (`forced`): a signature without a record is worse than none.
    """

    domain = models.CharField(max_length=253, unique=True)
    selector = models.CharField(max_length=63)
    private = models.TextField()
    record = models.TextField(help_text="the value of the TXT record")
    seen_at = models.DateTimeField(null=True)
    forced = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name that the record is published under."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def signs(self) -> bool:
        """Whether mail of the domain is signed."""
        return self.forced or self.seen_at is not None
