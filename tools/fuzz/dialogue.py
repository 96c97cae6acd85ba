"""What servers say to the receiver, by SMTP and by LMTP."""

import asyncio
import logging
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

PATIENCE = 60.0
END = b"\r\n.\r\nQUIT\r\n"
OUR_DOMAIN = "@lantern.example"


class _Line(asyncio.Transport):
    """A connection that keeps what the receiver says."""

    def __init__(self) -> None:
        super().__init__({"peername": ("192.0.2.1", 25)})
        self.said = b""
        self.ended: Callable[[], None] = lambda: None

    def write(self, data: Any) -> None:
        self.said += bytes(data)

    def is_closing(self) -> bool:
        return False

    def close(self) -> None:
        self.ended()


class _Store:
    """What the receiver stored, as exactly as a database would take it."""

    def __init__(self) -> None:
        self.contents: list[bytes] = []

    def inbox_of(self, address: str) -> SimpleNamespace | None:
        address.encode()
        return SimpleNamespace(pk=1) if address.lower().endswith(OUR_DOMAIN) else None

    def store(
        self,
        content: bytes,
        *,
        mail_from: str,
        recipients: Sequence[tuple[object, str]],
        handed_over: Mapping[str, str],
    ) -> list[SimpleNamespace]:
        for text in (mail_from, *(address for _, address in recipients), *handed_over.values()):
            text.encode()
            assert "\0" not in text
        assert recipients
        self.contents.append(content)
        return [SimpleNamespace(pk=len(self.contents))]


def answer() -> Callable[[bytes], None]:
    """Every line is answered, nothing is stored but what was sent, and 250 is said of what is stored alone.

    Stored without 250 is what a connection that breaks leaves behind; the sender comes again with the same.
    """
    os.environ["MADANG_DATA"] = tempfile.mkdtemp(prefix="madang-fuzz-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "madang.config.settings"
    import django

    django.setup()
    from madang.intake import receiver

    logging.disable(logging.CRITICAL)
    servers = [receiver.Receiver(), receiver.Receiver(lmtp=True)]

    def read(raw: bytes) -> None:
        for server in servers:
            store = _Store()
            with (
                mock.patch.object(receiver, "inbox_of", store.inbox_of),
                mock.patch.object(receiver, "store", store.store),
            ):
                said = asyncio.run(_converse(server.factory, raw + END))
            _must_be_honest(said, store, sent=raw + END)

    return read


async def _converse(make: Callable[[], Any], sent: bytes) -> bytes:
    line = _Line()
    server = make()
    ended = asyncio.Event()
    line.ended = ended.set
    server.connection_made(line)
    try:
        server.data_received(sent)
        await asyncio.wait_for(ended.wait(), PATIENCE)
    finally:
        server.connection_lost(None)
    return line.said


def _must_be_honest(said: bytes, store: _Store, *, sent: bytes) -> None:
    lines = said.split(b"\r\n")
    assert lines.pop() == b""
    assert all(line[:1] in b"245" or line[:3] == b"354" for line in lines if line), said
    assert b"500 Error: (" not in said, said
    assert store.contents or b"250 2.0.0 Stored as" not in said
    for content in store.contents:
        assert content == b"" or content.endswith(b"\r\n")
        assert content + b"\r\n" in b"\r\n".join(line.removeprefix(b".") for line in sent.split(b"\r\n"))


def seeds(_: Path) -> Iterator[bytes]:
    """Whole dialogues, and such as servers have by mistake."""
    greeting = b"EHLO mail.example.com\r\n"
    sender = b"MAIL FROM:<seoa.yoon@example.com> SIZE=100 BODY=8BITMIME SMTPUTF8\r\n"
    envelope = sender + b"RCPT TO:<help@lantern.example>\r\n"
    mail = b"DATA\r\nSubject: a\r\n\r\n..b\r\nc\n.\nd\r\n.\r\n"
    for hello in (greeting, greeting.replace(b"EHLO", b"LHLO")):
        yield hello + envelope + mail + b"RSET\r\nNOOP\r\nVRFY help\r\nHELP\r\n" + envelope + mail
        yield hello + envelope + b"RCPT TO:<help+1042.k3n5q7wz@lantern.example>\r\n" + mail
        yield (
            hello + b"MAIL FROM:<>\r\nRCPT TO:<nobody@example.org>\r\nDATA\r\nSTARTTLS\r\nAUTH PLAIN AA==\r\n"
        )
        yield hello.replace(b"mail", b"\xea\xb0\x80\xff") + envelope.replace(b"seoa", b"\xff\xbd") + mail
        yield hello + envelope.replace(b"help@", b"\xff@").replace(b"seoa", b'"seo a"') + mail
