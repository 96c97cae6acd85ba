"""What is in a mailbox becomes stored mail: all of it, once, whatever was read, moved, renumbered or away."""

from datetime import timedelta

import pytest
from django.utils import timezone

from madang.channels.models import Inbox
from madang.delivery.models import Delivery
from madang.intake.mailbox import Mailbox, MailboxNotice, MissedMail
from madang.intake.mailboxes import fetching, holes
from madang.intake.models import RawMessage
from madang.lib.imap import FolderMissing, Session
from madang.lib.jobs import run_pending
from madang.tickets.models import Message, Ticket
from tests.intake.mails import mail
from tests.services.dovecot import Dovecot

from .conftest import MakeMailbox, fetch, take_all

pytestmark = pytest.mark.django_db(transaction=True)


def subjects() -> list[str]:
    return sorted(Ticket.objects.values_list("subject", flat=True))


def test_a_mail_in_the_mailbox_becomes_a_ticket(
    dovecot: Dovecot, account: str, make_mailbox: MakeMailbox
) -> None:
    dovecot.deliver(account, mail())
    fetch(make_mailbox())
    take_all()
    message = Message.objects.get()
    assert message.ticket.subject == "결제가 두 번 됐어요"
    assert message.ticket.requester.email == "seoa.yoon@example.com"


def test_nothing_is_fetched_twice_and_nothing_is_marked_as_read(
    dovecot: Dovecot, account: str, make_mailbox: MakeMailbox
) -> None:
    mailbox = make_mailbox()
    dovecot.deliver(account, mail("하나"), mail("둘"))
    assert [fetch(mailbox), fetch(mailbox)] == [2, 0]
    with dovecot.client(account) as client:
        client.select_folder("INBOX")
        assert len(client.search("UNSEEN")) == 2


def test_what_somebody_has_read_already_is_fetched_all_the_same(
    dovecot: Dovecot, account: str, make_mailbox: MakeMailbox
) -> None:
    mailbox = make_mailbox()
    dovecot.deliver(account, mail("하나"), mail("둘"))
    with dovecot.client(account) as client:
        client.select_folder("INBOX")
        client.add_flags([1, 2], [b"\\Seen"])
    assert fetch(mailbox) == 2


def test_only_new_mail_is_taken_from_a_mailbox_that_was_full_before(
    dovecot: Dovecot, account: str, make_mailbox: MakeMailbox
) -> None:
    dovecot.deliver(account, mail("오래된 것"), at=timezone.now() - timedelta(days=30))
    mailbox = make_mailbox(only_new=True)
    assert fetch(mailbox) == 0
    dovecot.deliver(account, mail("새것"))
    assert fetch(mailbox) == 1


def test_of_old_mail_the_last_days_can_be_taken(
    dovecot: Dovecot, account: str, make_mailbox: MakeMailbox
) -> None:
    now = timezone.now()
    dovecot.deliver(account, mail("한 달 전", subject="한 달 전"), at=now - timedelta(days=30))
    dovecot.deliver(account, mail("사흘 전", subject="사흘 전"), at=now - timedelta(days=3))
    fetch(make_mailbox(starts_at=now - timedelta(days=7)))
    take_all()
    assert subjects() == ["사흘 전"]


def test_an_old_mail_that_is_moved_into_the_folder_is_new_there(
    dovecot: Dovecot, account: str, make_mailbox: MakeMailbox
) -> None:
    mailbox = make_mailbox(only_new=True)
    fetch(mailbox)
    dovecot.deliver(account, mail(), at=timezone.now() - timedelta(days=400))
    assert fetch(mailbox) == 1


def test_a_mailbox_that_was_numbered_anew_is_gone_through_again_without_doubling(
    dovecot: Dovecot, account: str, make_mailbox: MakeMailbox
) -> None:
    mailbox = make_mailbox()
    dovecot.deliver(account, mail("하나"), mail("둘"))
    fetch(mailbox)
    dovecot.deliver(account, mail("셋"))
    dovecot.forget_uids(account)
    assert fetch(mailbox) == 3
    assert RawMessage.objects.count() == 3
    assert MailboxNotice.objects.get().kind == "renumbered"
    assert fetch(mailbox) == 0


def test_after_new_numbers_what_was_left_alone_stays_alone(
    dovecot: Dovecot, account: str, make_mailbox: MakeMailbox
) -> None:
    dovecot.deliver(account, mail("오래된 것"), at=timezone.now() - timedelta(days=30))
    mailbox = make_mailbox(only_new=True)
    fetch(mailbox)
    dovecot.deliver(account, mail("새것"))
    dovecot.forget_uids(account)
    fetch(mailbox)
    assert RawMessage.objects.count() == 1


def test_a_folder_that_is_gone_is_said_and_fetched_from_when_it_is_back(
    dovecot: Dovecot, account: str, make_mailbox: MakeMailbox
) -> None:
    mailbox = make_mailbox(folder="문의")
    with pytest.raises(FolderMissing):
        fetch(mailbox)
    with dovecot.client(account) as client:
        client.create_folder("문의")
    dovecot.deliver(account, mail(), folder="문의")
    assert fetch(mailbox) == 1
    with dovecot.client(account) as client:
        client.rename_folder("문의", "문의-2026")
    with pytest.raises(FolderMissing):
        fetch(mailbox)


def test_five_hundred_waiting_messages_are_caught_up_in_batches(
    dovecot: Dovecot, account: str, make_mailbox: MakeMailbox
) -> None:
    waiting = 500
    mailbox = make_mailbox()
    dovecot.fill(account, (mail(f"문의 {n}", message_id=f"<{n}@example.com>") for n in range(waiting)))
    assert fetch(mailbox) == waiting
    assert RawMessage.objects.count() == waiting


def test_it_can_be_stopped_between_any_two_batches_and_goes_on_there(
    dovecot: Dovecot, account: str, make_mailbox: MakeMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "BATCH_MESSAGES", 3)
    mailbox = make_mailbox()
    dovecot.deliver(account, *(mail(f"문의 {n}") for n in range(10)))
    session = fetching_session(mailbox)
    looks = iter([False, True])
    fetching.Fetcher(session, mailbox, stopping=lambda: next(looks, True)).catch_up()
    session.close()
    assert RawMessage.objects.count() == 3
    assert fetch(mailbox) == 7
    assert RawMessage.objects.count() == 10


def test_a_message_that_the_server_does_not_give_blocks_no_other_and_is_tried_again(
    dovecot: Dovecot, account: str, make_mailbox: MakeMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox = make_mailbox()
    dovecot.deliver(account, mail("하나"), mail("둘", subject="못 주는 것"), mail("셋"))
    give = Session.fetch
    with monkeypatch.context() as stingy:
        stingy.setattr(Session, "fetch", lambda self, uids: [one for one in give(self, uids) if one.uid != 2])
        fetch(mailbox)
    assert RawMessage.objects.count() == 2
    missed = MissedMail.objects.get()
    assert (missed.uid, missed.subject, missed.sender) == (2, "못 주는 것", "seoa.yoon@example.com")

    MissedMail.objects.update(next_at=timezone.now())
    fetch(mailbox)
    assert RawMessage.objects.count() == 3
    assert not MissedMail.objects.exists()


def test_a_message_that_is_too_large_is_named_and_left_where_it_is(
    dovecot: Dovecot, account: str, make_mailbox: MakeMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "LARGEST", 5000)
    dovecot.deliver(account, mail("가" * 9000), mail("작은 것"))
    fetch(make_mailbox())
    assert RawMessage.objects.count() == 1
    assert MissedMail.objects.get().next_at is None


def test_mail_that_vanished_before_it_was_fetched_raises_an_alarm(
    dovecot: Dovecot, account: str, make_mailbox: MakeMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox = make_mailbox()
    fetch(mailbox)
    dovecot.deliver(account, mail("하나"), mail("사라질 것"), mail("셋"))
    with dovecot.client(account) as client:
        client.select_folder("INBOX")
        client.delete_messages([2])
        client.expunge()
    fetch(mailbox)
    assert not MailboxNotice.objects.exists(), "it may only be late"
    monkeypatch.setattr(holes, "LATE", timedelta(0))
    fetch(mailbox)
    notice = MailboxNotice.objects.get()
    assert (notice.kind, notice.count) == ("vanished", 1)
    fetch(mailbox)
    notice.refresh_from_db()
    assert notice.count == 1


def test_a_message_that_shows_late_is_taken_though_later_ones_were_before(
    dovecot: Dovecot, account: str, make_mailbox: MakeMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox = make_mailbox()
    fetch(mailbox)
    dovecot.deliver(account, mail("하나"), mail("늦는 것"), mail("셋"))
    listed = Session.uids
    with monkeypatch.context() as slow:
        slow.setattr(
            Session,
            "uids",
            lambda *args, **more: ([uid for uid in uids if uid != 2] for uids in listed(*args, **more)),
        )
        fetch(mailbox)
    assert RawMessage.objects.count() == 2
    fetch(mailbox)
    assert RawMessage.objects.count() == 3


@pytest.mark.parametrize("afterwards", ["read", "move"])
def test_taken_mail_is_marked_or_moved_when_that_is_wanted(
    dovecot: Dovecot, account: str, make_mailbox: MakeMailbox, afterwards: str
) -> None:
    mailbox = make_mailbox(afterwards=afterwards, move_to="마당")
    dovecot.deliver(account, mail("하나"), mail("둘"))
    fetch(mailbox)
    with dovecot.client(account) as client:
        client.select_folder("INBOX" if afterwards == "read" else "마당", readonly=True)
        assert len(client.search("SEEN" if afterwards == "read" else "ALL")) == 2
    assert Mailbox.objects.get().unsettled == []
    assert fetch(mailbox) == 0


def test_an_alias_of_the_mailbox_is_an_inbox_of_its_own(
    dovecot: Dovecot, account: str, make_mailbox: MakeMailbox, help_inbox: Inbox
) -> None:
    refunds = Inbox.objects.create(brand=help_inbox.brand, address="refunds@lantern.example")
    mailbox = make_mailbox()
    dovecot.deliver(
        account,
        mail("환불", to="refunds@lantern.example"),
        mail("둘 다", to="refunds@lantern.example, help@lantern.example"),
    )
    fetch(mailbox)
    assert [raw.inbox for raw in RawMessage.objects.order_by("pk")] == [refunds, help_inbox]


def test_a_worker_that_lost_the_mailbox_stores_nothing_more(
    dovecot: Dovecot, account: str, make_mailbox: MakeMailbox
) -> None:
    mailbox = make_mailbox(holder="one")
    dovecot.deliver(account, mail())
    session = fetching_session(mailbox)
    Mailbox.objects.update(holder="another")
    with pytest.raises(fetching.TakenOver):
        fetching.Fetcher(session, mailbox, holder="one").catch_up()
    session.close()
    assert not RawMessage.objects.exists()


def fetching_session(mailbox: Mailbox) -> Session:
    from madang.intake.mailboxes.opening import session_of

    return session_of(mailbox)


def test_nobody_is_told_today_that_old_mail_was_received(
    dovecot: Dovecot, account: str, make_mailbox: MakeMailbox
) -> None:
    dovecot.deliver(account, mail("오래된 것"), at=timezone.now() - timedelta(days=30))
    mailbox = make_mailbox()
    fetch(mailbox)
    dovecot.deliver(account, mail("새것", sender="Noor Haddad <noor.haddad@example.com>"))
    fetch(mailbox)
    take_all()
    run_pending()
    assert list(Delivery.objects.values_list("recipient", flat=True)) == ["noor.haddad@example.com"]
