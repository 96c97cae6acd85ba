"""Raw mails for the tests, written as a customer's program would."""

from email.message import EmailMessage
from email.utils import make_msgid

VOUCHED = "mx.lantern.example; dmarc=pass header.from=lantern.example"
"""What a server of ours in front of the desk writes above mail that really is from lantern.example."""


def mail(
    text: str = "카드 승인 문자가 두 건 왔어요.",
    *,
    subject: str = "결제가 두 번 됐어요",
    sender: str = "윤서아 <seoa.yoon@example.com>",
    to: str = "help@lantern.example",
    message_id: str | None = None,
    **headers: str,
) -> bytes:
    """One mail as bytes; further headers by name, with _ for -."""
    message = EmailMessage()
    if sender:
        message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = "Mon, 02 Nov 2026 14:08:00 +0900"
    message["Message-ID"] = message_id or make_msgid(domain="example.com")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()
