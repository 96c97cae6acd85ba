"""`madang doctor`: says what is wrong and what to do, and nothing is wrong where all is well."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django.fixtures import Settings

from madang.brands.models import Desk
from madang.channels.models import Inbox
from madang.intake.models import RawMessage, RawState
from madang.intake.receiver import Receiver
from madang.intake.store import store
from madang.lib.text.tokens import VERSION
from madang.search.models import Rebuild
from madang.setup.unusable import trouble_with
from tests.intake.mails import mail
from tests.services.ports import free_port

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def installation(data: Path, settings: Settings, help_inbox: Inbox) -> None:
    """A desk of the test's own, on ports that nobody has."""
    data.chmod(0o700)
    settings.MADANG = replace(settings.MADANG, smtp_port=free_port())


def doctor(language: str = "en") -> tuple[str, int]:
    """What the doctor said, and the exit code."""
    said = StringIO()
    try:
        call_command("doctor", language=language, stdout=said, no_color=True)
    except SystemExit as ended:
        return said.getvalue(), int(ended.code or 0)
    return said.getvalue(), 0


@pytest.fixture
def stranger() -> Iterator[int]:
    """Another program's mail server; the port it has."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_greet, args=(server,), daemon=True).start()
        yield server.getsockname()[1]


def _greet(server: socket.socket) -> None:
    while True:
        try:
            line, _ = server.accept()
            with line:
                line.sendall(b"220 mail.example ESMTP Postfix\r\n")
                line.recv(100)
                line.sendall(b"250 mail.example\r\n")
                line.recv(100)
        except OSError:
            if server.fileno() < 0:
                return


def test_a_desk_in_order_has_nothing_wrong() -> None:
    said, code = doctor()
    assert code == 0
    assert "✗" not in said


def test_it_speaks_korean(desk: Desk) -> None:
    said, _ = doctor("ko")
    assert "데이터 폴더" in said
    assert "can be written" not in said
    assert doctor("")[0].startswith("✓ 데이터 폴더")


def test_a_running_receiver_is_seen() -> None:
    receiver = Receiver()
    receiver.start()
    try:
        assert "It takes mail on 127.0.0.1" in doctor()[0]
    finally:
        receiver.stop()


def test_another_programs_mail_server_on_the_port_is_wrong(stranger: int, settings: Settings) -> None:
    settings.MADANG = replace(settings.MADANG, smtp_port=stranger)
    said, code = doctor()
    assert code == 1
    assert "MADANG_SMTP_PORT" in said


def test_an_outgoing_server_that_does_not_answer_is_wrong(settings: Settings) -> None:
    settings.MADANG = replace(settings.MADANG, smtp_url=f"smtp://127.0.0.1:{free_port()}")
    said, code = doctor()
    assert code == 1
    assert "MADANG_SMTP_URL" in said


def test_an_outgoing_server_that_greets_is_well(stranger: int, settings: Settings) -> None:
    settings.MADANG = replace(settings.MADANG, smtp_url=f"smtp://127.0.0.1:{stranger}")
    said, code = doctor()
    assert code == 0
    assert "The outgoing server answers." in said


def test_redis_that_does_not_answer_is_wrong_and_its_password_is_not_told(settings: Settings) -> None:
    settings.MADANG = replace(settings.MADANG, redis_url=f"redis://:secret@127.0.0.1:{free_port()}/0")
    said, code = doctor()
    assert code == 1
    assert "Redis" in said
    assert "secret@" not in said


def test_links_that_lead_nowhere_are_wrong(settings: Settings) -> None:
    settings.MADANG = replace(settings.MADANG, bind="0.0.0.0", url="http://127.0.0.1:8000")
    said, code = doctor()
    assert code == 1
    assert "MADANG_URL" in said


def test_keys_that_others_can_read_are_wrong(data: Path) -> None:
    (data / "secret.key").write_text("key")
    (data / "secret.key").chmod(0o644)
    said, code = doctor()
    assert code == 1
    assert "chmod 600" in said


def test_mail_that_failed_is_counted(help_inbox: Inbox) -> None:
    store(mail(), mail_from="a@example.com", recipients=[(help_inbox, help_inbox.address)])
    RawMessage.objects.update(state=RawState.FAILED)
    said, code = doctor()
    assert code == 1
    assert "1 message could not be taken in" in said
    assert "/setup/failures/" in said


def test_a_data_folder_that_cannot_be_made_is_told_before_anything_starts(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "MADANG_DATA" in trouble_with(tmp_path / "file" / "data")
    assert trouble_with(tmp_path / "new") == ""


def test_an_index_of_another_version_is_to_be_built_again() -> None:
    assert "The index is up to date." in doctor()[0]
    now = timezone.now()
    other = Rebuild.objects.create(
        version=VERSION + 1, messages_below=0, people_below=0, started_at=now, finished_at=now
    )
    said, code = doctor()
    assert "Run: madang search rebuild" in said
    assert code == 1
    Rebuild.objects.filter(pk=other.pk).update(version=VERSION, finished_at=None)
    assert "go on with: madang search rebuild" in doctor()[0]
