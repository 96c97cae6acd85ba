"""A picture is fetched from the open internet alone, and is a picture."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from madang.desk import pictures
from madang.desk.pictures import NoPicture, fetch, public_address

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100


class Elsewhere(BaseHTTPRequestHandler):
    """A server of somebody else."""

    def do_GET(self) -> None:
        """Answer by the path."""
        if self.path.startswith("/moved"):
            self.send_response(302)
            self.send_header("Location", self.path.partition("?to=")[2])
            self.end_headers()
            return
        body = {"/p.png": PNG, "/p.svg": b"<svg onload=x>", "/big": PNG + b"0" * 2000}.get(self.path, b"")
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "image/png")
        self.send_header("Set-Cookie", "seen=1")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """The address of that server, by a name that only `resolve` knows."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://pictures.example:{server.server_port}"
    server.shutdown()
    server.server_close()


def resolve(host: str, port: int) -> str:
    """Knows one name of the open internet, and checks every other."""
    return "127.0.0.1" if host == "pictures.example" else public_address(host, port)


def test_a_picture_is_fetched(elsewhere: str) -> None:
    assert fetch(f"{elsewhere}/p.png", resolve=resolve).content == PNG


def test_what_only_says_it_is_a_picture_is_refused(elsewhere: str) -> None:
    with pytest.raises(NoPicture):
        fetch(f"{elsewhere}/p.svg", resolve=resolve)


def test_a_redirect_is_checked_anew(elsewhere: str) -> None:
    assert fetch(f"{elsewhere}/moved?to=/p.png", resolve=resolve).content_type == "image/png"
    for address in (
        "http://127.0.0.1/p.png",
        "file:///etc/passwd",
        f"{elsewhere}/moved?to=/moved?to=/moved?to=/moved",
    ):
        with pytest.raises(NoPicture):
            fetch(f"{elsewhere}/moved?to={address}", resolve=resolve)


def test_a_large_one_is_given_up(elsewhere: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "LARGEST", 1000)
    with pytest.raises(NoPicture):
        fetch(f"{elsewhere}/big", resolve=resolve)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.0.0.5", "169.254.169.254", "::1", "::ffff:127.0.0.1", "localhost"]
)
def test_nothing_near_us_is_asked(host: str) -> None:
    with pytest.raises(NoPicture):
        public_address(host, 80)
