"""A program that asks a desk through its API."""

import json
import urllib.request
from typing import Any

from tests.services.desk import LiveDesk


class Program:
    """Asks the desk through its API."""

    def __init__(self, desk: LiveDesk) -> None:
        self._desk = desk
        self._token = desk.madang("token", "create", "owner@madang.example").strip()

    def call(self, method: str, path: str, **body: Any) -> Any:
        request = urllib.request.Request(
            f"{self._desk.url}/api/v1{path}",
            data=json.dumps(body).encode() if body else None,
            method=method,
            headers={"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=20) as response:
            return json.load(response)

    def tickets(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        cursor = ""
        while True:
            page = self.call("GET", f"/tickets?limit=100{cursor}")
            found += page["items"]
            if not page["next"]:
                return found
            cursor = f"&cursor={page['next']}"
