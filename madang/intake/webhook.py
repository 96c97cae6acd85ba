"""Where mail providers post what came in and what became of what went out."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from madang.channels.models import Inbox


class HookTrouble(models.TextChoices):
    """What was wrong with what came last."""

    SIGNATURE = "signature", _("It was not signed with the key that is kept here.")
    RECIPIENT = "recipient", _("It was for an address that this desk does not have.")
    TOO_LARGE = "too_large", _("It was larger than 40 MB.")
    BROKEN = "broken", _("It could not be understood.")
    WRONG_KIND = "wrong_kind", _("Mail came to the address for events, or the other way round.")
    FETCHING = "fetching", _("The provider did not give out the mail that it told of.")
    INCOMING = "incoming", _("The provider could not take in a mail.")


class Webhook(models.Model):
    """One account at a provider that posts here.

    `nonce` makes the secret in its addresses, so that another one makes them others. `secrets` are the
    provider's signing keys, sealed. Mail for nobody known goes to `inbox`, or is refused when there is none.
    `trouble` is what was wrong last, `trouble_words` what it was about; it is gone once something went well
    after it.
    """

    provider = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    inbox = models.ForeignKey(Inbox, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    nonce = models.CharField(max_length=40)
    secrets = models.TextField(blank=True)
    region = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField(auto_now_add=True)
    mail_at = models.DateTimeField(null=True)
    event_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=20, choices=HookTrouble, blank=True)
    trouble_words = models.CharField(max_length=500, blank=True)
    trouble_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class HookEventState(models.TextChoices):
    """How far an event has come."""

    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Written down")
    FOREIGN = "foreign", _("Not about a mail of this desk")


class HookEvent(models.Model):
    """One event of a provider, kept before the provider hears that it was taken.

    `key` is the provider's own name for it, or a digest of what it says: the same one counts once. `facts`
    are what it says of which mail. One about a mail whose sending is not written down yet is looked at again
    at `due_at`. Rows stay for a while after they are done, so that the same event is known again.
    """

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="events", db_index=False)
    key = models.CharField(max_length=64)
    facts = models.JSONField()
    state = models.CharField(max_length=10, choices=HookEventState, default=HookEventState.WAITING)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["webhook", "key"], name="hook_event_once")]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"], name="hook_event_by_state"),
            models.Index(fields=["received_at"], name="hook_event_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.facts.get('kind', '')} ({self.state})"
