"""`madang mail`: what raw mails mean, and which words of an answer are new; one JSON object a line."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand

from madang.channels.base import Address, InboundMessage
from madang.channels.kinds import email
from madang.lib.html import clean, split_html
from madang.lib.mime import characters
from madang.lib.mime.quotes import split


class Command(BaseCommand):
    """Reads raw mails without touching the database."""

    help = "Read raw mails, or cut quoted history from answers, and print what comes out."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The subcommands `read` and `trim`, with files or `-`."""
        commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
        read = commands.add_parser("read", help="print the meaning of each raw mail, one JSON object a line")
        read.add_argument(
            "files", nargs="+", metavar="FILE", help="a raw mail (.eml), or - for standard input"
        )
        trim = commands.add_parser("trim", help="print the new words of each answer, one JSON object a line")
        trim.add_argument(
            "files",
            nargs="*",
            default=["-"],
            metavar="FILE",
            help='lines of {"kind": "text" or "html", "input": …}; standard input when none is named',
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each; a file that can't be opened is named, and the others are still read."""
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")  # JSON is UTF-8 (RFC 8259, 8.1) in every locale
        answers = _trimmed if options["command"] == "trim" else _meanings
        failed = False
        for name in options["files"] or ["-"]:
            try:
                with _opened(name) as file:
                    for answer in answers(file):
                        failed = failed or "error" in answer
                        self.stdout.write(json.dumps(answer, ensure_ascii=False))
            except OSError as error:
                failed = True
                self.stderr.write(f"{name}: {error.strerror}")
        if failed:
            sys.exit(1)


def _opened(name: str) -> AbstractContextManager[IO[bytes]]:
    return nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb")


def _meanings(file: IO[bytes]) -> Iterator[dict[str, Any]]:
    yield meaning(email.parse(file.read()))


def _trimmed(file: IO[bytes]) -> Iterator[dict[str, Any]]:
    """An answer for each line that is not empty, in order; a line that can't be read says why."""
    for line in file:
        if line.strip():
            try:
                yield {"reply": _new_words(json.loads(line))}
            except (ValueError, RecursionError) as error:
                yield {"error": str(error)}


def _new_words(asked: object) -> str:
    if not isinstance(asked, dict) or not isinstance(asked.get("input"), str):
        raise ValueError('expected an object with "kind" and "input"')
    text = asked["input"].encode("utf-8", "replace").decode("utf-8")  # JSON can hold halves of characters
    match asked.get("kind"):
        case "text":
            return split(characters.paragraphs(text)).new
        case "html":
            return split_html(characters.markup(text)).new
        case _:
            raise ValueError('"kind" is "text" or "html"')


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
        "reply_text": message.reply_text,
        "reply_text_reason": message.reply_text_reason,
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
        "bounce_of": (message.report.message_id or None) if message.report else None,
        "bounce_of_reason": message.report.found_in if message.report else "",
        "bounce": [asdict(recipient) for recipient in message.report.recipients] if message.report else [],
        "receipt_of": message.receipt_of or None,
        "signed": message.signed,
    }


def _people(addresses: tuple[Address, ...]) -> list[dict[str, str]]:
    return [{"name": address.name, "email": address.email} for address in addresses]
