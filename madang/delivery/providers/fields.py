"""Our own mail taken apart into the fields that a provider's API asks for."""

import mimetypes
from email import message_from_bytes
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage, MIMEPart
from email.mime.base import MIMEBase
from email.policy import SMTP

from django.core.mail import EmailMultiAlternatives

_SET_ELSEWHERE = frozenset(
    {
        *("from", "to", "cc", "bcc", "subject", "reply-to", "date", "return-path", "received"),
        *("mime-version", "content-type", "content-transfer-encoding", "dkim-signature"),
    }
)
"""Fields that are given on their own, that the provider makes itself, or that hold for our own bytes
alone."""


def taken_apart(raw: bytes, *, recipient: str, pictures: bool) -> EmailMultiAlternatives:
    """The mail for one recipient, as Django writes mails down.

    Other recipients can't be named: whoever stands in To would get a copy. With `pictures` those between the
    words stay there, without they become files.
    """
    parsed = message_from_bytes(raw, policy=SMTP)
    assert isinstance(parsed, EmailMessage)
    mail = EmailMultiAlternatives(
        subject=str(parsed["Subject"] or ""),
        body=_text(parsed, "plain"),
        from_email=_first(parsed, "From"),
        to=[_own(parsed, recipient)],
        reply_to=[one] if (one := _first(parsed, "Reply-To")) else None,
        headers={
            name: " ".join(str(value).split())
            for name, value in parsed.items()
            if name.lower() not in _SET_ELSEWHERE
        },
    )
    html = _text(parsed, "html")
    if html:
        mail.attach_alternative(html, "text/html")
    for part in parsed.walk():
        if part.get_content_disposition() in {"attachment", "inline"}:
            mail.attach(_file(part, inline=pictures and part.get_content_disposition() == "inline"))
    return mail


def _text(parsed: EmailMessage, kind: str) -> str:
    part = parsed.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""


def _first(parsed: EmailMessage, name: str) -> str:
    addresses = _addresses(parsed, name)
    return str(addresses[0]) if addresses else ""


def _own(parsed: EmailMessage, recipient: str) -> str:
    """The recipient with the name that it has in the mail's To and Cc."""
    named = [*_addresses(parsed, "To"), *_addresses(parsed, "Cc")]
    same = [one for one in named if one.addr_spec.lower() == recipient.lower()]
    return str(same[0]) if same else recipient


def _addresses(parsed: EmailMessage, name: str) -> list[HeaderAddress]:
    header = parsed[name]
    return list(header.addresses) if header is not None else []


def _file(part: MIMEPart, *, inline: bool) -> MIMEBase:
    name = part.get_filename() or ""
    kind = part.get_content_type()
    # Resend drops a mail whose file has another type than its name says, and says nothing.
    kind = mimetypes.guess_type(name)[0] or kind
    main, _, sub = kind.partition("/")
    made = MIMEBase(main, sub)
    content = part.get_payload(decode=True)
    made.set_payload(content if isinstance(content, bytes) else b"")
    made["Content-Disposition"] = "inline" if inline else "attachment"
    if name:
        made.set_param("filename", name, header="Content-Disposition")
    if inline:
        made["Content-ID"] = str(part["Content-ID"])
    return made
