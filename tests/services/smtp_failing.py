"""An outgoing mail server that fails in a chosen way, as a process of its own.

    python -m tests.services.smtp_failing PORT FOLDER WAY [SECONDS]

Each mail that it keeps becomes a file in FOLDER. The ways: `take` fails in none; `closed` answers 554 to whoever
comes; `sign_in` answers 530 to MAIL; `refuse` and `later` answer 554 and 451 to a mail; `hang_up_after_data` breaks
the connection when it has read the mail, and keeps nothing; `hang_up_before_250` keeps the mail and breaks the
connection unanswered; `slow` waits SECONDS before each line; `drip` sends its last word letter by letter, SECONDS
apart. A file named `way` in FOLDER says otherwise from the next mail on.
"""

import socketserver
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.services.ports import free_port, wait_until_open


@dataclass(frozen=True)
class FailingServer:
    """What tests see of it."""

    port: int
    folder: Path

    @property
    def url(self) -> str:
        """What MADANG_SMTP_URL is set to."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def kept(self) -> list[bytes]:
        """The mails that it kept, in their order."""
        return [path.read_bytes() for path in sorted(self.folder.glob("*.eml"))]

    @property
    def mails(self) -> int:
        """How often somebody began with a mail."""
        seen = self.folder / "mails"
        return len(seen.read_bytes()) if seen.exists() else 0

    def become(self, way: str) -> None:
        """Fail in another way from the next mail on."""
        (self.folder / "way").write_text(way)


@contextmanager
def running_failing_server(way: str, *, seconds: float = 0.0) -> Iterator[FailingServer]:
    """Start one and end it."""
    with tempfile.TemporaryDirectory(prefix="madang-smtp-") as folder:
        server = FailingServer(free_port(), Path(folder))
        command = [sys.executable, "-m", "tests.services.smtp_failing"]
        process = subprocess.Popen(
            [*command, str(server.port), folder, way, str(seconds)], stdin=subprocess.DEVNULL
        )
        try:
            wait_until_open(server.port)
            yield server
        finally:
            process.kill()
            process.wait(timeout=10)


class _Dialogue(socketserver.StreamRequestHandler):
    folder: Path
    first_way: str
    seconds: float

    def handle(self) -> None:
        if self.way == "closed":
            self.say("554 5.3.2 closed for today")
            return
        self.say("220 failing.example ESMTP")
        while line := self.rfile.readline():
            verb = line[:4].upper().strip()
            if verb == b"EHLO":
                self.say("250-failing.example\r\n250 8BITMIME")
            elif verb == b"MAIL":
                with (self.folder / "mails").open("ab") as seen:
                    seen.write(b".")
                self.say("530 5.7.0 Authentication required" if self.way == "sign_in" else "250 ok")
            elif verb == b"DATA":
                self.say("354 go on")
                if not self.take():
                    return
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line)
        way = self.way
        if way not in {"hang_up_after_data", "refuse", "later"}:
            number = len(list(self.folder.glob("*.eml")))
            (self.folder / f"{number:06}.eml").write_bytes(b"".join(lines))
        if way in {"hang_up_after_data", "hang_up_before_250"}:
            return False
        answers = {"refuse": "554 5.7.1 Looks like spam", "later": "451 4.3.0 Try later"}
        if way == "drip":
            for letter in "250 2.0.0 taken\r\n":
                time.sleep(self.seconds)
                self.wfile.write(letter.encode())
            return True
        self.say(answers.get(way, "250 2.0.0 taken"))
        return True

    def say(self, words: str) -> None:
        if self.way == "slow":
            time.sleep(self.seconds)
        self.wfile.write(f"{words}\r\n".encode())

    @property
    def way(self) -> str:
        other = self.folder / "way"
        return other.read_text() if other.exists() else self.first_way


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever hangs up on this server is none of its worries."""


def main() -> None:
    """Serve until killed."""
    port, folder, way, seconds = sys.argv[1:]
    _Dialogue.folder, _Dialogue.first_way, _Dialogue.seconds = Path(folder), way, float(seconds)
    with _Server(("127.0.0.1", int(port)), _Dialogue) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
