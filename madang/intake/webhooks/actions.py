"""What people do with webhooks."""

import secrets
from collections.abc import Mapping

from django.db import models

from madang.brands.actions.guard import guard, in_one_line
from madang.brands.models import Desk
from madang.channels.models import Inbox
from madang.history.recording import action, record

from ..events import WEBHOOK_CHANGED, WEBHOOK_MADE, WEBHOOK_REMOVED, WEBHOOK_RENEWED, OfProvider, OfWebhook
from ..webhook import Webhook
from .addresses import keys_of, sealed_keys


@action
def make_webhook(
    *,
    provider: str,
    name: str,
    inbox: Inbox | None,
    keys: Mapping[str, str],
    by: models.Model | None,
) -> Webhook:
    """Let a provider post here. Raises NotAllowed."""
    guard(by)
    made = Webhook.objects.create(
        provider=provider,
        name=in_one_line(name)[:100],
        inbox=inbox,
        nonce=secrets.token_hex(10),
        secrets=sealed_keys({one: value for one, value in keys.items() if value}),
    )
    record(Desk.objects.get(), WEBHOOK_MADE, by=by, data=OfProvider(provider=provider))
    return made


@action
def change_webhook(
    webhook: Webhook,
    *,
    name: str,
    inbox: Inbox | None,
    keys: Mapping[str, str],
    is_active: bool,
    by: models.Model | None,
) -> None:
    """Change it; keys that are empty stay as they are. Raises NotAllowed."""
    guard(by)
    kept = keys_of(webhook) | {one: value for one, value in keys.items() if value}
    webhook.name, webhook.inbox, webhook.is_active = in_one_line(name)[:100], inbox, is_active
    webhook.secrets = sealed_keys(kept)
    webhook.save(update_fields=["name", "inbox", "is_active", "secrets"])
    record(Desk.objects.get(), WEBHOOK_CHANGED, by=by, data=OfWebhook(webhook=webhook.pk))


@action
def renew_addresses(webhook: Webhook, *, by: models.Model | None) -> None:
    """Make its addresses others: who knows the old ones can post no more. Raises NotAllowed."""
    guard(by)
    webhook.nonce = secrets.token_hex(10)
    webhook.save(update_fields=["nonce"])
    record(Desk.objects.get(), WEBHOOK_RENEWED, by=by, data=OfWebhook(webhook=webhook.pk))


@action
def remove_webhook(webhook: Webhook, *, by: models.Model | None) -> None:
    """Take nothing more from there. Raises NotAllowed."""
    guard(by)
    pk = webhook.pk
    webhook.delete()
    record(Desk.objects.get(), WEBHOOK_REMOVED, by=by, data=OfWebhook(webhook=pk))
