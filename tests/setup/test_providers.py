"""Mail by a provider's API, and webhooks, in the settings: chosen, tried before one's eyes, and explained."""

import dataclasses
from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django import Settings

from madang.accounts.models import User
from madang.brands.models import Brand
from madang.channels.models import Inbox
from madang.delivery.models import Delivery, DeliveryState, OutgoingServer, Reason
from madang.history.models import Event
from madang.intake.models import HookTrouble, Webhook
from madang.intake.webhooks.addresses import keys_of
from madang.intake.webhooks.known import PROVIDERS as HOOK_PROVIDERS
from madang.setup.doctor import State
from madang.setup.doctor.webhooks import webhooks
from madang.setup.submission import found_for
from tests.services.mail_provider import Answer, Provider, running_provider
from tests.setup.conftest import SignedIn

pytestmark = pytest.mark.django_db

MISSING = Answer(400, {"message": "to parameter is missing"})


@pytest.fixture
def owner(jiwoo: User, help_inbox: Inbox, signed_in: SignedIn, settings: Settings) -> Client:
    """The owner's browser; this machine may be reached."""
    settings.MADANG = dataclasses.replace(
        django_settings.MADANG, private_networks=("127.0.0.0/8",), smtp_url=""
    )
    return signed_in(jiwoo)


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    """A provider on this machine, in the place of all that are named."""
    with running_provider() as running:
        settings.ANYMAIL = {
            f"{name}_API_URL": running.url for name in ("MAILGUN", "POSTMARK", "MAILJET", "BREVO", "RESEND")
        }
        yield running


def test_a_key_that_works_is_saved_and_never_shown(owner: Client, provider: Provider) -> None:
    provider.answers.append(MISSING)
    answer = owner.post("/setup/outgoing/all/providers/postmark/", {"secret_server_token": "pine-7"})
    assert answer.status_code == 302
    row = OutgoingServer.objects.get()
    assert (row.provider, row.brand) == ("postmark", None)
    assert "pine-7" not in row.password
    assert provider.asked[0].headers["x-postmark-server-token"] == "pine-7"
    assert Event.objects.filter(kind="outgoing_server.set").count() == 1
    shown = owner.get("/setup/outgoing/all/", follow=True).content.decode()
    assert "Postmark" in shown
    assert "pine-7" not in shown
    assert row.password not in shown
    assert "Postmark" in owner.get("/setup/outgoing/").content.decode()


def test_a_key_that_does_not_is_explained_and_saved_when_someone_insists(
    owner: Client, provider: Provider, deungbul: Brand
) -> None:
    provider.answers.append(Answer(401, {"ErrorCode": 10, "Message": "No Account or Server API tokens"}))
    place = f"/setup/outgoing/brands/{deungbul.pk}/providers/postmark/"
    shown = owner.post(place, {"secret_server_token": "pine-7"})
    assert shown.status_code == 422
    page = shown.content.decode()
    assert "No Account or Server API tokens" in page
    assert "The key is wrong" in page
    assert not OutgoingServer.objects.exists()
    assert owner.post(place, {"secret_server_token": "pine-7", "anyway": "1"}).status_code == 302
    assert OutgoingServer.objects.get().brand == deungbul


def test_a_provider_that_is_not_to_be_reached_is_explained(owner: Client) -> None:
    shown = owner.post(
        "/setup/outgoing/all/providers/postal/",
        {"secret_api_key": "pine-7", "api_url": "https://postal.invalid"},
    )
    assert shown.status_code == 422
    assert "No server has this name" in shown.content.decode()


@pytest.mark.parametrize(
    "address",
    ["postal.example.com", "ftp://postal.example.com", "https://a:b@postal.example.com", "https://"],
)
def test_what_is_no_address_of_a_server_is_refused(owner: Client, address: str) -> None:
    given = {"secret_api_key": "pine-7", "api_url": address, "anyway": "1"}
    assert owner.post("/setup/outgoing/all/providers/postal/", given).status_code == 422


@pytest.mark.parametrize("key", ["", "pine\x007", "열쇠"])
def test_what_is_no_key_is_refused(owner: Client, key: str) -> None:
    given = {"secret_server_token": key, "anyway": "1"}
    assert owner.post("/setup/outgoing/all/providers/postmark/", given).status_code == 422


def test_a_key_is_kept_when_none_is_given(owner: Client, provider: Provider) -> None:
    place = "/setup/outgoing/all/providers/mailgun/"
    owner.post(place, {"secret_api_key": "pine-7", "region": "us", "anyway": "1"})
    assert owner.post(place, {"secret_api_key": "", "region": "eu", "anyway": "1"}).status_code == 302
    assert OutgoingServer.objects.get().region == "eu"
    provider.answers.append(MISSING)
    owner.post(place, {"secret_api_key": "", "region": "us"})
    assert provider.asked[-1].path == "/lantern.example/messages"
    assert provider.asked[-1].headers["authorization"] == "Basic YXBpOnBpbmUtNw=="


def test_from_a_provider_back_to_a_server_no_key_is_used_as_a_password(
    owner: Client, provider: Provider
) -> None:
    owner.post("/setup/outgoing/all/providers/postmark/", {"secret_server_token": "pine-7", "anyway": "1"})
    assert owner.get("/setup/outgoing/all/?by=smtp").status_code == 200
    given = {"host": "127.0.0.1", "port": "25", "security": "none", "anyway": "1"}
    owner.post("/setup/outgoing/all/", given)
    row = OutgoingServer.objects.get()
    assert (row.provider, row.password, row.host) == ("", "", "127.0.0.1")


def test_a_test_mail_goes_by_the_provider(owner: Client, deungbul: Brand, provider: Provider) -> None:
    owner.post("/setup/outgoing/all/providers/postmark/", {"secret_server_token": "pine-7", "anyway": "1"})
    provider.answers.append(Answer(422, {"ErrorCode": 300, "Message": "Zero recipients specified"}))
    owner.post(f"/setup/outgoing/brands/{deungbul.pk}/test/")
    assert provider.asked[-1].json["To"] == "owner@madang.example"
    assert "on its way to owner@madang.example" in owner.get("/setup/outgoing/").content.decode()


def test_mail_that_waits_for_a_right_key_is_told(owner: Client) -> None:
    from django.utils import timezone

    now = timezone.now()
    Delivery.objects.create(
        key="1",
        recipient="seoa.yoon@example.com",
        state=DeliveryState.DEFERRED,
        reason=Reason.NOT_LET_IN,
        due_at=now,
        created_at=now,
    )
    assert "1 mail waits because" in owner.get("/setup/outgoing/").content.decode()


class NoRecords:
    """A DNS that knows nothing, or that one domain's mail is taken by Google."""

    def exchangers(self, domain: str) -> list[str]:
        return ["aspmx.l.google.com"] if domain == "hosted.example" else []

    def services(self, name: str) -> list[tuple[str, int]]:
        return [("mail.own.example", 465)] if name == "_submissions._tcp.own.example" else []


@pytest.mark.parametrize(
    ("address", "host", "username"),
    [
        ("help@gmail.com", "smtp.gmail.com", "help@gmail.com"),
        ("help@naver.com", "smtp.naver.com", "help"),
        ("help@hosted.example", "smtp.gmail.com", "help@hosted.example"),
        ("help@own.example", "mail.own.example", "help@own.example"),
        ("help@unknown.example", "", ""),
        ("help", "", ""),
    ],
)
def test_the_outgoing_server_is_found_from_an_address(address: str, host: str, username: str) -> None:
    found = found_for(address, records=NoRecords())
    assert ((found.place.host, found.username) if found is not None else ("", "")) == (host, username)


def test_typing_an_address_fills_in_the_server(owner: Client) -> None:
    filled = owner.get("/setup/outgoing/found/?username=help@naver.com&host=").content.decode()
    assert 'value="smtp.naver.com"' in filled
    assert 'value="465"' in filled
    assert "IMAP/SMTP" in filled  # what has to be switched on there first
    kept = owner.get("/setup/outgoing/found/?username=help@naver.com&host=mail.own.example").content.decode()
    assert 'value="mail.own.example"' in kept
    given = {"username": "help@naver.com", "host": "", "port": "", "security": "tls", "anyway": "1"}
    assert owner.post("/setup/outgoing/all/", {**given, "port": "465"}).status_code == 302
    row = OutgoingServer.objects.get()
    assert (row.host, row.port, row.security, row.username) == ("smtp.naver.com", 465, "tls", "help")


@pytest.mark.parametrize("code", [one.code for one in HOOK_PROVIDERS])
def test_a_webhook_is_made_and_says_what_to_enter(owner: Client, code: str) -> None:
    provider = next(one for one in HOOK_PROVIDERS if one.code == code)
    keys = {f"key_{one.name}": f"{one.name}-7" for one in provider.keys}
    made = owner.post(f"/setup/webhooks/new/{code}/", {"name": "등불", "inbox": "", **keys})
    assert made.status_code == 302
    row = Webhook.objects.get()
    assert keys_of(row) == {one.name: f"{one.name}-7" for one in provider.keys}
    page = owner.get(f"/setup/webhooks/{row.pk}/").content.decode()
    assert f"/hooks/{row.pk}/" in page
    assert ("/mime<" in page) == bool(provider.mail)
    assert ("/events<" in page) == bool(provider.events)
    assert all(f"{one.name}-7" not in page for one in provider.keys)
    assert Event.objects.filter(kind="webhook.made").count() == 1


def test_a_webhooks_keys_and_inbox_are_changed_and_others_kept(owner: Client, help_inbox: Inbox) -> None:
    given = {"name": "Mandrill", "inbox": "", "key_webhook_key": "a-1", "key_events_key": "b-1"}
    owner.post("/setup/webhooks/new/mandrill/", given)
    row = Webhook.objects.get()
    given |= {"inbox": str(help_inbox.pk), "key_webhook_key": "", "key_events_key": "b-2", "is_active": "on"}
    owner.post(f"/setup/webhooks/{row.pk}/", given)
    row.refresh_from_db()
    assert keys_of(row) == {"webhook_key": "a-1", "events_key": "b-2"}
    assert row.inbox == help_inbox


def test_a_public_key_may_be_pasted_as_a_file(owner: Client) -> None:
    pasted = "-----BEGIN PUBLIC KEY-----\nMIGf\nMA0G\n-----END PUBLIC KEY-----\n"
    owner.post("/setup/webhooks/new/postal/", {"name": "Postal", "inbox": "", "key_webhook_key": pasted})
    assert keys_of(Webhook.objects.get()) == {"webhook_key": "MIGfMA0G"}


def test_other_addresses_shut_the_old_ones(owner: Client) -> None:
    from madang.intake.webhooks.addresses import MAIL, address_of

    owner.post("/setup/webhooks/new/postmark/", {"name": "Postmark", "inbox": ""})
    row = Webhook.objects.get()
    old = address_of(row, MAIL)
    owner.post(f"/setup/webhooks/{row.pk}/renew/")
    row.refresh_from_db()
    assert address_of(row, MAIL) != old
    assert Client(SERVER_NAME="127.0.0.1").get("/" + old.split("/", 3)[3]).status_code == 404


def test_what_is_wrong_with_a_webhook_is_shown_to_who_can_act(owner: Client) -> None:
    from django.utils import timezone

    owner.post(
        "/setup/webhooks/new/mailgun/", {"name": "Mailgun", "inbox": "", "key_webhook_signing_key": "k"}
    )
    Webhook.objects.update(
        trouble=HookTrouble.RECIPIENT, trouble_words="x@y.example", trouble_at=timezone.now()
    )
    words = "for an address that this desk does not have"
    assert words in owner.get("/setup/failures/").content.decode()
    assert [one.state for one in webhooks()] == [State.WRONG]
    assert words in owner.get("/setup/webhooks/").content.decode()
    page = owner.get(f"/setup/webhooks/{Webhook.objects.get().pk}/").content.decode()
    assert words in page
    assert "x@y.example" in page


def test_a_webhook_is_removed_by_name(owner: Client) -> None:
    owner.post("/setup/webhooks/new/postmark/", {"name": "Postmark", "inbox": ""})
    place = f"/setup/webhooks/{Webhook.objects.get().pk}/remove/"
    assert "Remove the webhook Postmark?" in owner.get(place).content.decode()
    assert owner.post(place).status_code == 302
    assert not Webhook.objects.exists()
