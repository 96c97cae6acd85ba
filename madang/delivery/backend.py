"""Django's own mails (password resets and their like) go through the ledger too."""

import secrets
from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from madang.channels.models import Inbox
from madang.lib.secret import desk_mark

from .models import Purpose
from .queueing import queue


class LedgerBackend(BaseEmailBackend):
    """Queues each recipient's mail; its state can be looked up and it can be sent again."""

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue the mails; returns how many."""
        for message in email_messages:
            inbox = (
                Inbox.objects.filter(kind="email", is_active=True)
                .select_related("brand")
                .order_by("pk")
                .first()
            )
            sender = inbox.address if inbox is not None else f"madang@{settings.MADANG.host}"
            name = inbox.brand.name if inbox is not None else "Madang"
            mail_id = f"madang.{secrets.token_hex(12)}@{sender.rpartition('@')[2]}"
            message.from_email = f"{name} <{sender}>"
            message.extra_headers |= {
                "Message-ID": f"<{mail_id}>",
                "Auto-Submitted": "auto-generated",
                "X-Madang-Desk": desk_mark(),
            }
            raw = message.message().as_bytes().replace(b"\n", b"\r\n")
            for recipient in message.recipients():
                address = parseaddr(recipient)[1]
                queue(
                    key=f"account:{mail_id}:{address}",
                    recipient=address,
                    subject=str(message.subject),
                    mail_id=mail_id,
                    inbox=inbox,
                    purpose=Purpose.ACCOUNT,
                    sender=sender,
                    raw=raw,
                )
        return len(email_messages)
