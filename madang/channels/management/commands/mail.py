"""`madang mail read FILE…`: what raw mails mean, one JSON object a line."""

import json
import sys
from argparse import ArgumentParser
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from madang.channels.base import Address, InboundMessage
from madang.channels.kinds import email
from madang.lib.html import clean


class Command(BaseCommand):
    """Reads raw mails without touching the database."""

    help = "Read raw mails and print what each means."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One subcommand, `read`, with files or `-`."""
        commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
        read = commands.add_parser("read", help="print the meaning of each raw mail, one JSON object a line")
        read.add_argument(
            "files", nargs="+", metavar="FILE", help="a raw mail (.eml), or - for standard input"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each file; one that can't be opened is named, and the others are still read."""
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")  # JSON is UTF-8 (RFC 8259, 8.1) in every locale
        unread = 0
        for name in options["files"]:
            try:
                raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
            except OSError as error:
                unread += 1
                self.stderr.write(f"{name}: {error.strerror}")
                continue
            self.stdout.write(json.dumps(meaning(email.parse(raw)), ensure_ascii=False))
        if unread:
            sys.exit(1)


def meaning(message: InboundMessage) -> dict[str, Any]:
    """`message` as JSON; addresses are {name, email}, `auto_reply_reason` says why `auto_reply` is true."""
    return {
        "from_name": message.sender.name,
        "from_email": message.sender.email,
        "reply_to": _people(message.reply_to),
        "to": _people(message.to),
        "cc": _people(message.cc),
        "subject": message.subject,
        "sent_at": message.sent_at and message.sent_at.isoformat(),
        "body_text": message.body_text,
        "body_html": clean(message.body_html),
        "attachments": [
            {
                "filename": file.filename,
                "content_type": file.content_type,
                "size": file.size,
                "inline": file.inline,
            }
            for file in message.files
        ],
        "message_id": message.message_id,
        "in_reply_to": message.in_reply_to,
        "references": list(message.references),
        "auto_reply": bool(message.auto_reply),
        "auto_reply_reason": message.auto_reply,
    }


def _people(addresses: tuple[Address, ...]) -> list[dict[str, str]]:
    return [{"name": address.name, "email": address.email} for address in addresses]
