"""Events as providers post them: delivered, put off, hard and soft bounces, complaints, opened."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from tests.intake.webhooks.posts import Post

BROWSER = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.1 Safari/605.1.15"
NO_SUCH = "550 5.1.1 The email account that you tried to reach does not exist."
FULL = "452 4.2.2 The mailbox is full."

Make = Callable[..., Post]


def postmark(
    kind: str, *, mark: str, named: str, to: str, name: str = "1", words: str = "", at: float = 0
) -> Post:
    """https://postmarkapp.com/developer/webhooks/webhooks-overview."""
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at or time.time()))
    types: Mapping[str, dict[str, Any]] = {
        "delivered": {
            "RecordType": "Delivery",
            "DeliveredAt": stamp,
            "Details": "smtp;250 OK",
            "Recipient": to,
        },
        "deferred": {
            "RecordType": "Bounce",
            "Type": "Transient",
            "BouncedAt": stamp,
            "ID": name,
            "Email": to,
        },
        "hard": {"RecordType": "Bounce", "Type": "HardBounce", "BouncedAt": stamp, "ID": name, "Email": to},
        "soft": {"RecordType": "Bounce", "Type": "SoftBounce", "BouncedAt": stamp, "ID": name, "Email": to},
        "complained": {
            "RecordType": "SpamComplaint",
            "Type": "SpamComplaint",
            "BouncedAt": stamp,
            "ID": name,
            "Email": to,
        },
        "opened": {"RecordType": "Open", "ReceivedAt": stamp, "Recipient": to, "UserAgent": words},
        "unsubscribed": {
            "RecordType": "SubscriptionChange",
            "ChangedAt": stamp,
            "Recipient": to,
            "SuppressSending": True,
            "SuppressionReason": "ManualSuppression",
        },
    }
    said = {"MessageID": named, "Metadata": {"madang": mark} if mark else {}, "Details": words, **types[kind]}
    return Post("postmark", said)


def mailgun(
    kind: str, *, mark: str, named: str, to: str, name: str = "1", words: str = "", at: float = 0
) -> Post:
    """https://documentation.mailgun.com, “Webhooks”."""
    types: Mapping[str, dict[str, Any]] = {
        "delivered": {"event": "delivered", "delivery-status": {"code": 250, "message": "OK"}},
        "deferred": {"event": "failed", "severity": "temporary", "reason": "generic"},
        "hard": {"event": "failed", "severity": "permanent", "reason": "bounce"},
        "soft": {"event": "failed", "severity": "permanent", "reason": "old"},
        "complained": {"event": "complained"},
        "unsubscribed": {"event": "unsubscribed"},
        "opened": {
            "event": "opened",
            "client-info": {"user-agent": words, "client-type": "browser", "bot": ""},
        },
    }
    data = {
        "id": f"id-{name}",
        "timestamp": at or time.time(),
        "recipient": to,
        "message": {"headers": {"message-id": named}},
        "user-variables": {"madang": mark} if mark else {},
        "delivery-status": {"message": words, "description": ""},
        **types[kind],
    }
    return Post("mailgun", {"signature": {}, "event-data": data})


def mandrill(
    kind: str, *, mark: str, named: str, to: str, name: str = "1", words: str = "", at: float = 0
) -> Post:
    """https://mailchimp.com/developer/transactional/docs/webhooks/."""
    types = {
        "delivered": "send",
        "deferred": "deferral",
        "hard": "hard_bounce",
        "soft": "soft_bounce",
        "complained": "spam",
        "unsubscribed": "unsub",
        "opened": "open",
    }
    told = {
        "event": types[kind],
        "ts": int(at or time.time()),
        "_id": named,
        "msg": {"email": to, "diag": words, "metadata": {"madang": mark} if mark else {}, "name": name},
        "user_agent": words,
    }
    return Post("mandrill", {"mandrill_events": json.dumps([told])}, is_form=True)


def sparkpost(
    kind: str, *, mark: str, named: str, to: str, name: str = "1", words: str = "", at: float = 0
) -> Post:
    """https://developers.sparkpost.com/api/events/."""
    types: Mapping[str, dict[str, Any]] = {
        "delivered": {"type": "delivery"},
        "deferred": {"type": "delay", "bounce_class": "20"},
        "hard": {"type": "bounce", "bounce_class": "10"},
        "soft": {"type": "bounce", "bounce_class": "22"},
        "complained": {"type": "spam_complaint"},
        "unsubscribed": {"type": "list_unsubscribe"},
        "opened": {"type": "open", "user_agent": words},
    }
    told = {
        "event_id": name,
        "timestamp": str(int(at or time.time())),
        "transmission_id": named,
        "raw_rcpt_to": to,
        "rcpt_meta": {"madang": mark} if mark else {},
        "raw_reason": words,
        **types[kind],
    }
    return Post("sparkpost", [{"msys": {"message_event": told}}])


def postal(
    kind: str, *, mark: str, named: str, to: str, name: str = "1", words: str = "", at: float = 0
) -> Post:
    """https://docs.postalserver.io/developer/webhooks; it carries nothing of ours along."""
    message = {"id": int(named), "direction": "outgoing", "to": to}
    types: Mapping[str, dict[str, Any]] = {
        "delivered": {"message": message, "status": "Sent"},
        "deferred": {"message": message, "status": "SoftFail"},
        "hard": {"message": message, "status": "HardFail"},
        "soft": {"message": message, "status": "HardFail"},
    }
    payload = {**types[kind], "details": "", "output": words}
    return Post(
        "postal", {"event": "Message", "timestamp": at or time.time(), "uuid": name, "payload": payload}
    )


def brevo(
    kind: str, *, mark: str, named: str, to: str, name: str = "1", words: str = "", at: float = 0
) -> Post:
    """https://developers.brevo.com/docs/transactional-webhooks."""
    types = {
        "delivered": "delivered",
        "deferred": "deferred",
        "hard": "hard_bounce",
        "soft": "soft_bounce",
        "complained": "spam",
        "unsubscribed": "unsubscribe",
        "opened": "proxy_open",
    }
    custom = json.dumps({"madang": mark}) if mark else None
    told = {
        "event": types[kind],
        "email": to,
        "id": int(name),
        "message-id": f"<{named}>",
        "ts_epoch": int((at or time.time()) * 1000),
        "X-Mailin-custom": custom,
        "reason": words,
    }
    return Post("brevo", told)


def mailjet(
    kind: str, *, mark: str, named: str, to: str, name: str = "1", words: str = "", at: float = 0
) -> Post:
    """https://dev.mailjet.com/email/guides/webhooks/."""
    types: Mapping[str, dict[str, Any]] = {
        "delivered": {"event": "sent", "smtp_reply": "sent (250 2.0.0 OK)"},
        "deferred": {"event": "bounce", "hard_bounce": False, "error": "greylisted", "comment": words},
        "hard": {"event": "bounce", "hard_bounce": True, "error": "user unknown", "comment": words},
        "soft": {"event": "bounce", "hard_bounce": False, "error": "quota exceeded", "comment": words},
        "complained": {"event": "spam"},
        "unsubscribed": {"event": "unsub"},
        "opened": {"event": "open", "agent": words},
    }
    told = {
        "time": int(at or time.time()),
        "MessageID": int(named),
        "email": to,
        "Payload": json.dumps({"madang": mark}) if mark else "",
        "mj_campaign_id": name,
        **types[kind],
    }
    return Post("mailjet", [told])


def resend(
    kind: str, *, mark: str, named: str, to: str, name: str = "1", words: str = "", at: float = 0
) -> Post:
    """https://resend.com/docs/dashboard/webhooks/event-types."""
    types = {
        "delivered": "email.delivered",
        "deferred": "email.delivery_delayed",
        "hard": "email.bounced",
        "soft": "email.bounced",
        "complained": "email.complained",
        "opened": "email.opened",
    }
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(at or time.time()))
    data: dict[str, Any] = {
        "email_id": named,
        "to": [to],
        "headers": [{"name": "X-Metadata", "value": json.dumps({"madang": mark})}] if mark else [],
    }
    if kind in {"hard", "soft"}:
        data["bounce"] = {"message": words, "type": "Permanent" if kind == "hard" else "Transient"}
    return Post("resend", {"type": types[kind], "created_at": stamp, "data": data})


MAKERS: Mapping[str, Make] = {
    "postmark": postmark,
    "mailgun": mailgun,
    "mandrill": mandrill,
    "sparkpost": sparkpost,
    "postal": postal,
    "brevo": brevo,
    "mailjet": mailjet,
    "resend": resend,
}
