"""Only a person marks an answer as opened on the web: a program that opens every link doesn't."""

import re

import pytest
from django.test import Client

from madang.accounts.models import User
from madang.brands.models import Brand
from madang.delivery.models import Delivery, DeliveryState, MailLook, Sign
from madang.delivery.web_page import token_of
from madang.tickets import actions
from tests.portal.conftest import Enter

pytestmark = pytest.mark.django_db(transaction=True)


def proof(client: Client, delivery: Delivery) -> str:
    page = client.get(f"/view/{delivery.pk}/").content.decode()
    found = re.search(r'name="proof" value="([^"]+)"', page)
    return found.group(1) if found else ""


def say(client: Client, delivery: Delivery, **words: str) -> int:
    status = client.post(f"/view/{delivery.pk}/read/", words).status_code
    delivery.refresh_from_db()
    return status


def test_opening_the_link_marks_nothing(sent: Delivery, enter: Enter, client: Client) -> None:
    enter(sent)
    client.head(f"/v/{token_of(sent)}")
    client.get(f"/view/{sent.pk}/", headers={"sec-purpose": "prefetch"})
    assert client.get(f"/view/{sent.pk}/read/").status_code == 405
    sent.refresh_from_db()
    assert sent.state == DeliveryState.SENT


def test_a_persons_word_is_a_sure_sign(sent: Delivery, enter: Enter, client: Client) -> None:
    enter(sent)
    assert say(client, sent, proof=proof(client, sent), by="script") == 204
    assert (sent.state, sent.opened_by) == (DeliveryState.OPENED, Sign.WEB)
    assert sent.opened_at is not None


def test_the_button_does_without_a_script(sent: Delivery, enter: Enter, client: Client) -> None:
    page = enter(sent).content.decode()  # type: ignore[attr-defined]  # pages are no streams
    assert re.search(r"<noscript><button[^>]*>.*답변을 읽었어요", page)
    assert say(client, sent, proof=proof(client, sent)) == 302
    assert sent.opened_by == Sign.WEB
    assert proof(client, sent) == ""


@pytest.mark.parametrize("made_up", ["", "x", "1:2:3"])
def test_a_word_without_the_pages_proof_is_none(
    sent: Delivery, enter: Enter, client: Client, made_up: str
) -> None:
    enter(sent)
    assert say(client, sent, proof=made_up) == 404
    assert sent.state == DeliveryState.SENT


def test_a_word_without_having_come_in_is_none(sent: Delivery, enter: Enter, client: Client) -> None:
    enter(sent)
    given = proof(client, sent)
    assert say(Client(headers={"host": "127.0.0.1"}), sent, proof=given) == 404
    assert sent.state == DeliveryState.SENT


def test_our_own_people_are_no_customers(sent: Delivery, enter: Enter, client: Client, mina: User) -> None:
    enter(sent)
    given = proof(client, sent)
    client.force_login(mina)
    page = client.get(f"/view/{sent.pk}/").content.decode()
    assert 'name="proof"' not in page
    say(client, sent, proof=given, by="script")
    assert sent.state == DeliveryState.SENT


def test_a_scanner_that_drives_a_browser_is_no_person(sent: Delivery, enter: Enter, client: Client) -> None:
    enter(sent)
    given = proof(client, sent)
    scanner = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/131.0"}
    client.post(f"/view/{sent.pk}/read/", {"proof": given}, headers=scanner)
    sent.refresh_from_db()
    assert sent.state == DeliveryState.SENT


def test_a_brand_without_read_marks_hears_nothing(
    sent: Delivery, web: Brand, enter: Enter, client: Client
) -> None:
    enter(sent)
    given = proof(client, sent)
    MailLook.objects.update(read_marks=False)
    page = client.get(f"/view/{sent.pk}/").content.decode()
    assert ("read.js" in page, "읽으시면" in page) == (False, False)
    assert say(client, sent, proof=given, by="script") == 204
    assert sent.state == DeliveryState.SENT


def test_a_surer_sign_takes_the_place_of_one_that_is_less_sure(
    sent: Delivery, enter: Enter, client: Client
) -> None:
    Delivery.objects.update(state=DeliveryState.OPENED, opened_by=Sign.PICTURE)
    enter(sent)
    say(client, sent, proof=proof(client, sent), by="script")
    assert sent.opened_by == Sign.WEB


def test_what_waits_for_its_next_try_has_arrived_when_it_is_read(
    sent: Delivery, enter: Enter, client: Client
) -> None:
    Delivery.objects.update(state=DeliveryState.DEFERRED, reason="unacknowledged")
    enter(sent)
    say(client, sent, proof=proof(client, sent), by="script")
    assert (sent.state, sent.reason) == (DeliveryState.OPENED, "")


def test_a_mail_that_came_back_stays_so(sent: Delivery, enter: Enter, client: Client) -> None:
    Delivery.objects.update(state=DeliveryState.BOUNCED)
    enter(sent)
    say(client, sent, proof=proof(client, sent), by="script")
    assert sent.state == DeliveryState.BOUNCED


def test_the_other_recipients_mail_stays_unread(
    web: Brand, sent: Delivery, mina: User, enter: Enter, client: Client
) -> None:
    assert sent.ticket is not None
    actions.reply(sent.ticket, by=mina, body_text="모두에게", cc=["accounting@hanbit.example"])
    Delivery.objects.update(state=DeliveryState.SENT)
    one, other = Delivery.objects.exclude(pk=sent.pk).order_by("pk")
    enter(one)
    say(client, one, proof=proof(client, one), by="script")
    other.refresh_from_db()
    assert (one.state, other.state) == (DeliveryState.OPENED, DeliveryState.SENT)
