"""A mail provider's HTTP API on this machine: it keeps what it was asked, and answers as it is told to.

`Provider.answers` are used up one a request; after them every mail is taken, in the words of whichever provider
the request's address is one of.
"""

import json
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Its body, read as JSON."""
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, bytes]:
        """Its body, read as multipart/form-data."""
        head = f"Content-Type: {self.headers['content-type']}\r\n\r\n".encode()
        parsed = message_from_bytes(head + self.body, policy=default)
        assert isinstance(parsed, EmailMessage)
        fields: dict[str, bytes] = {}
        for part in parsed.iter_parts():
            name = part.get_param("name", header="content-disposition")
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                fields[str(name)] = content
            else:  # a mail in the form is parsed as one
                fields[str(name)] = part.get_payload(0).as_bytes()  # type: ignore[union-attr]  # message/rfc822
        return fields

    def part(self, name: str) -> bytes:
        """The exact bytes of one part of multipart/form-data."""
        boundary = self.headers["content-type"].partition("boundary=")[2].encode()
        for piece in self.body.split(b"--" + boundary):
            head, _, content = piece.partition(b"\r\n\r\n")
            if f'name="{name}"'.encode() in head:
                return content.removesuffix(b"\r\n")
        raise KeyError(name)


@dataclass(frozen=True)
class Answer:
    """An answer; HANG_UP and SLOW stand for two that never come, or late."""

    status: int
    data: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


HANG_UP = Answer(-1)
SLOW = Answer(-2)


@dataclass
class Provider:
    """What tests see of it."""

    port: int
    asked: list[Asked] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    seconds: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    @property
    def url(self) -> str:
        """The address of its API."""
        return f"http://127.0.0.1:{self.port}"

    def keep(self, asked: Asked) -> Answer:
        """Note a request and say how it is answered."""
        with self._lock:
            self.asked.append(asked)
            return self.answers.pop(0) if self.answers else _taken(asked, len(self.asked))


@contextmanager
def running_provider() -> Iterator[Provider]:
    """Start one on a free port, and end it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Dialogue)
    server.daemon_threads = True
    server.provider = Provider(server.server_address[1])  # type: ignore[attr-defined]  # read by the handler
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.provider  # type: ignore[attr-defined]  # the same
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


class _Dialogue(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        provider: Provider = self.server.provider  # type: ignore[attr-defined]  # put there when it was started
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = provider.keep(Asked(self.command, self.path, headers, body))
        if answer is HANG_UP:
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        if answer is SLOW:
            time.sleep(provider.seconds)
            answer = Answer(200, {})
        content = answer.data if isinstance(answer.data, bytes) else json.dumps(answer.data).encode()
        try:
            self.send_response(answer.status)
            for name, value in {"Content-Type": "application/json", **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            self.close_connection = True  # whoever asked has given up

    do_GET = do_POST = _answer

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _taken(asked: Asked, number: int) -> Answer:
    """That a mail was taken, as each provider's documentation shows it."""
    path = asked.path
    if path.endswith("/messages.mime"):
        return Answer(200, {"id": f"<{number}.kept@lantern.example>", "message": "Queued. Thank you."})
    if path.endswith("/send-raw.json"):
        return Answer(200, [{"email": asked.json["to"][0], "status": "sent", "_id": f"mandrill{number}"}])
    if path.endswith("/transmissions/"):
        results = {"total_rejected_recipients": 0, "total_accepted_recipients": 1, "id": f"spark{number}"}
        return Answer(200, {"results": results})
    if path.endswith("/send/raw"):
        messages = {asked.json["rcpt_to"][0]: {"id": number, "token": "abcd"}}
        data = {"message_id": "m@postal.example", "messages": messages}
        return Answer(200, {"status": "success", "time": 0.1, "flags": {}, "data": data})
    if path.endswith("/smtp/email"):
        return Answer(201, {"messageId": f"<2026.{number}@smtp-relay.mailin.fr>"})
    if path.endswith("/send"):
        to = {"Email": asked.json["Messages"][0]["To"][0]["Email"], "MessageID": 1000 + number}
        return Answer(200, {"Messages": [{"Status": "success", "To": [to], "Cc": [], "Bcc": []}]})
    if path.endswith("/emails"):
        return Answer(200, {"id": f"4f2e9a00-{number}"})
    answered = {
        "To": asked.json["To"],
        "SubmittedAt": "2026-11-23T08:00:00Z",
        "MessageID": f"postmark-{number}",
    }
    return Answer(200, {**answered, "ErrorCode": 0, "Message": "OK"})
