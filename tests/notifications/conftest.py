"""A push service, and nothing that one test found out about it is known to the next."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from madang.lib import reaching
from madang.notifications import push_service
from tests.accounts.conftest import _no_tries_yet as _no_tries_yet
from tests.accounts.conftest import anyone as anyone
from tests.accounts.conftest import sign_in as sign_in
from tests.services.push_service import PushService, running_push_service


@pytest.fixture
def fresh_circuits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one test found out about a push service is nothing to the next."""
    monkeypatch.setattr(push_service, "CIRCUITS", type(push_service.CIRCUITS)(senders=100))
    monkeypatch.setattr(push_service, "SECONDS", 1.5)


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    """A push service; its name leads to this machine, and its certificate is trusted."""
    with running_push_service(tmp_path) as running:
        real = reaching.connect

        def connect(host: str, port: int, **named: Any) -> Any:
            if host == "push.example":
                return real("127.0.0.1", port, **{**named, "allowed": ("127.0.0.0/8",)})
            return real(host, port, **named)

        monkeypatch.setattr(reaching, "connect", connect)
        monkeypatch.setenv("SSL_CERT_FILE", str(running.certificate))
        yield running
