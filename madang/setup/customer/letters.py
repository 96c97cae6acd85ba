"""What a customer writes, as their own mail program would send it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from madang.channels.base import File, InboundMessage

MOST_REFERENCES = 30


class CannotBeWritten(Exception):
    """An address or a name that no mail can carry."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail from a customer; the ids are without angle brackets."""

    name: str
    email: str
    to: str
    subject: str
    text: str
    files: Sequence[File] = ()
    in_reply_to: str = ""
    references: Sequence[str] = ()


def answer_to(got: InboundMessage, *, name: str, email: str, text: str, files: Sequence[File] = ()) -> Letter:
    """The customer's answer to a mail they got: to its reply address, in its thread, quoting it."""
    to = got.reply_to[0] if got.reply_to else got.sender
    subject = got.subject if got.subject.lower().startswith("re:") else f"Re: {got.subject}"
    return Letter(
        name=name,
        email=email,
        to=to.email,
        subject=subject,
        text=f"{text.rstrip()}\n\n{_quoted(got)}\n",
        files=files,
        in_reply_to=got.message_id,
        references=(*got.references, got.message_id),
    )


def written(letter: Letter, *, at: datetime) -> bytes:
    """The letter as a mail. Raises CannotBeWritten."""
    mail = EmailMessage(policy=policy.SMTP if _is_ascii(letter) else policy.SMTPUTF8)
    try:
        mail["From"] = _mailbox(letter.email, letter.name)
        mail["To"] = _mailbox(letter.to)
        mail["Subject"] = " ".join(letter.subject.split())
        mail["Date"] = format_datetime(at)
        mail["Message-ID"] = make_msgid(domain=letter.email.rpartition("@")[2])
        if letter.in_reply_to:
            mail["In-Reply-To"] = f"<{letter.in_reply_to}>"
        if letter.references:
            mail["References"] = " ".join(f"<{one}>" for one in letter.references[-MOST_REFERENCES:])
        mail.set_content(letter.text, cte="8bit" if letter.text.isascii() else "base64")
        for file in letter.files:
            main, _, sub = file.content_type.partition("/")
            mail.add_attachment(
                file.content, maintype=main, subtype=sub or "octet-stream", filename=file.filename
            )
        return mail.as_bytes()
    except (ValueError, UnicodeError) as error:
        raise CannotBeWritten(str(error)) from error


def _mailbox(email: str, name: str = "") -> Address:
    local, _, domain = email.rpartition("@")
    return Address(display_name=" ".join(name.split()), username=local, domain=domain)


def _is_ascii(letter: Letter) -> bool:
    return (letter.email + letter.to).isascii()


def _quoted(got: InboundMessage) -> str:
    when = got.sent_at.strftime("%Y-%m-%d %H:%M") if got.sent_at else ""
    said = f"{when} {got.sender.name or got.sender.email} <{got.sender.email}>:".strip()
    return "\n".join(
        [f"On {said.removesuffix(':')} wrote:", *(f"> {line}" for line in got.body_text.splitlines())]
    )
