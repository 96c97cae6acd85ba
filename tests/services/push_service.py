"""A push service on this machine, by HTTPS, and a browser that it reaches.

`PushService.answers` are statuses used up one a request; after them every push is taken with 201.
"""

import base64
import os
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .certificates import make_certificate

SLOW = -1
"""An answer that comes too late."""


@dataclass(frozen=True)
class Browser:
    """What a browser keeps of a subscription."""

    private: ec.EllipticCurvePrivateKey
    auth: bytes

    @classmethod
    def new(cls) -> "Browser":
        return cls(ec.generate_private_key(ec.SECP256R1()), os.urandom(16))

    @property
    def point(self) -> bytes:
        return self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def key(self) -> str:
        return base64.urlsafe_b64encode(self.point).rstrip(b"=").decode()

    @property
    def secret(self) -> str:
        return base64.urlsafe_b64encode(self.auth).rstrip(b"=").decode()


def opened(body: bytes, browser: Browser) -> bytes:
    """What a push says, read as the browser does. Raises InvalidTag when it was not for this one."""
    salt, sender, sealed = body[:16], body[21:86], body[86:]
    shared = browser.private.exchange(
        ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
    )

    def derived(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
        return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(material)

    material = derived(shared, browser.auth, b"WebPush: info\0" + browser.point + sender, 32)
    key = derived(material, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = derived(material, salt, b"Content-Encoding: nonce\0", 12)
    return AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")[:-1]


@dataclass(frozen=True)
class Pushed:
    """One request as it came."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class PushService:
    """What tests see of it."""

    port: int
    certificate: Path
    pushed: list[Pushed] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    retry_after: str = ""

    def endpoint(self, name: str = "one") -> str:
        return f"https://push.example:{self.port}/wpush/{name}"


@contextmanager
def running_push_service(folder: Path) -> Iterator[PushService]:
    """Run one; its certificate is for push.example."""
    certificate = make_certificate(folder, "push.example")
    lock = Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            with lock:
                service.pushed.append(
                    Pushed(self.path, {k.lower(): v for k, v in self.headers.items()}, body)
                )
                status = service.answers.pop(0) if service.answers else 201
            if status == SLOW:
                time.sleep(3)
                return
            self.send_response(status)
            if service.retry_after:
                self.send_header("Retry-After", service.retry_after)
            if status in range(300, 400):
                self.send_header("Location", "https://push.example/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain, certificate.key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    service = PushService(server.server_address[1], certificate.chain)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
