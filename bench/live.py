"""From a mail's 250 to the moment another browser has the ticket."""

import http.client
import smtplib
import statistics
import threading
import time

from tests.services.desk import LiveDesk

from .browser import Client
from .figures import percentile


def measure(desk: LiveDesk, *, times: int = 25) -> dict[str, str]:
    """Median and slowest of mails that are seen as a hint and then in the list."""
    client = Client(desk.port)
    client.sign_in()
    hints = _Hints(desk.port, client.cookies)
    hints.started.wait(10)
    time.sleep(0.5)
    heard, seen = [], []
    for n in range(times):
        raw = (
            f"From: live{n} <live{n}@example.com>\r\nTo: help@lantern.example\r\nSubject: Live {n}\r\n"
            f"Message-ID: <live.{n}.{time.time()}@example.com>\r\n\r\nHello\r\n"
        ).encode()
        hints.news.clear()
        with smtplib.SMTP("127.0.0.1", desk.smtp_port) as server:
            server.sendmail("live@example.com", ["help@lantern.example"], raw)
            accepted = time.perf_counter()
        hints.news.wait(10)
        heard.append(time.perf_counter() - accepted)
        while f"Live {n}<".encode() not in client.get("/desk/open/rows/"):
            time.sleep(0.005)
        seen.append(time.perf_counter() - accepted)
        time.sleep(0.3)
    return {
        "from accepted mail to a hint in another browser": _words(heard),
        "from accepted mail to its row in another browser": _words(seen),
    }


def _words(seconds: list[float]) -> str:
    median, slowest = statistics.median(seconds) * 1000, percentile(seconds, 0.95) * 1000
    return f"{median:.0f} / {slowest:.0f} ms"


class _Hints(threading.Thread):
    def __init__(self, port: int, cookies: dict[str, str]) -> None:
        super().__init__(daemon=True)
        self.news = threading.Event()
        self.started = threading.Event()
        self._port = port
        self._cookies = cookies
        self.start()

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        cookie = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        connection.request("GET", "/desk/live", headers={"Cookie": cookie, "Accept": "text/event-stream"})
        answer = connection.getresponse()
        self.started.set()
        while line := answer.readline():
            if line.startswith(b"event: hint"):
                self.news.set()
