"""What providers post, in the shapes that their documentation and django-anymail's own tests show."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from urllib.parse import parse_qsl, urlencode

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

_POSTAL = rsa.generate_private_key(public_exponent=65537, key_size=2048)
_POSTAL_PUBLIC = base64.b64encode(
    _POSTAL.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
).decode()
_SVIX = "whsec_" + base64.b64encode(b"a secret of 24 bytes....").decode()

KEYS: dict[str, dict[str, str]] = {
    "mailgun": {"webhook_signing_key": "key-of-mailgun"},
    "postmark": {},
    "mandrill": {"webhook_key": "key-of-mandrill", "events_key": "key-of-mandrill"},
    "sparkpost": {},
    "postal": {"webhook_key": _POSTAL_PUBLIC},
    "mailersend": {"inbound_secret": "key-of-mailersend"},
    "brevo": {"api_key": "key-of-brevo"},
    "mailjet": {},
    "resend": {"api_key": "key-of-resend", "inbound_secret": _SVIX, "signing_secret": _SVIX},
}


@dataclass(frozen=True)
class Post:
    """A post before it is signed: `data` is JSON or the fields of a form, `files` by field name."""

    provider: str
    data: Any
    is_form: bool = False
    files: Mapping[str, tuple[str, str, bytes]] = field(default_factory=dict)

    @property
    def content_type(self) -> str:
        """What the body is."""
        if self.files:
            return "multipart/form-data; boundary=between"
        return "application/x-www-form-urlencoded" if self.is_form else "application/json"

    def signed(self, address: str, keys: Mapping[str, str], *, name: int) -> tuple[dict[str, str], bytes]:
        """The header fields and the body as the provider would send them, signed with its keys."""
        headers: dict[str, str] = {}
        data = self.data
        if self.provider == "mailgun":
            data = _as_mailgun(data, keys.get("webhook_signing_key", ""), is_form=self.is_form, name=name)
        body = self._body(data)
        if self.provider == "mandrill":
            told = dict(parse_qsl(body.decode(), keep_blank_values=True))
            text = address + "".join(key + told[key] for key in sorted(told))
            mac = hmac.new(keys.get("webhook_key", "").encode(), text.encode(), hashlib.sha1)
            headers["X-Mandrill-Signature"] = base64.b64encode(mac.digest()).decode()
        if self.provider == "postal":
            signature = _POSTAL.sign(body, padding.PKCS1v15(), hashes.SHA1())
            headers["X-Postal-Signature"] = base64.b64encode(signature).decode() if keys else "AAAA"
        if self.provider == "mailersend":
            mac = hmac.new(keys.get("inbound_secret", "").encode(), body, hashlib.sha256)
            headers["Signature"] = mac.hexdigest()
        if self.provider == "resend":
            headers |= _as_svix(body, keys.get("signing_secret", "whsec_AAAA"), name=f"msg_{name}")
        return headers, body

    def _body(self, data: Any) -> bytes:
        if not self.is_form:
            return json.dumps(data).encode()
        if not self.files:
            return urlencode(data).encode()
        parts = [
            f'--between\r\nContent-Disposition: form-data; name="{one}"\r\n\r\n'.encode() + _bytes(value)
            for one, value in data.items()
        ]
        parts += [
            f'--between\r\nContent-Disposition: form-data; name="{one}"; filename="{filename}"\r\n'
            f"Content-Type: {kind}\r\n\r\n".encode()
            + content
            for one, (filename, kind, content) in self.files.items()
        ]
        return b"\r\n".join([*parts, b"--between--\r\n"])


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def _as_mailgun(data: Any, key: str, *, is_form: bool, name: int) -> Any:
    stamp, token = str(int(time.time())), f"token-{name}"
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    block = {"timestamp": stamp, "token": token, "signature": signature}
    return {**data, **block} if is_form else {**data, "signature": {**block, **data.get("signature", {})}}


def _as_svix(body: bytes, secret: str, *, name: str) -> dict[str, str]:
    stamp = str(int(time.time()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.new(key, f"{name}.{stamp}.".encode() + body, hashlib.sha256)
    return {
        "svix-id": name,
        "svix-timestamp": stamp,
        "svix-signature": f"v1,{base64.b64encode(mac.digest()).decode()}",
    }


def mail_posts(raw: bytes, *, to: str = "help@lantern.example") -> dict[str, Post]:
    """The same mail as each provider posts it whole (Brevo, Mailjet and Resend only tell of it, or give fields)."""
    text = raw.decode("utf-8", "surrogateescape")
    encoded = base64.b64encode(raw).decode()
    relayed = {
        "content": {"email_rfc822": encoded, "email_rfc822_is_base64": True},
        "msg_from": "seoa.yoon@example.com",
        "rcpt_to": to,
        "protocol": "smtp",
    }
    return {
        "postmark": Post(
            "postmark",
            {
                "FromFull": {"Email": "seoa.yoon@example.com", "Name": "윤서아", "MailboxHash": ""},
                "ToFull": [{"Email": to, "Name": "", "MailboxHash": ""}],
                "OriginalRecipient": "451d9b70cf9364d23ff6f9d51d870251569e@inbound.postmarkapp.com",
                "MessageID": "22c74902-a0c1-4511-804f-341342852c90",
                "Headers": [{"Name": "Return-Path", "Value": "<seoa.yoon@example.com>"}],
                "RawEmail": text,
                "TextBody": "",
                "Attachments": [],
            },
        ),
        "mailgun": Post(
            "mailgun",
            {"recipient": to, "sender": "seoa.yoon@example.com", "from": "…", "body-mime": raw},
            is_form=True,
        ),
        "mandrill": Post(
            "mandrill",
            {
                "mandrill_events": json.dumps(
                    [{"event": "inbound", "ts": 1, "msg": {"raw_msg": text, "email": to}}]
                )
            },
            is_form=True,
        ),
        "sparkpost": Post("sparkpost", [{"msys": {"relay_message": relayed}}]),
        "postal": Post(
            "postal",
            {
                "id": 7,
                "rcpt_to": to,
                "mail_from": "seoa.yoon@example.com",
                "message": encoded,
                "base64": True,
            },
        ),
        "mailersend": Post(
            "mailersend",
            {
                "type": "inbound.message",
                "inbound_id": "x",
                "data": {
                    "id": "62f",
                    "created_at": "2026-11-02T05:08:00.000000Z",
                    "recipients": {"rcptTo": [{"email": to}]},
                    "sender": {"email": "seoa.yoon@example.com"},
                    "raw": text,
                },
            },
        ),
    }


def by_fields(raw: bytes, *, to: str = "help@lantern.example") -> dict[str, Post]:
    """The same mail as providers post it in fields."""
    parsed = message_from_bytes(raw, policy=default)
    assert isinstance(parsed, EmailMessage)
    plain, html = parsed.get_body(("plain",)), parsed.get_body(("html",))
    words = str(plain.get_content()) if plain is not None else ""
    shown = str(html.get_content()) if html is not None else ""
    headers = [(name, str(value)) for name, value in parsed.items()]
    files = [part for part in parsed.walk() if part.get_content_disposition() in {"attachment", "inline"}]
    contents = [part.get_payload(decode=True) for part in files]
    encoded = [base64.b64encode(one).decode() if isinstance(one, bytes) else "" for one in contents]
    ids = [str(part["Content-ID"] or "").strip("<>") for part in files]
    return {
        "postmark": Post(
            "postmark",
            {
                "FromFull": {"Email": "seoa.yoon@example.com", "Name": "윤서아"},
                "ToFull": [{"Email": to, "Name": ""}],
                "CcFull": [],
                "BccFull": [],
                "OriginalRecipient": to,
                "Subject": str(parsed["Subject"]),
                "Date": str(parsed["Date"]),
                "MessageID": "22c74902",
                "TextBody": words,
                "HtmlBody": shown,
                "Headers": [
                    {"Name": name, "Value": value}
                    for name, value in headers
                    if name in {"Message-ID", "In-Reply-To", "References"}
                ],
                "Attachments": [
                    {
                        "Name": part.get_filename(),
                        "ContentType": part.get_content_type(),
                        "Content": content,
                        **({"ContentID": own} if own else {}),
                    }
                    for part, content, own in zip(files, encoded, ids, strict=True)
                ],
            },
        ),
        "mailgun": Post(
            "mailgun",
            {
                "recipient": to,
                "sender": "seoa.yoon@example.com",
                "message-headers": json.dumps(headers),
                "body-plain": words,
                "body-html": shown,
                "attachment-count": str(len(files)),
                "content-id-map": json.dumps(
                    {f"<{own}>": f"attachment-{place}" for place, own in enumerate(ids, 1) if own}
                ),
            },
            is_form=True,
            files={
                f"attachment-{place}": (part.get_filename() or "", part.get_content_type(), content)
                for place, (part, content) in enumerate(zip(files, contents, strict=True), 1)
                if isinstance(content, bytes)
            },
        ),
        "mailjet": Post(
            "mailjet",
            {
                "Sender": "seoa.yoon@example.com",
                "Recipient": to,
                "Headers": {name: [value] for name, value in headers},
                "Parts": [
                    {
                        "Headers": {
                            "Content-Type": [f'{part.get_content_type()}; name="{part.get_filename()}"'],
                            "Content-Disposition": [
                                f'{part.get_content_disposition()}; filename="{part.get_filename()}"'
                            ],
                            **({"Content-ID": [f"<{own}>"]} if own else {}),
                        },
                        "ContentRef": f"Attachment{place}",
                    }
                    for place, (part, own) in enumerate(zip(files, ids, strict=True), 1)
                ],
                "Text-part": words,
                "Html-part": shown,
                **{f"Attachment{place}": content for place, content in enumerate(encoded, 1)},
            },
        ),
        "brevo": Post(
            "brevo",
            {
                "items": [
                    {
                        "Uuid": ["aaaaaaaa"],
                        "Headers": {
                            **dict(headers),
                            "Delivered-To": to,
                            "Return-Path": "<seoa.yoon@example.com>",
                        },
                        "RawTextBody": words,
                        "RawHtmlBody": shown,
                        "Attachments": [
                            {
                                "Name": part.get_filename(),
                                "ContentType": part.get_content_type(),
                                "ContentID": own or None,
                                "DownloadToken": f"token-{place}",
                            }
                            for place, (part, own) in enumerate(zip(files, ids, strict=True), 1)
                        ],
                    }
                ]
            },
        ),
    }


def resend_post(*, to: str = "help@lantern.example") -> Post:
    """Resend tells of a mail, which is then fetched."""
    told = {"email_id": "56761188-7520", "to": [to], "from": "seoa.yoon@example.com", "subject": "…"}
    return Post("resend", {"type": "email.received", "created_at": "2026-11-02T05:08:00.000Z", "data": told})
