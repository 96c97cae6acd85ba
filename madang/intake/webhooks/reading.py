"""The mails in a provider's post, as bytes. Imports django-anymail.

Where the provider gives the mail as it is, these bytes are taken; where it gives fields, a mail is written
from them by django-anymail, the same bytes each time, so that one that comes twice is known.
"""

import base64
import hashlib
import json
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from email.policy import SMTP
from typing import Any, cast

from anymail.exceptions import AnymailInsecureWebhookWarning
from anymail.webhooks import (
    brevo,
    mailersend,
    mailgun,
    mailjet,
    mandrill,
    postal,
    postmark,
    resend,
    sparkpost,
)

from madang.delivery.providers.connecting import GuardedSession
from madang.delivery.servers import connect_where_allowed

from .posted import Posted
from .signed import SvixSigned

# The address itself is a secret here, for the providers that sign nothing.
warnings.simplefilter("ignore", AnymailInsecureWebhookWarning)

SECONDS = 20.0
"""How long a provider may take to give out what it told of."""

FETCHED_WITHIN = 60.0


@dataclass(frozen=True, slots=True)
class Came:
    """A mail that came in: to which addresses, and from which, as the provider's server was told."""

    content: bytes
    recipients: tuple[str, ...]
    mail_from: str = ""


class Refusal(Exception):
    """The post has no mail in it; `str()` says what it has instead."""


def mails_in(provider: str, posted: Posted, *, secrets: Mapping[str, str]) -> list[Came]:
    """The mails in a post.

    Raises django-anymail's AnymailWebhookValidationFailure for one that is not genuine, Refusal for one that
    has no mail, requests' RequestException when the provider doesn't give out what it told of, and all kinds
    of errors for one that can't be understood.
    """
    view = _view(provider, secrets)
    view.run_validators(posted)
    return list(_READERS[provider](view, posted))


def _view(provider: str, secrets: Mapping[str, str]) -> Any:
    """django-anymail's own reader; what it wants to know of the desk's settings is given here."""
    made = _VIEWS[provider]
    wanted = {
        "mailgun": ("webhook_signing_key",),
        "mandrill": ("webhook_key", "webhook_url"),
        "postal": ("webhook_key",),
        "mailersend": ("inbound_secret",),
        "brevo": ("api_key",),
        "resend": ("api_key", "inbound_secret"),
    }.get(provider, ())
    return made(**{name: secrets[name] for name in wanted if name in secrets})


def _postmark(view: Any, posted: Posted) -> Iterator[Came]:
    data = _json(posted)
    if data.get("RecordType", "Inbound") != "Inbound":
        raise Refusal(str(data["RecordType"]))
    (event,) = view.parse_events(posted)
    raw = data.get("RawEmail")
    content = _utf8(raw) if raw else _written(event.message)
    addresses = [str(data.get("OriginalRecipient") or "")]
    addresses += [
        str(one.get("Email") or "")
        for name in ("ToFull", "CcFull", "BccFull")
        for one in data.get(name) or ()
    ]
    yield Came(content, tuple(filter(None, addresses)), event.message.envelope_sender or "")


def _mailgun(view: Any, posted: Posted) -> Iterator[Came]:
    if posted.content_type == "application/json":
        raise Refusal(str(_json(posted).get("event-data", {}).get("event", "")))
    (event,) = view.parse_events(posted)
    whole = posted.field("body-mime")
    content = whole if whole is not None else _written(event.message)
    yield Came(
        content, (str(event.message.envelope_recipient or ""),), str(event.message.envelope_sender or "")
    )


def _mandrill(view: Any, posted: Posted) -> Iterator[Came]:
    for told in json.loads(str(posted.POST["mandrill_events"])):
        if told.get("event") != "inbound":
            raise Refusal(str(told.get("event")))
        yield Came(_utf8(told["msg"]["raw_msg"]), (str(told["msg"].get("email") or ""),))


def _sparkpost(view: Any, posted: Posted) -> Iterator[Came]:
    for told in cast(Sequence[Mapping[str, Any]], _any_json(posted)):
        if not told["msys"]:
            continue  # it only looks whether somebody is there
        if "relay_message" not in told["msys"]:
            raise Refusal(", ".join(told["msys"]))
        relayed = told["msys"]["relay_message"]
        content = relayed["content"]
        whole = content["email_rfc822"]
        raw = base64.b64decode(whole) if content.get("email_rfc822_is_base64") else _utf8(whole)
        yield Came(raw, (str(relayed.get("rcpt_to") or ""),), str(relayed.get("msg_from") or ""))


def _postal(view: Any, posted: Posted) -> Iterator[Came]:
    data = _json(posted)
    if "rcpt_to" not in data:
        raise Refusal(str(data.get("event", "")))
    raw = base64.b64decode(data["message"]) if data.get("base64") else _utf8(data["message"])
    yield Came(raw, (str(data["rcpt_to"]),), str(data.get("mail_from") or ""))


def _mailersend(view: Any, posted: Posted) -> Iterator[Came]:
    data = _json(posted)
    if data.get("type") != "inbound.message":
        raise Refusal(str(data.get("type")))
    told = data["data"]
    named = told.get("recipients", {}).get("rcptTo") or ()
    sender = (told.get("sender") or {}).get("email") or ""
    yield Came(_utf8(told["raw"]), tuple(str(one["email"]) for one in named), str(sender))


def _fields(view: Any, posted: Posted) -> Iterator[Came]:
    """Providers that give fields: django-anymail writes the mail."""
    for event in view.parse_events(posted):
        message = event.message
        envelope = str(message.envelope_recipient or "")
        yield Came(_written(message), (envelope,) if envelope else (), str(message.envelope_sender or ""))


def _mailjet(view: Any, posted: Posted) -> Iterator[Came]:
    data = _any_json(posted)
    if isinstance(data, list) or "event" in data:
        raise Refusal("event")
    yield from _fields(view, posted)


def _brevo(view: Any, posted: Posted) -> Iterator[Came]:
    data = _json(posted)
    if "items" not in data:
        raise Refusal(str(data.get("event", "")))
    yield from _fields(view, posted)


def _resend(view: Any, posted: Posted) -> Iterator[Came]:
    data = _json(posted)
    if data.get("type") != "email.received":
        raise Refusal(str(data.get("type", "")))
    told = tuple(str(one) for one in data.get("data", {}).get("to") or ())
    for came in _fields(view, posted):
        yield Came(came.content, came.recipients or told, came.mail_from)


class _Brevo(brevo.BrevoInboundWebhookView):  # type: ignore[misc]  # django-anymail ships no types
    """Brevo keeps the files of a mail: they are fetched as guardedly as anything."""

    def _fetch_attachment(self, attachment: Mapping[str, Any]) -> Any:
        from urllib.parse import quote, urljoin

        address = urljoin(self.api_url, f"inbound/attachments/{quote(attachment['DownloadToken'], safe='')}")
        content, kind = _fetched(address, {"api-key": self.api_key})
        return brevo.AnymailInboundMessage.construct_attachment(
            content_type=kind or attachment.get("ContentType") or "application/octet-stream",
            content=content,
            filename=attachment.get("Name"),
            content_id=attachment.get("ContentID"),
        )


class _Resend(SvixSigned, resend.ResendInboundWebhookView):  # type: ignore[misc]  # the same
    """Resend keeps the whole mail: it is fetched, and the fields are not needed."""

    signed_with = "inbound_secret"

    def _fetch_inbound_email(self, email_id: str) -> Any:
        from urllib.parse import quote, urljoin

        address = urljoin(self.api_url, f"emails/receiving/{quote(email_id, safe='')}")
        content, _ = _fetched(address, {"Authorization": f"Bearer {self.api_key}"})
        told = json.loads(content)
        place = (told.get("raw") or {}).get("download_url")
        if not place:
            raise ValueError("the mail itself is not given out")
        whole, _ = _fetched(place, {})
        made = resend.AnymailInboundMessage()
        made.whole = whole
        return made


def _fetched(address: str, headers: Mapping[str, str]) -> tuple[bytes, str]:
    """What lies there, and its type. Raises requests' RequestException and reaching.CannotReach."""
    with GuardedSession(connect_where_allowed, seconds=SECONDS) as session, session.within(FETCHED_WITHIN):
        response = session.get(address, headers=dict(headers))
        response.raise_for_status()
        return response.content, response.headers.get("Content-Type", "")


def _written(message: Message) -> bytes:
    """The mail as bytes; the same fields always are the same ones."""
    whole = getattr(message, "whole", None)
    if whole is not None:
        return bytes(whole)
    digest = hashlib.sha256(
        repr([(name, str(value)) for name, value in message.items()]).encode()
    ).hexdigest()
    for place, part in enumerate(message.walk()):
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            part.set_boundary(f"=_{digest[:24]}.{place}")
        elif not part.is_multipart() and part["Content-Transfer-Encoding"] is None:
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                part.set_payload(base64.encodebytes(content).decode("ascii"))
                part["Content-Transfer-Encoding"] = "base64"
    return message.as_bytes(policy=SMTP.clone(max_line_length=0, cte_type="8bit"))


def _json(posted: Posted) -> dict[str, Any]:
    read = _any_json(posted)
    if not isinstance(read, dict):
        raise ValueError("not an object")
    return read


def _any_json(posted: Posted) -> Any:
    return json.loads(posted.body)


def _utf8(raw: str) -> bytes:
    return raw.encode("utf-8", "surrogatepass")


_VIEWS: Mapping[str, Any] = {
    "postmark": postmark.PostmarkInboundWebhookView,
    "mailgun": mailgun.MailgunInboundWebhookView,
    "mandrill": mandrill.MandrillCombinedWebhookView,
    "sparkpost": sparkpost.SparkPostInboundWebhookView,
    "postal": postal.PostalInboundWebhookView,
    "mailersend": mailersend.MailerSendInboundWebhookView,
    "mailjet": mailjet.MailjetInboundWebhookView,
    "brevo": _Brevo,
    "resend": _Resend,
}
_READERS: Mapping[str, Callable[[Any, Posted], Iterator[Came]]] = {
    "postmark": _postmark,
    "mailgun": _mailgun,
    "mandrill": _mandrill,
    "sparkpost": _sparkpost,
    "postal": _postal,
    "mailersend": _mailersend,
    "mailjet": _mailjet,
    "brevo": _brevo,
    "resend": _resend,
}
