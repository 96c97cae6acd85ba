"""What a provider's events say, in our own words. Imports django-anymail."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from anymail.exceptions import AnymailConfigurationError
from anymail.webhooks import brevo, mailgun, mailjet, mandrill, postal, postmark, resend, sparkpost
from django.http import QueryDict

from madang.delivery.providers.backends import MARK

from .posted import Posted
from .reading import Refusal
from .signed import SvixSigned

_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Told:
    """One event: `key` names it, `facts` are what it says (see `applying.Facts`)."""

    key: str
    facts: Mapping[str, Any]


class _Resend(SvixSigned, resend.ResendTrackingWebhookView):  # type: ignore[misc]  # it ships no types
    signed_with = "signing_secret"


_VIEWS: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "postmark": (postmark.PostmarkTrackingWebhookView, ()),
    "mailgun": (mailgun.MailgunTrackingWebhookView, ("webhook_signing_key",)),
    "mandrill": (mandrill.MandrillCombinedWebhookView, ("webhook_key", "webhook_url")),
    "sparkpost": (sparkpost.SparkPostTrackingWebhookView, ()),
    "postal": (postal.PostalTrackingWebhookView, ("webhook_key",)),
    "brevo": (brevo.BrevoTrackingWebhookView, ()),
    "mailjet": (mailjet.MailjetTrackingWebhookView, ()),
    "resend": (_Resend, ("signing_secret",)),
}


def events_in(provider: str, posted: Posted, *, secrets: Mapping[str, str]) -> list[Told]:
    """The events in a post; raises as `reading.mails_in` does."""
    made, wanted = _VIEWS[provider]
    view = made(**{name: secrets[name] for name in wanted if name in secrets})
    view.run_validators(posted)
    try:
        events = view.parse_events(posted)
    except AnymailConfigurationError as other:
        raise Refusal(str(other)) from other
    return [_told(provider, event) for event in events]


def _told(provider: str, event: Any) -> Told:
    said = event.esp_event
    if event.event_type == "inbound":
        raise Refusal("inbound")
    kind = "bounced" if provider == "postal" and event.event_type == "failed" else event.event_type
    words = " ".join(str(event.mta_response or event.description or "").split())
    facts = {
        "kind": kind,
        "at": event.timestamp.isoformat() if event.timestamp is not None else "",
        "provider_id": str(event.message_id or "").strip().removeprefix("<").removesuffix(">")[:500],
        "mark": str((event.metadata or {}).get(MARK, ""))[:500]
        if isinstance(event.metadata, Mapping)
        else "",
        "recipient": str(event.recipient or "")[:320],
        "words": words[:_LONGEST],
        "agent": str(event.user_agent or "")[:500],
        "hard": _is_hard(provider, said),
        "ahead": _is_fetched_ahead(provider, said),
    }
    return Told(key=_key(event, said), facts=facts)


def _key(event: Any, said: Any) -> str:
    """The provider's own name of the event, else a digest of all that it says."""
    if event.event_id:
        what = f"{event.event_type} {event.event_id}"
    else:
        plain = said.dict() if isinstance(said, QueryDict) else said
        what = json.dumps(plain, sort_keys=True, default=str)
    return hashlib.sha256(what.encode()).hexdigest()


def _is_hard(provider: str, said: Any) -> bool:
    """Whether the provider says that the address does not exist, as each names it."""
    if not isinstance(said, Mapping):
        return False
    if provider == "postmark":
        hard = {"HardBounce", "BadEmailAddress"}
        return said.get("Type") in hard or said.get("SuppressionReason") == "HardBounce"
    if provider == "mailgun":
        data = said.get("event-data", {})
        return data.get("severity") == "permanent" and data.get("reason") in {"bounce", "suppress-bounce"}
    if provider == "mandrill":
        return said.get("event") == "hard_bounce"
    if provider == "sparkpost":
        inner: Mapping[str, Any] = next(iter(said.get("msys", {}).values()), {})
        return str(inner.get("bounce_class", "")) in {"10", "30", "90"}
    if provider == "brevo":
        return said.get("event") in {"hard_bounce", "invalid_email"}
    if provider == "mailjet":
        return bool(said.get("hard_bounce"))
    if provider == "resend":
        bounce = (said.get("data") or {}).get("bounce") or {}
        return bounce.get("type") == "Permanent" or "hard bounce" in str(bounce.get("message", ""))
    return False


def _is_fetched_ahead(provider: str, said: Any) -> bool:
    """Whether the provider itself says that a program, not a person, opened the mail."""
    if not isinstance(said, Mapping):
        return False
    if provider == "brevo":
        return "proxy" in str(said.get("event", ""))
    if provider == "mailgun":
        info = said.get("event-data", {}).get("client-info", {})
        return bool(info.get("bot")) or info.get("client-type") in {"robot", "proxy"}
    if provider == "sparkpost":
        return any(inner.get("is_prefetched") for inner in said.get("msys", {}).values())
    return False
