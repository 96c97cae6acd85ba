"""A throw-away authorisation server (RFC 6749, 7636, 7662): it lets everybody in and knows its tokens."""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit


@dataclass
class AuthorisationServer:
    """What tests see of it; `seconds` is how long access tokens are good, `asked` every request for a token."""

    port: int = 0
    seconds: int = 3600
    client_id: str = "madang"
    client_secret: str = "client-secret"
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    access: dict[str, str] = field(default_factory=dict)
    refresh: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def address(self, path: str) -> str:
        """The address of `/authorise`, `/token` or `/introspect`."""
        return f"http://127.0.0.1:{self.port}{path}"

    def revoke(self) -> None:
        """Let nobody in any more who was let in so far."""
        self.access.clear()
        self.refresh.clear()

    def let_in(self, user: str) -> tuple[str, str]:
        """An access token and a refresh token for the user."""
        access, again = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        self.access[access] = user
        self.refresh[again] = user
        return access, again

    def consent(self, asked: dict[str, str]) -> str:
        """Where the person's browser is sent after they said yes."""
        code = secrets.token_urlsafe(12)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def tokens(self, asked: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Answer a request of the token endpoint."""
        self.asked.append(asked)
        if (asked.get("client_id"), asked.get("client_secret")) != (self.client_id, self.client_secret):
            return 401, {"error": "invalid_client"}
        if asked["grant_type"] == "authorization_code":
            given = self.codes.pop(asked["code"], None)
            digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            if given is None or given["code_challenge"] != challenge:
                return 400, {"error": "invalid_grant"}
            user = given["login_hint"]
        else:
            known = self.refresh.pop(asked["refresh_token"], None)
            if known is None:
                return 400, {"error": "invalid_grant", "error_description": "Token has been revoked."}
            user = known
        access, again = self.let_in(user)
        answer = {"access_token": access, "refresh_token": again, "expires_in": self.seconds}
        return 200, {**answer, "token_type": "Bearer"}

    def introspect(self, token: str) -> dict[str, Any]:
        """What an IMAP server is told about a token."""
        user = self.access.get(token)
        return {"active": "true", "username": user} if user else {"active": "false"}


@contextmanager
def running_oauth() -> Iterator[AuthorisationServer]:
    """Start one on a free port."""
    server = AuthorisationServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            self.send_response(302)
            self.send_header("Location", server.consent(asked))
            self.end_headers()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            asked = {name: values[0] for name, values in parse_qs(body).items()}
            if self.path == "/token":
                status, answer = server.tokens(asked)
            else:
                status, answer = 200, server.introspect(asked.get("token", ""))
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.port = http.server_address[1]
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join(timeout=10)
