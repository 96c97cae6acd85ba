"""The providers' APIs as django-anymail speaks them, each made to take our own mail. Imports django-anymail.

Where an API takes whole mails, the mail goes as the bytes it is: django-anymail takes mails apart everywhere,
so the request is written here, and django-anymail does the rest.
"""

import base64
from collections.abc import Mapping
from typing import Any

import requests
from anymail.backends.base_requests import AnymailRequestsBackend, RequestsPayload
from anymail.backends.brevo import EmailBackend as Brevo
from anymail.backends.mailgun import EmailBackend as Mailgun
from anymail.backends.mailjet import EmailBackend as Mailjet
from anymail.backends.mandrill import EmailBackend as Mandrill
from anymail.backends.postal import EmailBackend as Postal
from anymail.backends.postmark import EmailBackend as Postmark
from anymail.backends.resend import EmailBackend as Resend
from anymail.backends.sparkpost import EmailBackend as SparkPost
from django.core.mail import EmailMessage

from .fields import taken_apart

MARK = "madang"
"""The name of what a mail carries for its events."""


class Outgoing(EmailMessage):
    """A mail for one recipient, as bytes; `sender` is its return address, `mark` what its events carry."""

    def __init__(self, raw: bytes, *, sender: str, recipient: str, mark: str) -> None:
        super().__init__(from_email=sender, to=[recipient])
        self.raw, self.sender, self.recipient, self.mark = raw, sender, recipient, mark


class WholePayload(RequestsPayload):  # type: ignore[misc]  # django-anymail ships no types
    """A request with a whole mail in it; `data` is what the provider wants beside or around it."""

    recipients: list[Any]

    def __init__(self, mail: Outgoing, backend: AnymailRequestsBackend) -> None:
        self.backend, self.message, self.esp_name = backend, mail, backend.esp_name
        self.method, self.params = "POST", None
        self.auth: tuple[str, str] | None = None
        self.headers: dict[str, str] = {"Content-Type": "application/json", "Accept": "application/json"}
        self.files: Any = None
        self.data: Any = {}
        self.recipients = self.all_recipients = [_Addressed(mail.recipient)]
        self.fill(mail)

    def fill(self, mail: Outgoing) -> None:
        """Write the request."""
        raise NotImplementedError

    def serialize_data(self) -> Any:
        return self.serialize_json(self.data)


class _Addressed:
    def __init__(self, email: str) -> None:
        self.addr_spec = email


class MailgunWhole(WholePayload):
    """https://documentation.mailgun.com, “Send an email in MIME format”."""

    def fill(self, mail: Outgoing) -> None:
        self.auth = ("api", self.backend.api_key)
        self.headers = {}
        domain = (self.backend.sender_domain or mail.sender.rpartition("@")[2]).encode("idna").decode()
        self.sender_domain = domain
        self.data = {"to": mail.recipient, "o:tracking": "no", f"v:{MARK}": mail.mark}
        self.files = {"message": ("message.eml", mail.raw, "message/rfc822")}

    def get_api_endpoint(self) -> str:
        return f"{self.sender_domain}/messages.mime"

    def serialize_data(self) -> Any:
        return self.data


class MandrillWhole(WholePayload):
    """messages/send-raw: as if it came by SMTP, so options are header fields, which Mandrill takes out
    again."""

    def fill(self, mail: Outgoing) -> None:
        options = f'X-MC-Metadata: {{"{MARK}": "{mail.mark}"}}\r\nX-MC-Track: none\r\n'.encode()
        self.data = {
            "key": self.backend.api_key,
            "raw_message": (options + mail.raw)
            .decode("utf-8", "surrogateescape")
            .encode("utf-8", "replace")
            .decode(),
            "to": [mail.recipient],
            "async": False,
        }

    def get_api_endpoint(self) -> str:
        return "messages/send-raw.json"


class SparkPostWhole(WholePayload):
    """Transmissions with content.email_rfc822."""

    def fill(self, mail: Outgoing) -> None:
        self.headers["Authorization"] = self.backend.api_key
        self.data = {
            "recipients": [{"address": {"email": mail.recipient}}],
            "content": {"email_rfc822": mail.raw.decode("utf-8", "replace")},
            "metadata": {MARK: mail.mark},
            "options": {"open_tracking": False, "click_tracking": False, "transactional": True},
        }

    def get_api_endpoint(self) -> str:
        return "transmissions/"


class PostalWhole(WholePayload):
    """api/v1/send/raw."""

    def fill(self, mail: Outgoing) -> None:
        self.headers["X-Server-API-Key"] = self.backend.api_key
        self.data = {
            "mail_from": mail.sender,
            "rcpt_to": [mail.recipient],
            "data": base64.b64encode(mail.raw).decode("ascii"),
            "bounce": False,
        }

    def get_api_endpoint(self) -> str:
        return "api/v1/send/raw"


WHOLE: Mapping[str, type[WholePayload]] = {
    "mailgun": MailgunWhole,
    "mandrill": MandrillWhole,
    "sparkpost": SparkPostWhole,
    "postal": PostalWhole,
}
_BACKENDS: Mapping[str, type[AnymailRequestsBackend]] = {
    "mailgun": Mailgun,
    "mandrill": Mandrill,
    "sparkpost": SparkPost,
    "postal": Postal,
    "postmark": Postmark,
    "brevo": Brevo,
    "mailjet": Mailjet,
    "resend": Resend,
}


def backend_for(
    code: str, *, session: requests.Session, secrets: Mapping[str, str], api_url: str
) -> AnymailRequestsBackend:
    """The provider's API with our session and our way of writing requests.

    `api_url` is empty for the provider's usual one.
    """
    made = _BACKENDS[code](**secrets, **({"api_url": api_url} if api_url else {}))
    made.session = session
    if code in WHOLE:
        made.build_message_payload = lambda mail, defaults: WHOLE[code](mail, made)
    return made


def as_mail(code: str, raw: bytes, *, sender: str, recipient: str, mark: str, pictures: bool) -> EmailMessage:
    """The mail as the provider's API takes it."""
    if code in WHOLE:
        return Outgoing(raw, sender=sender, recipient=recipient, mark=mark)
    mail = taken_apart(raw, recipient=recipient, pictures=pictures)
    mail.metadata = {MARK: mark}  # type: ignore[attr-defined]  # django-anymail reads it from there
    if code == "postmark":
        mail.extra_headers["X-PM-KeepID"] = "true"  # otherwise the Message-ID becomes Postmark's own
    if code == "mailjet":
        mail.extra_headers.pop("Message-ID", None)  # it may not be given, and the mail would be refused
    if code in {"postmark", "mailjet"}:
        mail.track_opens = mail.track_clicks = False  # type: ignore[attr-defined]  # the same
    return mail


def asked_nothing(code: str, backend: AnymailRequestsBackend) -> tuple[str, dict[str, Any]]:
    """A request to send no mail at all: its address, and what else `Session.post` takes.

    A key that is let in is told what is missing; one that isn't, that.
    """
    key = getattr(backend, "api_key", "")
    api = str(backend.api_url)
    if code == "mailgun":
        return f"{api}{backend.sender_domain}/messages", {"auth": ("api", key), "data": {"o:testmode": "yes"}}
    if code == "mailjet":
        return f"{api}send", {"auth": (key, backend.secret_key), "json": {"Messages": []}}
    address, headers = {
        "postmark": ("email", {"X-Postmark-Server-Token": getattr(backend, "server_token", "")}),
        "mandrill": ("messages/send-raw.json", {}),
        "sparkpost": ("transmissions/", {"Authorization": key}),
        "postal": ("api/v1/send/raw", {"X-Server-API-Key": key}),
        "brevo": ("smtp/email", {"api-key": key}),
        "resend": ("emails", {"Authorization": f"Bearer {key}"}),
    }[code]
    body = {"key": key} if code == "mandrill" else {}
    return f"{api}{address}", {"headers": {**headers, "Accept": "application/json"}, "json": body}
