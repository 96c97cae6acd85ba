"""“Needs attention”: what failed is seen with its reason, and tried again."""

import pytest
from django.test import Client
from django.utils import timezone

from madang.accounts.models import User
from madang.brands.models import Desk
from madang.channels.models import Inbox
from madang.delivery.models import Delivery, DeliveryState
from madang.delivery.queueing import queue
from madang.history.models import Event
from madang.intake.mailbox import Mailbox, MailboxNotice, NoticeKind
from madang.intake.mailboxes.noticing import notice
from madang.intake.models import HookTrouble, RawMessage, RawState, Webhook
from madang.intake.store import store
from madang.lib import jobs
from madang.tickets import actions
from madang.tickets.models import Ticket
from tests.intake.mails import mail
from tests.setup.conftest import SignedIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(jiwoo: User, help_inbox: Inbox, signed_in: SignedIn) -> Client:
    """The owner's browser."""
    return signed_in(jiwoo)


@pytest.fixture
def failed_mail(help_inbox: Inbox) -> RawMessage:
    """A mail that could not be taken."""
    (raw,) = store(mail(), mail_from="seoa.yoon@example.com", recipients=[(help_inbox, help_inbox.address)])
    RawMessage.objects.filter(pk=raw.pk).update(state=RawState.FAILED, error="ValueError: nonsense")
    return raw


@pytest.fixture
def failed_delivery(help_inbox: Inbox) -> Delivery:
    """A mail that the outgoing server refused."""
    made = queue(
        key="k", recipient="seoa.yoon@example.com", subject="Re: 결제", mail_id="1@x", inbox=help_inbox
    )
    Delivery.objects.update(
        state=DeliveryState.FAILED, error="550 5.1.1 No such user", created_at=timezone.now()
    )
    return made


@jobs.job(retries=0)
def lamp_that_breaks() -> None:
    """A job that fails."""
    raise RuntimeError("the lamp broke")


def test_failed_mail_is_shown_with_its_reason(owner: Client, failed_mail: RawMessage) -> None:
    page = owner.get("/setup/failures/").content.decode()
    assert "결제가 두 번 됐어요" in page
    assert "ValueError: nonsense" in page
    assert "seoa.yoon@example.com" in page


def test_failed_mail_is_read_again(owner: Client, failed_mail: RawMessage) -> None:
    owner.post(f"/setup/failures/mail/{failed_mail.pk}/again/")
    assert RawMessage.objects.get().state == RawState.STORED


def test_all_failed_mail_is_read_again_and_what_is_held_stays(
    owner: Client, failed_mail: RawMessage, help_inbox: Inbox
) -> None:
    (held,) = store(mail("other"), mail_from="x@example.com", recipients=[(help_inbox, help_inbox.address)])
    RawMessage.objects.filter(pk=held.pk).update(state=RawState.HELD, error="held")
    owner.post("/setup/failures/mail/again/")
    assert RawMessage.objects.get(pk=failed_mail.pk).state == RawState.STORED
    assert RawMessage.objects.get(pk=held.pk).state == RawState.HELD


def test_the_original_is_offered_for_saving_and_never_shown(owner: Client, failed_mail: RawMessage) -> None:
    response = owner.get(f"/setup/failures/mail/{failed_mail.pk}/original/")
    assert response.content == mail().replace(b"\r\n", b"\n") or response.content.startswith(b"From:")
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_refused_mail_is_shown_with_the_servers_words_and_sent_again(
    owner: Client, failed_delivery: Delivery
) -> None:
    assert "550 5.1.1 No such user" in owner.get("/setup/failures/").content.decode()
    owner.post(f"/setup/failures/sending/{failed_delivery.pk}/again/")
    assert Delivery.objects.get().state == DeliveryState.QUEUED


def test_a_refused_mail_of_a_side_conversation_leads_to_its_ticket(
    owner: Client, ticket: Ticket, mina: User
) -> None:
    actions.open_side(
        ticket, by=mina, subject="운송장", body_text="어디쯤인가요?", to=["courier@fast.example"]
    )
    jobs.run_pending()
    Delivery.objects.update(state=DeliveryState.FAILED, created_at=timezone.now())
    page = owner.get("/setup/failures/").content.decode()
    assert "courier@fast.example" in page
    assert f"#{ticket.number}" in page


def test_all_refused_mails_are_sent_again(owner: Client, failed_delivery: Delivery) -> None:
    owner.post("/setup/failures/sending/again/")
    assert Delivery.objects.get().state == DeliveryState.QUEUED


def test_a_failed_job_is_run_again_or_forgotten(owner: Client) -> None:
    lamp_that_breaks.enqueue()
    jobs.run_pending()
    (failed,) = jobs.failed()
    assert "the lamp broke" in owner.get("/setup/failures/").content.decode()

    owner.post(f"/setup/failures/jobs/{failed.id}/", {"do": "again"})
    assert jobs.counts().failed == 0
    jobs.run_pending()
    (failed,) = jobs.failed()
    owner.post(f"/setup/failures/jobs/{failed.id}/", {"do": "forget"})
    assert jobs.failed() == []


def test_when_all_is_well_the_page_says_so(owner: Client) -> None:
    assert "Nothing needs attention" in owner.get("/setup/failures/").content.decode()


def test_agents_do_not_see_failures(mina: User, failed_mail: RawMessage, signed_in: SignedIn) -> None:
    browser = signed_in(mina)
    assert browser.get("/setup/failures/").status_code == 403
    assert browser.get(f"/setup/failures/mail/{failed_mail.pk}/original/").status_code == 403
    assert browser.post(f"/setup/failures/mail/{failed_mail.pk}/again/").status_code == 403


def test_a_dismissed_entry_needs_attention_no_more_stays_findable_and_can_be_undone(
    owner: Client, failed_mail: RawMessage, failed_delivery: Delivery
) -> None:
    for what in (f"mail/{failed_mail.pk}", f"sending/{failed_delivery.pk}"):
        answer = owner.post(f"/setup/failures/{what}/dismiss/", {"do": "dismiss"})
        page = owner.get(answer["Location"]).content.decode()
        assert f'action="/setup/failures/{what}/dismiss/"' in page, "it can be undone right here"
    page = owner.get("/setup/failures/").content.decode()
    assert "ValueError: nonsense" not in page
    assert "550 5.1.1 No such user" not in page
    assert "2 entries were dismissed" in page
    dismissed = owner.get("/setup/failures/?dismissed").content.decode()
    assert "ValueError: nonsense" in dismissed
    assert dismissed.count("Dismissed by 한지우") == 2
    assert set(Event.objects.values_list("kind", flat=True)) >= {"failure.dismissed"}

    owner.post(f"/setup/failures/mail/{failed_mail.pk}/dismiss/", {"do": "bring_back"})
    assert "ValueError: nonsense" in owner.get("/setup/failures/").content.decode()
    assert Event.objects.filter(kind="failure.brought_back").count() == 1


@pytest.fixture
def gap(help_inbox: Inbox) -> MailboxNotice:
    """Three mails were gone from a mailbox before they could be fetched."""
    kept = Mailbox.objects.create(inbox=help_inbox, host="imap.lantern.example", user="help@lantern.example")
    notice(kept, NoticeKind.VANISHED, count=3)
    return MailboxNotice.objects.get()


@pytest.fixture
def refusal(desk: Desk) -> Webhook:
    """A webhook that took a provider's post for somebody else's."""
    return Webhook.objects.create(
        provider="mailgun", name="Mailgun EU", nonce="n", trouble=HookTrouble.SIGNATURE,
        trouble_words="no signature", trouble_at=timezone.now(),
    )  # fmt: skip


def test_a_gap_and_a_refusal_are_dismissed_found_and_brought_back(
    owner: Client, gap: MailboxNotice, refusal: Webhook
) -> None:
    for what in (f"mailboxes/{gap.pk}", f"webhooks/{refusal.pk}"):
        answer = owner.post(f"/setup/failures/{what}/dismiss/", {"do": "dismiss"})
        page = owner.get(answer["Location"]).content.decode()
        assert f'action="/setup/failures/{what}/dismiss/"' in page, "it can be undone right here"
    page = owner.get("/setup/failures/").content.decode()
    assert "Nothing needs attention" in page
    assert "2 entries were dismissed" in page
    assert "3 messages came" not in owner.get(f"/setup/mailboxes/{gap.mailbox_id}/").content.decode()
    dismissed = owner.get("/setup/failures/?dismissed").content.decode()
    assert dismissed.count("Dismissed by 한지우") == 2
    assert "3 messages came" in dismissed
    assert "no signature" in dismissed
    for what in (f"mailboxes/{gap.pk}", f"webhooks/{refusal.pk}"):
        owner.post(f"/setup/failures/{what}/dismiss/", {"do": "bring_back"})
    page = owner.get("/setup/failures/").content.decode()
    assert "3 messages came" in page
    assert "no signature" in page
    subjects = Event.objects.filter(kind="failure.brought_back").values_list("subject_type", flat=True)
    assert set(subjects) == {"mailboxnotice", "webhook"}


def test_what_happens_again_to_a_mailbox_or_a_webhook_needs_attention_again(
    owner: Client, gap: MailboxNotice, refusal: Webhook
) -> None:
    for _ in range(2):
        owner.post(f"/setup/failures/mailboxes/{gap.pk}/dismiss/")
        owner.post(f"/setup/failures/webhooks/{refusal.pk}/dismiss/")
        assert "Nothing needs attention" in owner.get("/setup/failures/").content.decode()
        notice(gap.mailbox, NoticeKind.VANISHED, count=1)
        Webhook.objects.update(trouble_at=timezone.now())
        page = owner.get("/setup/failures/").content.decode()
        assert "imap.lantern.example" in page
        assert "Mailgun EU" in page
        assert "dismissed</a>" not in page


def test_all_again_leaves_what_was_dismissed(
    owner: Client, failed_mail: RawMessage, failed_delivery: Delivery
) -> None:
    owner.post(f"/setup/failures/mail/{failed_mail.pk}/dismiss/")
    owner.post(f"/setup/failures/sending/{failed_delivery.pk}/dismiss/")
    owner.post("/setup/failures/mail/again/")
    owner.post("/setup/failures/sending/again/")
    assert RawMessage.objects.get().state == RawState.FAILED
    assert Delivery.objects.get().state == DeliveryState.FAILED


@pytest.mark.django_db(transaction=True)
def test_what_is_tried_again_and_fails_again_needs_attention_again(
    owner: Client, failed_mail: RawMessage, failed_delivery: Delivery
) -> None:
    owner.post(f"/setup/failures/mail/{failed_mail.pk}/dismiss/")
    owner.post(f"/setup/failures/sending/{failed_delivery.pk}/dismiss/")
    owner.post(f"/setup/failures/mail/{failed_mail.pk}/again/")
    owner.post(f"/setup/failures/sending/{failed_delivery.pk}/again/")
    jobs.run_pending()
    RawMessage.objects.update(state=RawState.FAILED, error="ValueError: nonsense")
    Delivery.objects.update(state=DeliveryState.FAILED, error="550 5.1.1 No such user")
    page = owner.get("/setup/failures/").content.decode()
    assert "ValueError: nonsense" in page
    assert "550 5.1.1 No such user" in page
