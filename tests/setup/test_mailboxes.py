"""Connecting a mailbox in the settings: an address and a password, every step tried and explained."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone, translation
from pytest_django.fixtures import Settings

from madang.accounts.models import User
from madang.channels.models import Inbox
from madang.history.models import Event
from madang.intake.mailbox import Mailbox, MailboxNotice, MissedMail, Trial
from madang.intake.mailboxes import trying
from madang.intake.mailboxes.keeping import opened
from madang.lib.jobs import run_pending
from madang.notifications.dismissed import mailbox_notices
from madang.setup.doctor import State
from madang.setup.doctor.mailboxes import mailboxes
from tests.services.dovecot import PASSWORD, Dovecot, running_dovecot
from tests.services.ports import free_port
from tests.setup.conftest import SignedIn

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running_dovecot() as server:
        yield server


@pytest.fixture
def near(settings: Settings) -> None:
    """An installation that lets people name servers of this machine."""
    settings.MADANG = replace(settings.MADANG, private_networks=("127.0.0.0/8", "::1/128"))


@pytest.fixture
def owner(jiwoo: User, help_inbox: Inbox, signed_in: SignedIn) -> Client:
    """The owner's browser."""
    return signed_in(jiwoo)


def given(dovecot: Dovecot, **other: object) -> dict[str, object]:
    """What somebody writes who knows the server."""
    return {
        "address": "help@lantern.example",
        "password": PASSWORD,
        "host": "127.0.0.1",
        "port": dovecot.port,
        "security": "none",
        "user": "help",
        **other,
    }


def tried(owner: Client, form: dict[str, object], *, address: str = "/setup/mailboxes/new/") -> str:
    """Send the form, let the worker try, and give the page that says how it went."""
    response = owner.post(address, form)
    assert response.status_code == 302, response.content.decode()
    run_pending()
    return str(owner.get(response["Location"]).content.decode())


def steps() -> dict[str, str]:
    return {one["step"]: one["state"] for one in Trial.objects.order_by("-pk")[0].steps}


def test_a_mailbox_that_works_is_connected_with_three_choices(
    owner: Client, dovecot: Dovecot, near: None, help_inbox: Inbox
) -> None:
    page = tried(owner, given(dovecot))
    assert "Start fetching" in page
    assert steps() == {
        "find": "good",
        "reach": "good",
        "encrypt": "left",
        "sign_in": "good",
        "folder": "good",
    }
    trial = Trial.objects.get()
    choices = {"days": "7", "folder": "INBOX", "afterwards": "leave", "move_to": ""}
    assert owner.post(f"/setup/mailboxes/trials/{trial.pk}/", choices).status_code == 302
    mailbox = Mailbox.objects.get()
    assert (mailbox.inbox, mailbox.user, mailbox.only_new) == (help_inbox, "help", False)
    assert mailbox.starts_at is not None
    assert opened(mailbox.secret) == PASSWORD
    assert PASSWORD not in mailbox.secret
    assert not Trial.objects.exists()
    assert Event.objects.filter(kind="mailbox.connected").exists()


def test_a_new_address_becomes_a_support_address(
    owner: Client, dovecot: Dovecot, near: None, help_inbox: Inbox
) -> None:
    tried(owner, given(dovecot, address="Refunds@Lantern.example"))
    choices = {
        "brand": help_inbox.brand.pk,
        "team": "",
        "days": "0",
        "folder": "INBOX",
        "afterwards": "leave",
    }
    owner.post(f"/setup/mailboxes/trials/{Trial.objects.get().pk}/", choices)
    assert Mailbox.objects.get().inbox.address == "refunds@lantern.example"


def test_a_wrong_password_is_explained_with_the_servers_own_words(
    owner: Client, dovecot: Dovecot, near: None
) -> None:
    page = tried(owner, given(dovecot, password="wrong"))
    assert steps() == {"find": "good", "reach": "good", "encrypt": "left", "sign_in": "bad"}
    assert "AUTHENTICATIONFAILED" in page
    assert "Try again" in page


def test_a_closed_port_is_explained(owner: Client, near: None, dovecot: Dovecot) -> None:
    page = tried(owner, given(dovecot, port=free_port()))
    assert steps()["reach"] == "bad"
    assert "takes no connections" in page


def test_an_unknown_name_is_explained(owner: Client, dovecot: Dovecot) -> None:
    page = tried(owner, given(dovecot, host="imap.lantern.invalid"))
    assert steps()["reach"] == "bad"
    assert "is not known" in page


def test_a_certificate_that_is_not_trusted_stops_before_the_password(
    owner: Client, dovecot: Dovecot, near: None
) -> None:
    page = tried(owner, given(dovecot, port=dovecot.tls_port, security="tls"))
    assert steps()["encrypt"] == "bad"
    assert "no password was sent" in page


def test_a_missing_folder_is_explained_with_those_that_are_there(
    owner: Client, dovecot: Dovecot, near: None
) -> None:
    page = tried(owner, given(dovecot, folder="Fragen"))
    assert steps()["folder"] == "bad"
    assert "INBOX" in page


def test_servers_of_this_network_are_not_reached_unless_the_operator_allows_it(
    owner: Client, dovecot: Dovecot
) -> None:
    page = tried(owner, given(dovecot))
    assert steps() == {"find": "good", "reach": "bad"}
    assert "MADANG_PRIVATE_NETWORKS" in page


def test_a_provider_that_takes_no_passwords_says_so_before_one_is_sent(owner: Client) -> None:
    page = tried(owner, {"address": "lantern@outlook.com", "password": "secret"})
    assert steps() == {"find": "bad"}
    assert "Sign in with Microsoft" in page


def test_a_server_of_another_domain_is_asked_about_before_a_password_goes_there(
    owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        trying, "records", Said(services={"_imaps._tcp.lantern.example": [("imap.elsewhere.example", 993)]})
    )
    page = tried(owner, {"address": "help@lantern.example", "password": "secret"})
    assert steps() == {"find": "bad"}
    assert "imap.elsewhere.example" in page
    assert 'value="imap.elsewhere.example"' in page


def test_nobody_gets_the_password_back(owner: Client, dovecot: Dovecot, near: None) -> None:
    page = tried(owner, given(dovecot, password="wrong-but-secret"))
    assert "wrong-but-secret" not in page


def test_a_trial_is_seen_by_who_began_it_alone(
    owner: Client, dovecot: Dovecot, near: None, signed_in: SignedIn
) -> None:
    tried(owner, given(dovecot))
    other = User.objects.create(email="serin@madang.example", name="오세린", role="administrator")
    assert signed_in(other).get(f"/setup/mailboxes/trials/{Trial.objects.get().pk}/").status_code == 404


@pytest.fixture
def mailbox(help_inbox: Inbox) -> Mailbox:
    """A connected mailbox with a bit of everything to tell."""

    now = timezone.now()
    made = Mailbox.objects.create(
        inbox=help_inbox, host="imap.lantern.example", user="help", trouble="folder", trouble_since=now
    )
    MailboxNotice.objects.create(mailbox=made, kind="vanished", count=3, first_at=now, last_at=now)
    MissedMail.objects.create(
        mailbox=made, uidvalidity=1, uid=7, subject="큰 파일", reason=str(fetching_reason()), first_at=now
    )
    return made


def fetching_reason() -> str:
    from madang.intake.mailboxes.fetching import TOO_LARGE

    return TOO_LARGE


@pytest.mark.parametrize("language", ["ko", "en"])
def test_trouble_and_notices_are_told_on_the_list_and_the_mailbox(
    owner: Client, jiwoo: User, mailbox: Mailbox, language: str
) -> None:
    User.objects.filter(pk=jiwoo.pk).update(language=language)
    for address in ("/setup/mailboxes/", f"/setup/mailboxes/{mailbox.pk}/"):
        assert "“INBOX”" in owner.get(address).content.decode()
    assert "큰 파일" in owner.get(f"/setup/mailboxes/{mailbox.pk}/").content.decode()


def test_a_mailbox_is_paused_resumed_and_removed(owner: Client, mailbox: Mailbox) -> None:
    base = f"/setup/mailboxes/{mailbox.pk}"
    owner.post(f"{base}/pause/", {"do": "pause"})
    assert not Mailbox.objects.get().is_active
    owner.post(f"{base}/pause/", {"do": "resume"})
    assert Mailbox.objects.get().is_active
    owner.post(f"{base}/notices/{MailboxNotice.objects.get().pk}/")
    assert not mailbox_notices().exists()
    assert owner.get(f"{base}/").content.decode().count(f"{base}/notices/") == 0
    assert owner.get(f"{base}/remove/").status_code == 200
    owner.post(f"{base}/remove/")
    assert not Mailbox.objects.exists()
    kinds = list(Event.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["mailbox.paused", "mailbox.resumed", "failure.dismissed", "mailbox.removed"]


def test_another_folder_begins_with_what_comes_into_it_from_now_on(owner: Client, mailbox: Mailbox) -> None:
    Mailbox.objects.update(uidvalidity=1, last_uid=40, only_new=False)
    form = {"folder": "문의", "afterwards": "move", "move_to": "마당", "tells_of_holes": "on"}
    assert owner.post(f"/setup/mailboxes/{mailbox.pk}/", form).status_code == 302
    mailbox.refresh_from_db()
    assert (mailbox.folder, mailbox.uidvalidity, mailbox.only_new, mailbox.version) == ("문의", None, True, 2)


def test_a_new_password_is_tried_before_it_is_used(
    owner: Client, dovecot: Dovecot, near: None, mailbox: Mailbox
) -> None:
    address = f"/setup/mailboxes/{mailbox.pk}/sign-in/"
    assert owner.get(address).status_code == 200
    page = tried(owner, given(dovecot), address=address)
    assert "Use this from now on" in page
    owner.post(f"/setup/mailboxes/trials/{Trial.objects.get().pk}/")
    mailbox.refresh_from_db()
    assert (opened(mailbox.secret), mailbox.trouble, mailbox.port) == (PASSWORD, "", dovecot.port)


class Said:
    """A domain's records, as a test says them."""

    def __init__(
        self,
        *,
        exchangers: dict[str, list[str]] | None = None,
        services: dict[str, list[tuple[str, int]]] | None = None,
    ) -> None:
        self._exchangers = exchangers or {}
        self._services = services or {}

    def exchangers(self, domain: str) -> list[str]:
        return self._exchangers.get(domain, [])

    def services(self, name: str) -> list[tuple[str, int]]:
        return self._services.get(name, [])


def test_what_is_wrong_with_a_mailbox_is_on_the_page_of_what_needs_attention_and_told_by_the_doctor(
    owner: Client, mailbox: Mailbox
) -> None:
    page = owner.get("/setup/failures/").content.decode()
    assert "help@lantern.example" in page
    assert "There is no folder" in page
    with translation.override("en"):
        findings = list(mailboxes())
    assert [finding.state for finding in findings] == [State.WRONG, State.WRONG, State.NOTE]
    assert "Rename it back" in findings[0].words
