"""Mail is signed once the domain shows the record, or when someone insists."""

import pytest

from madang.accounts.models import User
from madang.brands.models import Desk
from madang.delivery.actions import check_key, force_key, forget_key, make_key
from madang.delivery.models import Algorithm, Delivery, DkimKey
from madang.delivery.signatures import keys_that_sign
from madang.tickets import actions
from madang.tickets.models import Ticket
from tests.delivery.conftest import SendAll
from tests.lib.test_dkim import verified
from tests.services.dns import running_name_server
from tests.services.mail import MailServer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def key(desk: Desk) -> DkimKey:
    """The key of the shop's domain."""
    return make_key("lantern.example", by=None)


def sent(ticket: Ticket, by: User, server: MailServer, send_all: SendAll) -> bytes:
    actions.reply(ticket, by=by, body_text="확인했어요.")
    send_all(server.url)
    return server.handed[-1].raw


def test_mail_is_signed_from_when_the_record_is_seen(
    key: DkimKey, ticket: Ticket, mina: User, server: MailServer, send_all: SendAll
) -> None:
    assert b"DKIM-Signature" not in sent(ticket, mina, server, send_all)
    with running_name_server() as dns:
        assert not check_key(key, by=None)
        dns.texts[key.name] = key.record
        assert check_key(key, by=None)
    mail = sent(ticket, mina, server, send_all)
    assert verified(mail, key.record)
    assert b"d=lantern.example" in mail


def test_a_record_that_went_away_ends_the_signing(key: DkimKey) -> None:
    with running_name_server() as dns:
        dns.texts[key.name] = key.record
        assert check_key(key, by=None)
        del dns.texts[key.name]
        key.refresh_from_db()
        assert not check_key(key, by=None)
    key.refresh_from_db()
    assert not key.signs


def test_someone_may_insist(
    key: DkimKey, ticket: Ticket, mina: User, server: MailServer, send_all: SendAll
) -> None:
    force_key(key, forced=True, by=None)
    assert verified(sent(ticket, mina, server, send_all), key.record)


def test_the_same_mail_is_signed_the_same_way_again(
    key: DkimKey, ticket: Ticket, mina: User, server: MailServer, send_all: SendAll
) -> None:
    force_key(key, forced=True, by=None)
    first = sent(ticket, mina, server, send_all)
    Delivery.objects.update(state="queued")
    send_all(server.url)
    assert server.handed[-1].raw == first


def test_a_domain_has_one_key_and_its_secret_is_sealed(key: DkimKey) -> None:
    assert make_key("lantern.example", by=None).pk == key.pk
    assert "PRIVATE" not in key.private


def test_mail_carries_both_signatures_where_both_records_are_seen(
    key: DkimKey, ticket: Ticket, mina: User, server: MailServer, send_all: SendAll
) -> None:
    shorter = make_key("lantern.example", algorithm=Algorithm.ED25519, by=None)
    assert shorter.record.startswith("v=DKIM1; k=ed25519; p=")
    with running_name_server() as dns:
        dns.texts = {one.name: one.record for one in (key, shorter)}
        assert all(check_key(one, by=None) for one in (key, shorter))
    mail = sent(ticket, mina, server, send_all)
    assert mail.count(b"DKIM-Signature:") == 2
    first, second = mail.split(b"DKIM-Signature:")[1:]
    assert (b"a=ed25519-sha256" in first, b"a=rsa-sha256" in second) == (True, True)
    assert verified(mail, shorter.record)
    assert verified(b"DKIM-Signature:" + second, key.record)


def test_ed25519_alone_signs_nothing(key: DkimKey) -> None:
    force_key(make_key("lantern.example", algorithm=Algorithm.ED25519, by=None), forced=True, by=None)
    assert keys_that_sign("lantern.example") == ()


def test_an_old_key_signs_until_the_new_ones_record_is_seen(key: DkimKey) -> None:
    force_key(key, forced=True, by=None)
    newer = make_key("lantern.example", by=None, anew=True)
    assert newer.selector != key.selector
    assert make_key("lantern.example", by=None, anew=True).pk == newer.pk
    assert [one.pk for one in keys_that_sign("lantern.example")] == [key.pk]
    with running_name_server() as dns:
        dns.texts[newer.name] = newer.record
        assert check_key(newer, by=None)
    assert [one.pk for one in keys_that_sign("lantern.example")] == [newer.pk]
    key.refresh_from_db()
    assert key.retired_at is not None
    assert key.record_until is not None


def test_only_a_retired_key_is_forgotten(key: DkimKey) -> None:
    force_key(key, forced=True, by=None)
    forget_key(key, by=None)
    assert DkimKey.objects.count() == 1
    force_key(make_key("lantern.example", by=None, anew=True), forced=True, by=None)
    forget_key(key, by=None)
    assert not DkimKey.objects.filter(pk=key.pk).exists()
