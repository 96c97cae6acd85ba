"""A signed-in client as quick as can be: one kept connection, no rendering."""

import http.client
import re
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from http.cookies import SimpleCookie
from urllib.parse import urlencode

OWNER = "owner@madang.example"
PASSWORD = "courtyard-of-pine-7"  # of a desk that lives for one measurement


class Client:
    """One person's browser."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def sign_in(self) -> None:
        """Sign in as the owner; AssertionError when the desk doesn't let us."""
        page = self.get("/accounts/login/").decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token is not None, "no sign-in form"
        form = {"csrfmiddlewaretoken": token[1], "login": OWNER, "password": PASSWORD}
        self._ask("POST", "/accounts/login/", urlencode(form).encode())
        assert "madang_desk" in self.cookies, "not signed in"

    def get(self, path: str, *, target: str = "opened") -> bytes:
        """The body of a page, or of its part `target`; AssertionError when it isn't a good one."""
        return self._ask("GET", path, None, target=target)

    def post(self, path: str, **values: str) -> bytes:
        """What is answered to a form; AssertionError when it was refused."""
        return self._ask("POST", path, urlencode(values).encode())

    def _ask(self, method: str, path: str, body: bytes | None, *, target: str = "opened") -> bytes:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://127.0.0.1:{self._port}",
                "X-CSRFToken": self.cookies.get("madang_csrf", ""),
            }
        if path.startswith("/desk/"):
            headers |= {"HX-Request": "true", "HX-Target": target}
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
        except http.client.RemoteDisconnected:  # the server had closed the idle connection
            self._connection.close()
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
        content = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        assert answer.status in {200, 201, 302}, f"{path} answered {answer.status}"
        return content


def alone(client: Client, paths: Sequence[str], *, times: int) -> list[float]:
    """One person opens one page after another: the seconds of each."""
    taken = []
    for n in range(times):
        began = time.perf_counter()
        client.get(paths[n % len(paths)])
        taken.append(time.perf_counter() - began)
    return taken


def eight(clients: Sequence[Client], paths: Sequence[str], *, seconds: float) -> list[float]:
    """Eight people each open something every second: the seconds of each page."""
    return _together(clients, paths, seconds=seconds, pause=1.0)


def without_pause(clients: Sequence[Client], paths: Sequence[str], *, seconds: float) -> float:
    """Requests a second when eight ask again as soon as they were answered."""
    return len(_together(clients, paths, seconds=seconds, pause=0.0)) / seconds


def _together(
    clients: Sequence[Client], paths: Sequence[str], *, seconds: float, pause: float
) -> list[float]:
    taken: list[float] = []
    began = time.perf_counter()

    def run(client: Client, place: int) -> None:
        time.sleep(pause * place / len(clients))
        turn = place
        while time.perf_counter() - began < seconds:
            turn += len(clients)
            start = time.perf_counter()
            client.get(paths[turn % len(paths)])
            taken.append(time.perf_counter() - start)
            time.sleep(max(0.0, pause - (time.perf_counter() - start)))

    in_threads([partial(run, client, place) for place, client in enumerate(clients)])
    return taken


def in_threads(tasks: Sequence[Callable[[], None]]) -> None:
    """Run all at once and wait for them."""
    threads = [threading.Thread(target=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
