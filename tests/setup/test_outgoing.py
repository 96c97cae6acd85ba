"""Naming an outgoing server in the settings: tried step by step, explained when it fails."""

import dataclasses
import re

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from madang.accounts.models import User
from madang.brands.models import Brand
from madang.channels.kinds import email
from madang.channels.models import Inbox
from madang.delivery.models import Delivery, DkimKey, MailLook, OutgoingServer
from madang.history.models import Event
from madang.notifications.models import NoticeText
from tests.delivery.conftest import SendAll, send_all
from tests.services.dns import running_name_server
from tests.services.mail import MailServer
from tests.services.ports import free_port
from tests.setup.conftest import SignedIn

__all__ = ["send_all"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(jiwoo: User, help_inbox: Inbox, signed_in: SignedIn, settings: Settings) -> Client:
    """The owner's browser; this machine may be reached."""
    settings.MADANG = dataclasses.replace(
        django_settings.MADANG, private_networks=("127.0.0.0/8",), smtp_url=""
    )
    User.objects.filter(pk=jiwoo.pk).update(language="en")
    return signed_in(jiwoo)


def given(port: int, **more: str) -> dict[str, str]:
    return {"host": "127.0.0.1", "port": str(port), "security": "none", "own_return_address": "on", **more}


def test_a_server_that_works_is_saved(owner: Client, deungbul: Brand, mail_server: MailServer) -> None:
    answer = owner.post(f"/setup/outgoing/brands/{deungbul.pk}/", given(mail_server.port))
    assert answer.status_code == 302
    assert OutgoingServer.objects.get().brand == deungbul
    assert Event.objects.filter(kind="outgoing_server.set", subject_type="brand").count() == 1
    assert "127.0.0.1:" in owner.get("/setup/outgoing/").content.decode()


def test_the_desks_page_knows_whether_mail_leaves(owner: Client, mail_server: MailServer) -> None:
    assert "Kept here" in owner.get("/setup/desk/").content.decode()
    owner.post("/setup/outgoing/all/", given(mail_server.port))
    assert "By an outgoing server" in owner.get("/setup/desk/").content.decode()


def test_a_server_that_does_not_is_explained_and_saved_when_someone_insists(owner: Client) -> None:
    port = free_port()
    shown = owner.post("/setup/outgoing/all/", given(port))
    assert shown.status_code == 422
    page = shown.content.decode()
    assert "takes no mail on this port" in page
    assert not OutgoingServer.objects.exists()
    assert owner.post("/setup/outgoing/all/", given(port, anyway="1")).status_code == 302
    assert OutgoingServer.objects.get().brand is None


def test_the_password_is_never_shown_and_kept_when_none_is_given(
    owner: Client, mail_server: MailServer
) -> None:
    owner.post("/setup/outgoing/all/", given(mail_server.port, username="a", password="pine-7", anyway="1"))
    sealed = OutgoingServer.objects.get().password
    assert sealed
    page = owner.get("/setup/outgoing/all/").content.decode()
    assert "pine-7" not in page
    assert sealed not in page
    owner.post("/setup/outgoing/all/", given(mail_server.port, username="b", anyway="1"))
    row = OutgoingServer.objects.get()
    assert (row.username, row.password) == ("b", sealed)


def test_a_server_is_done_without(owner: Client, mail_server: MailServer) -> None:
    owner.post("/setup/outgoing/all/", given(mail_server.port))
    owner.post("/setup/outgoing/all/remove/")
    assert not OutgoingServer.objects.exists()


def test_a_test_mail_goes_to_who_asks_for_it(owner: Client, deungbul: Brand, mail_server: MailServer) -> None:
    owner.post("/setup/outgoing/all/", given(mail_server.port))
    owner.post(f"/setup/outgoing/brands/{deungbul.pk}/test/")
    assert [mail.recipients for mail in mail_server.handed] == [["owner@madang.example"]]
    assert "on its way to owner@madang.example" in owner.get("/setup/outgoing/").content.decode()


@pytest.mark.parametrize("host", ["smtp example.com", "http://smtp.example.com", "", "a" * 300])
def test_what_is_no_name_of_a_server_is_refused(owner: Client, host: str) -> None:
    shown = owner.post("/setup/outgoing/all/", given(25, host=host, anyway="1"))
    assert shown.status_code == 422


def test_keys_are_made_and_their_records_shown_to_be_published(owner: Client, help_inbox: Inbox) -> None:
    address = f"/setup/outgoing/signatures/{help_inbox.pk}/"
    assert "Make the keys" in owner.get(address).content.decode()
    owner.post(address, {"do": "make"})
    rsa, shorter = DkimKey.objects.order_by("pk")
    page = owner.get(address).content.decode()
    assert all(one.name in page and one.record in page for one in (rsa, shorter))
    assert "PRIVATE" not in page
    with running_name_server() as dns:
        owner.post(address, {"do": "check"})
        assert f"{rsa.name} is not there yet" in owner.get(address).content.decode()
        dns.texts = {one.name: one.record for one in (rsa, shorter)}
        owner.post(address, {"do": "check"})
    page = owner.get(address).content.decode()
    assert f"{shorter.name} is published" in page
    assert "Mail is signed." in page
    assert "lantern.example" in owner.get("/setup/outgoing/").content.decode()


def test_keys_are_changed_step_by_step(owner: Client, help_inbox: Inbox) -> None:
    address = f"/setup/outgoing/signatures/{help_inbox.pk}/"
    owner.post(address, {"do": "make"})
    with running_name_server() as dns:
        dns.texts = {one.name: one.record for one in DkimKey.objects.all()}
        owner.post(address, {"do": "check"})
        assert "Change the keys" in owner.get(address).content.decode()
        owner.post(address, {"do": "change"})
        assert DkimKey.objects.count() == 4
        assert "Change the keys" not in owner.get(address).content.decode()
        dns.texts = {one.name: one.record for one in DkimKey.objects.all()}
        owner.post(address, {"do": "check"})
    page = owner.get(address).content.decode()
    assert page.count("Remove its record after") == 2
    for one in DkimKey.objects.filter(retired_at__isnull=False):
        owner.post(address, {"do": "forget", "key": str(one.pk)})
    assert DkimKey.objects.count() == 2


def test_a_brands_look_is_set_and_shown_before_it_is_kept(owner: Client, deungbul: Brand) -> None:
    address = f"/setup/outgoing/looks/{deungbul.pk}/"
    words = {"heading": "등불 고객센터", "signature": "{{ agent }} 드림", "footer": "{{ brand }}"}
    shown = owner.post(f"{address}preview/", words)
    assert "등불 고객센터" in shown.content.decode()
    assert "한지우 드림" in shown.content.decode()
    assert "default-src 'none'" in shown["Content-Security-Policy"]
    assert not MailLook.objects.exists()

    logo = SimpleUploadedFile("로고.png", b"\x89PNG\r\n\x1a\n0000", "image/png")
    assert owner.post(address, {**words, "logo": logo, "read_marks": "on"}).status_code == 302
    look = MailLook.objects.get()
    assert (look.heading, look.logo_type, look.read_marks) == ("등불 고객센터", "image/png", True)
    assert "data:image/png;base64," in owner.post(f"{address}preview/", words).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"signature": "{{ password }}"},
        {"footer": "{% if x %}"},
        {"logo": SimpleUploadedFile("x.svg", b"<svg onload=alert(1)>")},
    ],
)
def test_what_a_look_cannot_hold_is_refused(owner: Client, deungbul: Brand, wrong: dict[str, object]) -> None:
    assert owner.post(f"/setup/outgoing/looks/{deungbul.pk}/", wrong).status_code == 422
    assert not MailLook.objects.exists()


def test_a_notice_is_worded_and_switched_on(owner: Client, deungbul: Brand) -> None:
    overview = f"/setup/outgoing/notices/{deungbul.pk}/"
    assert "Received" in owner.get(overview).content.decode()
    address = f"{overview}solved/ko/"
    assert "해결했어요" in owner.get(address).content.decode()
    shown = owner.post(f"{address}preview/", {"body": "{{ name }} 님, {{ brand|이가 }} 해결했어요."})
    assert "윤서아 님, 등불 스토어가 해결했어요." in shown.content.decode()
    assert owner.post(address, {"is_on": "on", "body": "{{ brand|이가 }} 해결했어요."}).status_code == 302
    text = NoticeText.objects.get()
    assert (text.step, text.language, text.is_on) == ("solved", "ko", True)
    assert owner.post(address, {"body": "{{ token }}"}).status_code == 422
    assert owner.get(f"{overview}lost/ko/").status_code == 404


def test_a_look_is_tried_in_a_mailbox_in_each_language(
    owner: Client, deungbul: Brand, send_all: SendAll, mail_server: MailServer
) -> None:
    address = f"/setup/outgoing/looks/{deungbul.pk}/test/"
    words = {"heading": "등불 고객센터", "web_page": "on", "test_address": "owner@madang.example"}
    page = owner.post(address, {**words, "test_language": ["ko", "en"]}, headers={"hx-request": "true"})
    waiting = page.content.decode()
    assert "On its way to owner@madang.example" in waiting
    assert not MailLook.objects.exists()
    again = re.search(r'hx-get="([^"]+)"', waiting)
    assert again is not None

    send_all(mail_server.url)
    korean, english = (email.parse(mail.raw) for mail in mail_server.handed)
    assert ("등불 고객센터" in korean.body_html, "웹에서 보기" in korean.body_html) == (True, True)
    assert ("View on the web" in english.body_html, english.subject[:5]) == (True, "Test:")
    shown = owner.get(again.group(1)).content.decode()
    assert shown.count("The server took the mail to owner@madang.example") == 2
    assert "hx-get" not in shown


def test_a_refused_test_mail_is_told_in_the_servers_words(
    owner: Client, deungbul: Brand, send_all: SendAll, mail_server: MailServer
) -> None:
    address = f"/setup/outgoing/looks/{deungbul.pk}/test/"
    page = owner.post(
        address, {"test_address": "x@example.com", "test_language": "ko"}, headers={"hx-request": "true"}
    )
    again = re.search(r'hx-get="([^"]+)"', page.content.decode())
    assert again is not None
    Delivery.objects.update(state="refused", error="550 5.7.1 not from here")
    shown = owner.get(again.group(1)).content.decode()
    assert "was refused" in shown
    assert "550 5.7.1 not from here" in shown


@pytest.mark.parametrize("wrong", [{"test_address": "nobody"}, {"test_language": "xx"}])
def test_a_test_mail_needs_an_address_and_a_language(
    owner: Client, deungbul: Brand, wrong: dict[str, str]
) -> None:
    given = {"test_address": "a@example.com", "test_language": "ko", **wrong}
    page = owner.post(f"/setup/outgoing/looks/{deungbul.pk}/test/", given, headers={"hx-request": "true"})
    assert 'role="alert"' in page.content.decode()
    assert not Delivery.objects.exists()


def test_test_mails_are_bounded(owner: Client, deungbul: Brand) -> None:
    cache.clear()
    given = {"test_address": "a@example.com", "test_language": ["ko", "en"]}
    address, headers = f"/setup/outgoing/looks/{deungbul.pk}/test/", {"hx-request": "true"}
    pages = [owner.post(address, given, headers=headers) for _ in range(6)]
    assert Delivery.objects.count() == 10
    assert "Wait ten minutes" in pages[-1].content.decode()
    cache.clear()
