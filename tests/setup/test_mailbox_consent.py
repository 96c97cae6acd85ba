"""Signing in at a provider instead of by password: there and back, renewed before it ends, said when it is over."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
import requests
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from madang.accounts.models import User
from madang.channels import providers
from madang.channels.models import Inbox
from madang.channels.providers import Place
from madang.intake.mailbox import Mailbox, OAuthClient, Trial
from madang.intake.mailboxes import oauth
from madang.intake.mailboxes.actions import change_oauth_client
from madang.intake.mailboxes.fetching import Fetcher
from madang.intake.mailboxes.keeping import opened
from madang.intake.mailboxes.oauth import ConsentNeeded
from madang.intake.mailboxes.opening import session_of
from madang.intake.mailboxes.tokens import fresh_token
from madang.intake.models import RawMessage
from madang.lib.jobs import run_pending
from tests.intake.mails import mail
from tests.services.dovecot import Dovecot, running_dovecot
from tests.services.oauth import AuthorisationServer, running_oauth
from tests.setup.conftest import SignedIn

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "help@lantern.example"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[AuthorisationServer]:
    """An authorisation server in the place of Google's."""
    with running_oauth() as running:
        here = replace(
            oauth.PROVIDERS["google"],
            authorise_at=running.address("/authorise"),
            tokens_at=running.address("/token"),
        )
        monkeypatch.setitem(oauth.PROVIDERS, "google", here)
        yield running


@pytest.fixture(params=["oauthbearer", "xoauth2"])
def dovecot(
    request: pytest.FixtureRequest, server: AuthorisationServer, settings: Settings
) -> Iterator[Dovecot]:
    """An IMAP server that asks the authorisation server about each token."""
    settings.MADANG = replace(settings.MADANG, private_networks=("127.0.0.0/8",))
    with running_dovecot(introspection=server.address("/introspect"), tokens_by=request.param) as running:
        yield running


@pytest.fixture
def owner(jiwoo: User, help_inbox: Inbox, signed_in: SignedIn, server: AuthorisationServer) -> Client:
    """The owner's browser, of a desk that is registered with the provider."""
    change_oauth_client("google", client_id=server.client_id, secret=server.client_secret, by=jiwoo)
    return signed_in(jiwoo)


def sign_in(owner: Client, dovecot: Dovecot) -> Trial:
    """Go to the provider and come back, as a browser does."""
    form = {
        "address": ADDRESS,
        "host": "127.0.0.1",
        "port": dovecot.port,
        "security": "none",
        "way_in": "google",
    }
    there = owner.post("/setup/mailboxes/new/", form)
    page = owner.get(there["Location"]).content.decode()
    link = unescape(re.findall(r'href="(http://127\.0\.0\.1[^"]*/authorise[^"]*)"', page)[0])
    back = requests.get(link, allow_redirects=False, timeout=20).headers["Location"]
    arrived = owner.get(back.partition("/setup")[1] + back.partition("/setup")[2])
    run_pending()
    trial = Trial.objects.get()
    assert arrived["Location"] == f"/setup/mailboxes/trials/{trial.pk}/"
    return trial


def connected(owner: Client, dovecot: Dovecot) -> Mailbox:
    trial = sign_in(owner, dovecot)
    assert trial.state == "good", trial.steps
    owner.post(
        f"/setup/mailboxes/trials/{trial.pk}/", {"days": "all", "folder": "INBOX", "afterwards": "leave"}
    )
    return Mailbox.objects.select_related("inbox").get()


def test_somebody_signs_in_at_the_provider_and_mail_is_fetched(owner: Client, dovecot: Dovecot) -> None:
    mailbox = connected(owner, dovecot)
    dovecot.deliver(ADDRESS, mail())
    session = session_of(mailbox)
    Fetcher(session, mailbox).catch_up()
    session.close()
    assert RawMessage.objects.count() == 1


def test_a_token_is_renewed_before_it_ends(
    owner: Client, dovecot: Dovecot, server: AuthorisationServer
) -> None:
    mailbox = connected(owner, dovecot)
    asked = len(server.asked)
    kept = fresh_token(mailbox)
    assert len(server.asked) == asked, "one that is good is used as it is"
    Mailbox.objects.update(access_ends_at=timezone.now() + timedelta(minutes=1))
    mailbox.refresh_from_db()
    renewed = fresh_token(mailbox)
    assert renewed != kept
    mailbox.refresh_from_db()
    assert opened(mailbox.access_token) == renewed
    assert opened(mailbox.secret) in server.refresh, "the refresh token that came with it is the one to use"
    session_of(mailbox).close()


def test_when_the_permission_ends_somebody_is_asked_to_sign_in_again(
    owner: Client, dovecot: Dovecot, server: AuthorisationServer
) -> None:
    mailbox = connected(owner, dovecot)
    server.revoke()
    Mailbox.objects.update(access_ends_at=timezone.now())
    mailbox.refresh_from_db()
    with pytest.raises(ConsentNeeded):
        session_of(mailbox)


def test_an_answer_that_nobody_here_asked_for_is_not_taken(owner: Client) -> None:
    response = owner.get("/setup/mailboxes/signed-in/?code=stolen&state=made-up")
    assert response["Location"] == "/setup/mailboxes/"
    assert not Trial.objects.exists()


def test_the_clients_secret_is_kept_sealed_and_never_shown(
    owner: Client, server: AuthorisationServer
) -> None:
    kept = OAuthClient.objects.get()
    assert server.client_secret not in kept.secret
    assert server.client_secret not in owner.get("/setup/mailboxes/sign-in/").content.decode()


def test_google_is_found_from_the_address_alone() -> None:
    provider = providers.by_domain("gmail.com")
    assert provider is not None
    assert (provider.imap, provider.consent) == (Place("imap.gmail.com", 993), "google")
