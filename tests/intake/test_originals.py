"""Originals: they can be read once more, and go when somebody said how long they are kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from madang.accounts.models import User
from madang.channels.models import Inbox
from madang.history.models import Event
from madang.intake import actions
from madang.intake.accept import take_waiting
from madang.intake.models import MailPolicy, RawMessage, RawState
from madang.intake.refusals import CannotReadAgain
from madang.intake.store import IN_THE_ROW, store
from madang.setup.jobs import remove_old_originals
from madang.tickets.errors import NotAllowed
from madang.tickets.models import Message
from tests.intake.mails import mail

pytestmark = pytest.mark.django_db(transaction=True)


def come_in(inbox: Inbox, raw: bytes) -> RawMessage:
    """Store and take one mail."""
    (row,) = store(raw, mail_from="seoa.yoon@example.com", recipients=[(inbox, inbox.address)])
    while take_waiting():
        pass
    row.refresh_from_db()
    return row


@pytest.fixture
def misread(help_inbox: Inbox) -> Message:
    """A message that an older version understood wrongly."""
    message = come_in(help_inbox, mail("바른 글입니다.")).message
    assert message is not None
    Message.objects.filter(pk=message.pk).update(body_text="???", body_html="<p>???</p>", new_words="?")
    return message


def test_a_message_is_read_again_in_its_place(misread: Message, serin: User) -> None:
    actions.read_again(misread, by=serin)
    misread.refresh_from_db()
    assert (misread.body_text.strip(), misread.body_html) == ("바른 글입니다.", "")
    assert Message.objects.count() == 1
    assert misread.ticket.preview == "바른 글입니다."
    event = Event.objects.get(kind="mail.read_again")
    assert (event.actor_id, event.data) == (serin.pk, {"message": misread.pk})


def test_files_of_a_message_that_is_read_again_are_there_once(help_inbox: Inbox, serin: User) -> None:
    raw = mail("첨부합니다").replace(b"Content-Type: text/plain", b"X-Ignored: text/plain", 1)
    boundary = (
        b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nhi\n'
        b'--b\nContent-Type: text/plain; name="a.txt"\nContent-Disposition: attachment\n\nfile\n--b--\n'
    )
    head = raw.partition(b"\n\n")[0].replace(b"MIME-Version: 1.0\n", b"")
    message = come_in(help_inbox, head + b"\n" + boundary).message
    assert message is not None
    actions.read_again(message, by=serin)
    assert [one.filename for one in message.attachments.all()] == ["a.txt"]


def test_only_who_may_reads_again(misread: Message, mina: User) -> None:
    with pytest.raises(NotAllowed):
        actions.read_again(misread, by=mina)


@pytest.mark.parametrize("size", [10, IN_THE_ROW])
def test_originals_go_when_they_were_kept_long_enough(help_inbox: Inbox, serin: User, size: int) -> None:
    MailPolicy.objects.create(keep_originals_days=30)
    old, new = come_in(help_inbox, mail("가" * size)), come_in(help_inbox, mail("새 메일"))
    RawMessage.objects.filter(pk=old.pk).update(taken_at=timezone.now() - timedelta(days=31))
    held = come_in(help_inbox, mail(X_Spam_Flag="YES"))
    remove_old_originals()
    old.refresh_from_db()
    new.refresh_from_db()
    held.refresh_from_db()
    assert (old.content, old.path, old.state) == (None, "", RawState.TAKEN)
    assert new.content is not None
    assert held.content is not None
    assert old.message is not None
    with pytest.raises(CannotReadAgain):
        actions.read_again(old.message, by=serin)
    assert Event.objects.get(kind="originals.removed").data == {"number": 1}


def test_originals_are_kept_for_ever_when_nobody_says_otherwise(help_inbox: Inbox) -> None:
    raw = come_in(help_inbox, mail())
    RawMessage.objects.update(taken_at=timezone.now() - timedelta(days=5000))
    remove_old_originals()
    raw.refresh_from_db()
    assert raw.content is not None


def test_a_mail_whose_original_is_gone_is_still_known(help_inbox: Inbox) -> None:
    MailPolicy.objects.create(keep_originals_days=30)
    sent = mail()
    come_in(help_inbox, sent)
    RawMessage.objects.update(taken_at=timezone.now() - timedelta(days=31))
    remove_old_originals()
    come_in(help_inbox, sent)
    assert Message.objects.count() == 1
