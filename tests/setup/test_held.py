"""Held mail: it is shown with its reason, and people decide what becomes of it."""

import pytest
from django.test import Client

from madang.accounts.models import User
from madang.channels.models import Inbox
from madang.history.models import Event
from madang.intake.accept import take_waiting
from madang.intake.models import BlockedSender, MailPolicy, RawMessage, RawState
from madang.intake.store import store
from madang.tickets.models import Message
from tests.intake.mails import mail
from tests.setup.conftest import SignedIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(jiwoo: User, help_inbox: Inbox, signed_in: SignedIn) -> Client:
    """The owner's browser."""
    return signed_in(jiwoo)


def come_in(inbox: Inbox, raw: bytes) -> RawMessage:
    """Store and take one mail."""
    (row,) = store(raw, mail_from="seoa.yoon@example.com", recipients=[(inbox, inbox.address)])
    while take_waiting():
        pass
    row.refresh_from_db()
    return row


@pytest.fixture
def spam(help_inbox: Inbox) -> RawMessage:
    """A mail that a filter in front of the desk marked."""
    marked = {"X_Spam_Flag": "YES", "X_Spam_Status": "Yes, score=9.1 required=5.0"}
    return come_in(help_inbox, mail("싸게 <b>팝니다</b>", subject="특가", **marked))


@pytest.fixture
def loop(help_inbox: Inbox) -> RawMessage:
    """A mail in this desk's own name."""
    return come_in(help_inbox, mail("돌아온 메일", sender="help@lantern.example", subject="Re: 문의"))


def test_spam_and_other_held_mail_have_a_view_each(owner: Client, spam: RawMessage, loop: RawMessage) -> None:
    others, marked = (owner.get(f"/setup/mail/held/{q}").content.decode() for q in ("", "?view=spam"))
    assert "Re: 문의" in others
    assert "loop" in others
    assert "특가" not in others
    assert "특가" in marked
    assert "9.1" in marked
    assert "Re: 문의" not in marked


def test_what_a_held_mail_says_is_shown_as_words_alone(owner: Client, spam: RawMessage) -> None:
    page = owner.get("/setup/mail/held/?view=spam").content.decode()
    assert "싸게 &lt;b&gt;팝니다&lt;/b&gt;" in page


def test_not_spam_is_taken(owner: Client, spam: RawMessage) -> None:
    owner.post("/setup/mail/held/decide/", {"do": "take", "id": [spam.pk], "view": "spam"})
    while take_waiting():
        pass
    spam.refresh_from_db()
    assert spam.state == RawState.TAKEN
    assert Message.objects.count() == 1
    assert Event.objects.filter(kind="mail.let_through").count() == 1


def test_many_are_deleted_at_once(owner: Client, spam: RawMessage, loop: RawMessage) -> None:
    answer = owner.post("/setup/mail/held/decide/", {"do": "discard", "id": [spam.pk, loop.pk]}, follow=True)
    assert "2 messages were deleted." in answer.content.decode()
    assert RawMessage.objects.filter(state=RawState.DISCARDED, content=None).count() == 2


def test_a_sender_is_blocked_from_the_list_and_let_write_again(
    owner: Client, spam: RawMessage, help_inbox: Inbox
) -> None:
    owner.post("/setup/mail/held/decide/", {"do": "block", "id": [spam.pk], "view": "spam"})
    blocked = BlockedSender.objects.get()
    assert blocked.value == "seoa.yoon@example.com"
    page = owner.get("/setup/mail/blocked/").content.decode()
    assert "seoa.yoon@example.com" in page
    assert "한지우" in page
    assert come_in(help_inbox, mail("또")).state == RawState.HELD
    owner.post(f"/setup/mail/blocked/{blocked.pk}/unblock/")
    assert come_in(help_inbox, mail("이제는")).state == RawState.TAKEN


def test_the_desks_own_addresses_are_not_blocked(owner: Client, loop: RawMessage) -> None:
    answer = owner.post("/setup/mail/held/decide/", {"do": "block", "id": [loop.pk]}, follow=True)
    assert "can&#x27;t be blocked" in answer.content.decode()
    assert not BlockedSender.objects.exists()
    assert owner.post("/setup/mail/blocked/", {"value": "@lantern.example"}).status_code == 422
    owner.post("/setup/mail/blocked/", {"value": "@spam.example", "reason": "광고"})
    assert BlockedSender.objects.get().value == "@spam.example"


def test_the_rail_shows_held_mail_to_who_may_decide(
    owner: Client, loop: RawMessage, signed_in: SignedIn, mina: User
) -> None:
    assert "/setup/mail/held/" in owner.get("/setup/members/").content.decode()
    assert "/setup/mail/held/" not in signed_in(mina).get("/desk/").content.decode()
    assert "1 message is held back on purpose." in owner.get("/setup/failures/").content.decode()


def test_what_counts_as_spam_can_be_set(owner: Client, help_inbox: Inbox) -> None:
    given = {"spam_from": "20", "trusted_servers": "mx.google.com", "keep_originals_days": "365"}
    owner.post("/setup/mail/incoming/", given)
    policy = MailPolicy.objects.get()
    assert (policy.spam_from, policy.keep_originals_days) == (20.0, 365)
    assert come_in(help_inbox, mail(X_Rspamd_Score="12")).state == RawState.TAKEN
    assert Event.objects.filter(kind="mail_policy.changed").count() == 1


@pytest.mark.parametrize("wrong", ["mx.example.com nonsense", "no/name", "mx.example.com 10.0.0.1/8"])
def test_a_wrong_server_is_said_and_not_kept(owner: Client, wrong: str) -> None:
    answer = owner.post("/setup/mail/incoming/", {"spam_from": "6", "trusted_servers": wrong})
    assert answer.status_code == 422
    assert not MailPolicy.objects.exists()
