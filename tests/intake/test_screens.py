"""Who may write, and what is held back: nothing without a word, and nothing for ever."""

import threading
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from madang.accounts.models import User
from madang.channels.models import Inbox
from madang.history.models import Event
from madang.intake import actions, outside
from madang.intake.accept import take_waiting
from madang.intake.authentication import Result, Sign, restored
from madang.intake.models import BlockedSender, MailPolicy, RawMessage, RawState
from madang.intake.refusals import CannotBlock
from madang.intake.screens import flood
from madang.intake.store import enter, lay_down, store
from madang.lib.secret import key_for
from madang.tickets.errors import NotAllowed
from madang.tickets.models import Message, Ticket
from madang.tickets.threads import reply_address
from tests.intake.authentication.sealed import KEYS, SEALED, SEALED_ONCE
from tests.intake.authentication.zone import FOOTBALL, SIGNED, Zone
from tests.intake.mails import VOUCHED, mail

pytestmark = pytest.mark.django_db(transaction=True)

AFAR = {"client": "8.8.4.4", "helo": "mail.example.org"}


def arrive(
    raw: bytes, inbox: Inbox, *, to: str = "", handed_over: dict[str, str] | None = None
) -> RawMessage:
    """Store and take one mail."""
    recipients = [(inbox, to or inbox.address)]
    (row,) = store(raw, mail_from="seoa.yoon@example.com", recipients=recipients, handed_over=handed_over)
    take_all()
    row.refresh_from_db()
    return row


def take_all() -> None:
    while take_waiting():
        pass


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Zone:
    """The DNS that is asked; empty at first."""
    zone = Zone()
    monkeypatch.setattr(outside, "resolver", zone)
    return zone


def test_a_signed_mail_is_known_to_be_its_senders(help_inbox: Inbox, names: Zone) -> None:
    names.records |= FOOTBALL
    raw = arrive(SIGNED, help_inbox)
    found = restored(raw.authentication)
    assert (raw.state, found.sign, found.dkim) == (RawState.TAKEN, Sign.VERIFIED, Result.PASSED)


def test_a_trusted_forwarders_seal_stands_for_the_sender(help_inbox: Inbox, names: Zone) -> None:
    names.records |= {
        **KEYS,
        "example.com TXT": ("v=spf1 -all",),
        "_dmarc.example.com TXT": ("v=DMARC1; p=reject",),
    }
    assert restored(arrive(SEALED_ONCE, help_inbox, handed_over=AFAR).authentication).sign == Sign.FAILED
    MailPolicy.objects.create(trusted_servers="mx.forwarder.example")
    found = restored(arrive(SEALED, help_inbox, handed_over=AFAR).authentication)
    assert (found.sign, found.by) == (Sign.VERIFIED, "mx.forwarder.example (ARC)")


def test_a_mail_that_is_not_from_its_senders_server_is_taken_and_marked(
    help_inbox: Inbox, names: Zone
) -> None:
    names.records |= {"example.com TXT": ("v=spf1 -all",)}
    raw = arrive(mail(), help_inbox, handed_over=AFAR)
    assert raw.state == RawState.TAKEN
    assert restored(raw.authentication).sign == Sign.FAILED


def test_a_silent_dns_loses_and_delays_no_mail(help_inbox: Inbox, names: Zone) -> None:
    names.silent = {"*"}
    raw = arrive(mail(), help_inbox, handed_over=AFAR)
    assert raw.state == RawState.TAKEN
    assert restored(raw.authentication).sign == Sign.UNKNOWN


def test_a_dns_that_never_answers_holds_nobody_up(
    help_inbox: Inbox, names: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = threading.Event()
    monkeypatch.setattr(outside, "PATIENCE", 0.05)
    monkeypatch.setattr(names, "texts", lambda name: waiting.wait(30) and [])
    try:
        assert arrive(mail(), help_inbox, handed_over=AFAR).state == RawState.TAKEN
    finally:
        waiting.set()


def test_checks_that_fail_in_themselves_lose_no_mail(
    help_inbox: Inbox, names: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(names, "texts", lambda name: 1 / 0)
    assert arrive(mail(), help_inbox, handed_over=AFAR).state == RawState.TAKEN


def test_whoever_names_a_colleague_is_not_taken_for_the_colleague(help_inbox: Inbox, mina: User) -> None:
    message = arrive(mail(sender="김민아 <mina@lantern.example>"), help_inbox).message
    assert message is not None
    assert message.author != mina
    assert not message.author.is_agent
    assert (message.author.email, message.author.name) == (None, "김민아")
    again = arrive(mail("또 왔어요", sender="Mina <mina@lantern.example>"), help_inbox).message
    assert again is not None
    assert again.author == message.author


def test_a_false_colleague_forwards_nothing_and_joins_nothing(
    help_inbox: Inbox, mina: User, ticket: Ticket
) -> None:
    words = "From: Noor Haddad <noor.haddad@example.com>\nTo: me@example.com\nSubject: x\n\nCharged twice."
    forwarded = arrive(mail(words, sender="mina@lantern.example", subject="Fwd: x"), help_inbox).message
    assert forwarded is not None
    assert forwarded.ticket.requester.email is None
    assert not Message.objects.filter(visibility="internal").exists()

    Ticket.objects.filter(pk=ticket.pk).update(assignee=mina)
    first = ticket.messages.order_by("pk")[0]
    Message.objects.filter(pk=first.pk).update(message_id="first@example.com")
    refers = mail("그건 제가 할게요", sender="mina@lantern.example", In_Reply_To="<first@example.com>")
    joined = arrive(refers, help_inbox).message
    assert joined is not None
    assert joined.ticket != ticket


def test_a_colleague_who_is_vouched_for_is_the_colleague(help_inbox: Inbox, mina: User) -> None:
    MailPolicy.objects.create(trusted_servers="mx.lantern.example")
    message = arrive(mail(sender="mina@lantern.example", Authentication_Results=VOUCHED), help_inbox).message
    assert message is not None
    assert message.author == mina


def test_whoever_writes_directly_cannot_vouch_for_themselves(
    help_inbox: Inbox, mina: User, names: Zone
) -> None:
    MailPolicy.objects.create(trusted_servers="mx.lantern.example")
    spoofed = mail(sender="mina@lantern.example", Authentication_Results=VOUCHED)
    message = arrive(spoofed, help_inbox, handed_over=AFAR).message
    assert message is not None
    assert message.author != mina


def test_nobody_is_vouched_for_in_a_mail_with_two_authors(help_inbox: Inbox, mina: User) -> None:
    MailPolicy.objects.create(trusted_servers="mx.lantern.example")
    sent = mail(sender="mina@lantern.example", Authentication_Results=VOUCHED)
    message = arrive(b"From: mina@lantern.example\n" + sent, help_inbox).message
    assert message is not None
    assert message.author != mina


def test_a_false_colleague_is_limited_like_everybody(
    help_inbox: Inbox, mina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flood, "MOST_IN_AN_HOUR", 2)
    states = [arrive(mail(f"{n}", sender="mina@lantern.example"), help_inbox).state for n in range(3)]
    assert states == [RawState.TAKEN, RawState.TAKEN, RawState.HELD]


def test_two_robots_in_one_ticket_come_to_an_end(help_inbox: Inbox, ticket: Ticket) -> None:
    to = reply_address(help_inbox.address, number=ticket.number, key=key_for("reply address"))
    states = [
        arrive(mail(f"자동 응답 {n}", to=to, Auto_Submitted="auto-replied"), help_inbox, to=to).state
        for n in range(flood.MOST_AUTOMATIC_IN_A_TICKET + 2)
    ]
    taken = flood.MOST_AUTOMATIC_IN_A_TICKET - 1  # the ticket has a message of the customer already
    assert states == [RawState.TAKEN] * taken + [RawState.HELD] * 3


def test_another_desks_mail_counts_as_a_machines(help_inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flood, "MOST_AUTOMATIC_IN_AN_HOUR", 2)
    states = [arrive(mail(f"{n}", X_Madang_Desk="of another"), help_inbox).state for n in range(3)]
    assert states == [RawState.TAKEN, RawState.TAKEN, RawState.HELD]


def test_mails_of_one_batch_count_for_each_other(help_inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flood, "MOST_IN_AN_HOUR", 3)
    for n in range(5):
        store(mail(f"{n}"), mail_from="a@example.com", recipients=[(help_inbox, help_inbox.address)])
    take_all()
    assert RawMessage.objects.filter(state=RawState.HELD).count() == 2


def _dated(at: datetime) -> str:
    return f"from mail.example.com by mx.lantern.example with ESMTPS id 1; {format_datetime(at)}"


def test_what_came_during_an_outage_is_counted_by_when_it_came(
    help_inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flood, "MOST_IN_AN_HOUR", 3)
    began = timezone.now() - timedelta(days=3)
    states = [
        arrive(mail(f"{n}", Received=_dated(began + timedelta(minutes=30 * n))), help_inbox).state
        for n in range(12)
    ]
    assert set(states) == {RawState.TAKEN}
    assert arrive(mail("오늘 다시"), help_inbox).state == RawState.TAKEN


def test_a_flood_during_an_outage_is_still_a_flood(
    help_inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flood, "MOST_IN_AN_HOUR", 3)
    began = timezone.now() - timedelta(days=3)
    states = [
        arrive(mail(f"{n}", Received=_dated(began + timedelta(minutes=n))), help_inbox).state
        for n in range(5)
    ]
    assert states == [RawState.TAKEN] * 3 + [RawState.HELD] * 2


def test_two_robots_that_were_caught_up_come_to_an_end_in_their_ticket(
    help_inbox: Inbox, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flood, "MOST_AUTOMATIC_IN_A_TICKET", 3)
    to = reply_address(help_inbox.address, number=ticket.number, key=key_for("reply address"))
    began = timezone.now() - timedelta(hours=30)

    def robot(number: int, minutes: int) -> str:
        at = _dated(began + timedelta(minutes=minutes))
        return arrive(
            mail(f"{number}", to=to, Auto_Submitted="auto-replied", Received=at), help_inbox, to=to
        ).state

    assert [robot(n, 40 * n) for n in range(6)] == [RawState.TAKEN] * 6
    assert [robot(n, 300 + n) for n in range(6, 11)] == [RawState.TAKEN] * 3 + [RawState.HELD] * 2


def test_what_waited_for_a_worker_is_counted_by_when_it_was_stored(
    help_inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flood, "MOST_IN_AN_HOUR", 3)
    for n in range(8):
        (raw,) = store(mail(f"{n}"), mail_from="", recipients=[(help_inbox, help_inbox.address)])
        RawMessage.objects.filter(pk=raw.pk).update(
            received_at=timezone.now() - timedelta(minutes=300 - 30 * n)
        )
    take_all()
    assert not RawMessage.objects.filter(state=RawState.HELD).exists()


@pytest.mark.parametrize(
    ("ago", "handed_over"),
    [(timedelta(days=3), AFAR), (timedelta(days=4000), None), (timedelta(days=-2), None)],
    ids=["a server from afar", "a clock years behind", "a clock ahead"],
)
def test_dates_that_cannot_be_believed_hide_no_flood(
    help_inbox: Inbox,
    monkeypatch: pytest.MonkeyPatch,
    names: Zone,
    ago: timedelta,
    handed_over: dict[str, str] | None,
) -> None:
    monkeypatch.setattr(flood, "MOST_IN_AN_HOUR", 2)
    states = [
        arrive(
            mail(f"{n}", Received=_dated(timezone.now() - ago + timedelta(hours=2 * n))),
            help_inbox,
            handed_over=handed_over,
        ).state
        for n in range(3)
    ]
    assert states == [RawState.TAKEN, RawState.TAKEN, RawState.HELD]


@pytest.mark.parametrize("value", ["seoa.yoon@example.com", "@example.com", " SEOA.YOON@EXAMPLE.COM "])
def test_a_blocked_senders_mail_is_held_and_can_still_be_taken(
    help_inbox: Inbox, serin: User, value: str
) -> None:
    blocked = actions.block(value, reason="광고", by=serin)
    raw = arrive(mail(), help_inbox)
    assert (raw.state, raw.hold) == (RawState.HELD, {"kind": "blocked"})
    actions.unblock(blocked, by=serin)
    assert arrive(mail("이제 됩니다"), help_inbox).state == RawState.TAKEN
    assert actions.let_through(raw, by=serin)
    take_all()
    raw.refresh_from_db()
    assert raw.state == RawState.TAKEN


def test_the_desks_own_people_and_addresses_cannot_be_blocked(
    help_inbox: Inbox, serin: User, mina: User
) -> None:
    for value in ("mina@lantern.example", "help@lantern.example", "@lantern.example", "nothing", "@", "@x"):
        with pytest.raises(CannotBlock):
            actions.block(value, by=serin)
    assert not BlockedSender.objects.exists()


def test_what_is_let_through_passes_every_screen_and_is_in_the_history(
    help_inbox: Inbox, serin: User
) -> None:
    raw = arrive(mail(X_Spam_Flag="YES"), help_inbox)
    assert raw.state == RawState.HELD
    assert actions.let_through(raw, by=serin)
    assert not actions.let_through(raw, by=serin)
    take_all()
    raw.refresh_from_db()
    assert raw.state == RawState.TAKEN
    event = Event.objects.get(kind="mail.let_through")
    assert (event.actor_id, event.subject_id, event.data) == (serin.pk, raw.pk, {"kind": "spam"})


def test_what_is_discarded_leaves_no_words_and_comes_no_second_time(help_inbox: Inbox, serin: User) -> None:
    sent = mail(X_Spam_Flag="YES")
    raw = arrive(sent, help_inbox)
    assert actions.discard(raw, by=serin)
    raw.refresh_from_db()
    assert (raw.state, raw.content, raw.mail_from) == (RawState.DISCARDED, None, "")
    assert arrive(sent, help_inbox).state == RawState.DISCARDED
    assert Event.objects.filter(kind="mail.discarded", actor_id=serin.pk).count() == 1


def test_agents_without_the_permission_release_and_discard_nothing(help_inbox: Inbox, mina: User) -> None:
    raw = arrive(mail(X_Spam_Flag="YES"), help_inbox)
    for act in (actions.let_through, actions.discard, actions.try_again):
        with pytest.raises(NotAllowed):
            act(raw, by=mina)


def test_partners_block_nobody(haneul: User, mina: User) -> None:
    with pytest.raises(NotAllowed):
        actions.block("x@example.com", by=haneul)
    blocked = actions.block("x@example.com", by=mina)
    with pytest.raises(NotAllowed):
        actions.unblock(blocked, by=haneul)


def test_whoever_tries_again_is_in_the_history(help_inbox: Inbox, serin: User) -> None:
    raw = arrive(mail(), help_inbox)
    assert not actions.try_again(raw, by=serin)
    RawMessage.objects.filter(pk=raw.pk).update(state=RawState.FAILED)
    assert actions.try_again(raw, by=serin)
    assert Event.objects.filter(kind="mail.tried_again", actor_id=serin.pk, subject_id=raw.pk).count() == 1


def test_a_batch_asks_the_database_no_more_for_screens_than_one_mail(help_inbox: Inbox) -> None:
    def screening(count: int) -> int:
        for n in range(count):
            text = f"{count} {n} {Message.objects.count()}"
            store(
                mail(text, sender=f"customer{n}@example.com"),
                mail_from="",
                recipients=[(help_inbox, help_inbox.address)],
            )
        with CaptureQueriesContext(connection) as captured:
            take_waiting()
        about = ("intake_blockedsender", "intake_mailpolicy", "accounts_identity", "COUNT")
        asked = [one["sql"] for one in captured.captured_queries if one["sql"].startswith("SELECT")]
        return sum(1 for sql in asked if any(word in sql for word in about))

    screening(1)
    assert screening(10) == screening(1)


def test_what_lay_in_a_mailbox_before_is_never_too_much(
    help_inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flood, "MOST_IN_AN_HOUR", 2)
    for n in range(4):
        original = lay_down(mail(f"옛 메일 {n}"))
        enter(original, mail_from="", recipients=[(help_inbox, help_inbox.address)], is_old=True)
    take_all()
    assert Message.objects.count() == 4
