"""Where a mail comes from is said on it: quietly when it is well, loudly when it is not."""

import pytest
from django.test import Client

from madang.accounts.models import User
from madang.channels.models import Inbox
from madang.delivery.side_mail import address_of_side
from madang.intake.accept import take_waiting
from madang.intake.models import MailPolicy, RawMessage
from madang.intake.store import store
from madang.tickets import actions
from madang.tickets.models import Message, Ticket
from tests.intake.mails import VOUCHED, mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def believed(help_inbox: Inbox) -> None:
    """A server in front of the desk whose word counts."""
    MailPolicy.objects.create(trusted_servers="mx.lantern.example")


def come_in(inbox: Inbox, raw: bytes) -> Message:
    """Store and take one mail."""
    (row,) = store(raw, mail_from="seoa.yoon@example.com", recipients=[(inbox, inbox.address)])
    while take_waiting():
        pass
    row.refresh_from_db()
    assert row.message is not None
    return row.message


def page_of(person: User, message: Message) -> str:
    person.language = "en"
    person.save(update_fields=["language"])
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(person)
    return client.get(f"/desk/tickets/{message.ticket.number}/", follow=True).content.decode()


def test_a_genuine_sender_is_said_quietly(believed: None, help_inbox: Inbox, mina: User) -> None:
    said = "mx.lantern.example; dkim=pass header.d=example.com"
    page = page_of(mina, come_in(help_inbox, mail(Authentication_Results=said)))
    assert "Really from example.com" in page
    assert "DKIM passed, by mx.lantern.example" in page
    assert "does not stand by this mail" not in page
    assert "Nothing shows" not in page


def test_a_forged_sender_is_said_loudly(believed: None, help_inbox: Inbox, mina: User) -> None:
    said = "mx.lantern.example; dmarc=fail header.from=example.com"
    page = page_of(mina, come_in(help_inbox, mail(Authentication_Results=said)))
    assert "Sender not genuine" in page
    assert "example.com does not stand by this mail" in page


def test_a_false_colleague_is_said_loudly(help_inbox: Inbox, mina: User) -> None:
    page = page_of(mina, come_in(help_inbox, mail(sender="김민아 <mina@lantern.example>")))
    assert "Nothing shows that this is from mina@lantern.example" in page


def test_a_real_colleague_is_not(believed: None, help_inbox: Inbox, mina: User) -> None:
    sent = mail(sender="mina@lantern.example", Authentication_Results=VOUCHED)
    page = page_of(mina, come_in(help_inbox, sent))
    assert "Really from lantern.example" in page
    assert "does not stand by this mail" not in page
    assert "Nothing shows" not in page


def test_the_original_is_saved_byte_for_byte_and_never_shown(help_inbox: Inbox, mina: User) -> None:
    sent = mail("<script>alert(1)</script>")
    message = come_in(help_inbox, sent)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(mina)
    answer = client.get(f"/desk/messages/{message.pk}/original/")
    assert answer.content == sent
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    RawMessage.objects.update(removed_at="2026-11-01T00:00Z")
    assert client.get(f"/desk/messages/{message.pk}/original/").status_code == 404
    assert "The original is no longer kept." in page_of(mina, message)


def test_who_may_reads_an_original_again(help_inbox: Inbox, mina: User, jiwoo: User) -> None:
    message = come_in(help_inbox, mail("바른 글"))
    Message.objects.filter(pk=message.pk).update(body_text="???")
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(mina)
    assert client.post(f"/desk/messages/{message.pk}/read-again/").status_code == 403
    client.force_login(jiwoo)
    assert client.post(f"/desk/messages/{message.pk}/read-again/").status_code == 302
    message.refresh_from_db()
    assert message.body_text.strip() == "바른 글"


@pytest.mark.parametrize(
    ("sender", "said", "words"),
    [
        (
            "courier@fast.example",
            "dmarc=fail header.from=fast.example",
            "fast.example does not stand by this mail",
        ),
        ("courier@fast.example", "dkim=pass header.d=fast.example", "Really from fast.example"),
        ("mina@lantern.example", "dkim=none", "Nothing shows that this is from mina@lantern.example"),
    ],
)
def test_the_same_is_said_in_side_conversations(
    believed: None, help_inbox: Inbox, ticket: Ticket, mina: User, sender: str, said: str, words: str
) -> None:
    side = actions.open_side(ticket, by=mina, subject="운송장", body_text="네?", to=["courier@fast.example"])
    address = address_of_side(side)
    raw = mail(sender=sender, to=address, Authentication_Results=f"mx.lantern.example; {said}")
    store(raw, mail_from=sender, recipients=[(help_inbox, address)])
    while take_waiting():
        pass
    mina.language = "en"
    mina.save(update_fields=["language"])
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(mina)
    assert words in client.get(f"/desk/sides/{side.pk}/").content.decode().replace("&#x27;", "'")
