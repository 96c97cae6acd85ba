"""Mail is signed once the domain shows the record, or when someone insists."""

import pytest

from madang.accounts.models import User
from madang.brands.models import Desk
from madang.delivery.actions import check_key, force_key, make_key
from madang.delivery.models import Delivery, DkimKey
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
