"""What can happen to the mailboxes that mail is fetched from, and to webhooks that it is posted to."""

from dataclasses import dataclass

from madang.history.kinds import Nothing, declare


@dataclass(frozen=True, slots=True)
class OfInbox:
    """The id of the inbox whose mailbox it is."""

    inbox: int


@dataclass(frozen=True, slots=True)
class MailboxFieldsChanged:
    """The names of the settings that have another value now."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfProvider:
    """The code of the provider."""

    provider: str


@dataclass(frozen=True, slots=True)
class OfWebhook:
    """The id of the webhook."""

    webhook: int


MAILBOX_CONNECTED = declare("mailbox.connected", OfInbox)
MAILBOX_CHANGED = declare("mailbox.changed", MailboxFieldsChanged)
MAILBOX_PAUSED = declare("mailbox.paused", Nothing)
MAILBOX_RESUMED = declare("mailbox.resumed", Nothing)
MAILBOX_REMOVED = declare("mailbox.removed", OfInbox)
OAUTH_CLIENT_CHANGED = declare("oauth_client.changed", OfProvider)
WEBHOOK_MADE = declare("webhook.made", OfProvider)
WEBHOOK_CHANGED = declare("webhook.changed", OfWebhook)
WEBHOOK_RENEWED = declare("webhook.renewed", OfWebhook)
WEBHOOK_REMOVED = declare("webhook.removed", OfWebhook)
