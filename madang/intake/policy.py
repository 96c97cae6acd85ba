"""What the desk does with incoming mail before it is taken."""

from django.db import models

from .authentication import TrustedServer

SPAM_FROM = 6.0
"""Points from which mail is held back; Rspamd marks from 6 on, SpamAssassin from 5."""


class MailPolicy(models.Model):
    """One row, made when somebody first changes something; without it the defaults hold.

    `trusted_servers` are lines of a name, as it stands first in Authentication-Results, and after it the
    networks from which that server delivers, if any. `spam_from` is in points of SpamAssassin or Rspamd.
    `keep_originals_days` is how long originals of taken mail are kept, None for ever.
    """

    trusted_servers = models.TextField(blank=True)
    spam_from = models.FloatField(default=SPAM_FROM)
    keep_originals_days = models.PositiveIntegerField(null=True)

    def __str__(self) -> str:
        return "mail policy"

    def servers(self) -> list[TrustedServer]:
        """The servers whose Authentication-Results are believed."""
        lines = (line.split() for line in self.trusted_servers.splitlines())
        return [TrustedServer(words[0].lower(), tuple(words[1:])) for words in lines if words]


def current_policy() -> MailPolicy:
    """The policy as it is now; not saved when nobody has changed anything. One query."""
    return MailPolicy.objects.order_by("pk").first() or MailPolicy()
