"""How webhooks are, in words."""

from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import gettext as _

from madang.intake.models import HookTrouble, Webhook
from madang.intake.webhooks.addresses import keys_of
from madang.intake.webhooks.known import HookProvider, by_code
from madang.notifications.dismissed import refusing_webhooks


@dataclass(frozen=True, slots=True)
class Shown:
    """A webhook with its provider, and what is wrong with it."""

    row: Webhook
    provider: HookProvider
    trouble: str
    lacks_keys: bool

    @property
    def tone(self) -> str:
        """How its chip looks."""
        if not self.row.is_active:
            return ""
        return "hot" if self.trouble else "wait" if self.lacks_keys or not self.has_come else "done"

    @property
    def word(self) -> str:
        """What its chip says."""
        if not self.row.is_active:
            return _("Switched off")
        if self.trouble:
            return _("Trouble")
        if self.lacks_keys:
            return _("A key is missing")
        return _("Works") if self.has_come else _("Nothing came yet")

    @property
    def has_come(self) -> bool:
        """Whether anything was ever taken."""
        return self.row.mail_at is not None or self.row.event_at is not None

    @classmethod
    def of(cls, row: Webhook) -> "Shown":
        """How the webhook is."""
        provider = by_code(row.provider)
        if provider is None:
            raise Http404
        kept = keys_of(row)
        return cls(
            row=row,
            provider=provider,
            trouble=str(HookTrouble(row.trouble).label) if row.trouble else "",
            lacks_keys=any(not kept.get(key.name) for key in provider.keys),
        )


def hooks_in_need(*, dismissed: bool = False) -> list[Shown]:
    """The webhooks at which something went wrong last, or those whose trouble was dismissed. One query."""
    rows = refusing_webhooks(dismissed=dismissed).order_by("pk")
    return [Shown.of(one) for one in rows if by_code(one.provider)]
