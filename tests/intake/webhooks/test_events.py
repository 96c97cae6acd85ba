"""What providers tell of mail that went out is written into the ledger: once, in any order, and ours alone."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from madang.accounts.models import User
from madang.delivery.actions import mark_deferred, mark_sent, retry
from madang.delivery.actions.reported import note_handed_over
from madang.delivery.bounces import mark_in, return_address
from madang.delivery.models import Delivery, DeliveryState, HandedOver, MailLook, Reason, Unreachable
from madang.delivery.sender import Sender
from madang.delivery.transport import Taken
from madang.history.models import Event
from madang.intake.models import HookEvent, HookEventState, HookTrouble, RawMessage
from madang.intake.webhooks.later import apply_waiting_events, forget_old_events
from madang.lib.jobs import run_pending
from madang.tickets import actions
from madang.tickets.models import Ticket
from tests.intake.webhooks.conftest import Deliver, MakeHook
from tests.intake.webhooks.events import BROWSER, FULL, MAKERS, NO_SUCH
from tests.intake.webhooks.posts import Post, mail_posts

pytestmark = pytest.mark.django_db

PROVIDERS = sorted(MAKERS)
NAMED = "770077"

Tell = Callable[..., None]


@pytest.fixture
def sent(ticket: Ticket, mina: User) -> Delivery:
    """An answer that a provider has taken."""
    message = actions.reply(ticket, by=mina, body_text="확인했어요.")
    delivery = Delivery.objects.get(message=message)
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.SENDING)
    mark_sent(delivery)
    return delivery


@pytest.fixture
def tell(make_hook: MakeHook, deliver: Deliver, sent: Delivery) -> Tell:
    """Posts one event about the answer: `tell("postmark", "hard", words=…)`; `by_mark` is how it is named."""
    hooks = {}

    def post(
        provider: str,
        kind: str,
        *,
        words: str = "",
        name: str = "1",
        at: float = 0,
        by_mark: bool = True,
        mark: str = "",
        to: str = "",
        expected: int = 200,
    ) -> None:
        if provider not in hooks:
            hooks[provider] = make_hook(provider)
            note_handed_over(sent, Taken(provider_id=NAMED), provider=provider)
        assert sent.inbox is not None
        address = return_address(sent.inbox.address, delivery=sent.pk)
        own = mark_in(address) if by_mark and provider != "postal" else ""
        made = MAKERS[provider](
            kind, mark=mark or own, named=NAMED, to=to or sent.recipient, name=name, words=words, at=at
        )
        response = deliver(hooks[provider], made, events=True)
        assert response.status_code == expected, response.content
        run_pending()
        sent.refresh_from_db()

    return post


@pytest.mark.parametrize("by_mark", [True, False])
@pytest.mark.parametrize(
    "provider", [one for one in PROVIDERS if one != "mandrill"]
)  # it tells of no arrival
def test_a_mail_that_arrived_is_told_as_delivered(
    provider: str, by_mark: bool, tell: Tell, sent: Delivery
) -> None:
    tell(provider, "delivered", by_mark=by_mark)
    assert (sent.state, sent.reason) == (DeliveryState.SENT, Reason.DELIVERED)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_hard_bounce_is_told_and_stops_the_address(provider: str, tell: Tell, sent: Delivery) -> None:
    tell(provider, "hard", words=NO_SUCH)
    assert sent.state == DeliveryState.BOUNCED
    assert Unreachable.objects.get(email=sent.recipient).stopped_at is not None
    if provider != "mailjet":  # it gives the words of others in a field that django-anymail does not read
        assert "does not exist" in sent.error


@pytest.mark.parametrize("provider", [one for one in PROVIDERS if one != "postal"])
def test_a_hard_bounce_without_words_stops_the_address_too(provider: str, tell: Tell, sent: Delivery) -> None:
    tell(provider, "hard")
    assert sent.state == DeliveryState.BOUNCED
    assert Unreachable.objects.get(email=sent.recipient).stopped_at is not None


def test_a_hard_bounce_about_the_senders_reputation_stops_no_address(tell: Tell, sent: Delivery) -> None:
    tell("mailgun", "hard", words="550 5.7.1 Blocked: your IP address has a poor reputation.")
    assert sent.state == DeliveryState.BOUNCED
    assert Unreachable.objects.get(email=sent.recipient).stopped_at is None


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_full_mailbox_stops_no_address(provider: str, tell: Tell, sent: Delivery) -> None:
    tell(provider, "soft", words=FULL)
    assert sent.state == DeliveryState.BOUNCED
    address = Unreachable.objects.get(email=sent.recipient)
    assert (address.bounces, address.stopped_at) == (1, None)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_mail_that_is_put_off_is_told_so(provider: str, tell: Tell, sent: Delivery) -> None:
    tell(provider, "deferred", words="451 4.7.1 Greylisted")
    assert (sent.state, sent.reason) == (DeliveryState.SENT, Reason.DELAYED)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_same_event_counts_once(provider: str, tell: Tell, sent: Delivery) -> None:
    now = time.time()
    for _ in range(3):
        tell(provider, "soft", words=FULL, at=now)
    assert Unreachable.objects.get(email=sent.recipient).bounces == 1
    assert Event.objects.filter(kind="delivery.bounced").count() == 1


def test_events_that_overtake_each_other_come_to_the_same_end(tell: Tell, sent: Delivery) -> None:
    now = time.time()
    tell("postmark", "delivered", name="2", at=now)
    tell("postmark", "deferred", name="1", at=now - 60, words="451 later")
    assert (sent.state, sent.reason) == (DeliveryState.SENT, Reason.DELIVERED)
    tell("postmark", "soft", name="3", at=now + 1, words=FULL)
    tell("postmark", "delivered", name="4", at=now + 2)
    assert sent.state == DeliveryState.BOUNCED


@pytest.mark.parametrize("provider", [one for one in PROVIDERS if one not in {"postal"}])
def test_a_complaint_stops_the_address_and_the_mail_stays_sent(
    provider: str, tell: Tell, sent: Delivery, ticket: Ticket, mina: User
) -> None:
    tell(provider, "complained", words="spam")
    assert sent.state == DeliveryState.SENT
    assert Unreachable.objects.get(email=sent.recipient).stopped_at is not None
    later = Delivery.objects.get(message=actions.reply(ticket, by=mina, body_text="한 번 더요."))
    sender = Sender("one", is_alive=lambda other: False)
    while sender.step():
        pass
    later.refresh_from_db()
    assert (later.state, later.reason) == (DeliveryState.REFUSED, Reason.UNWANTED)


@pytest.mark.parametrize("provider", ["postmark", "mailgun", "mandrill", "sparkpost", "mailjet"])
def test_opened_counts_only_where_the_brand_wants_to_know_and_a_person_opened_it(
    provider: str, tell: Tell, sent: Delivery
) -> None:
    Delivery.objects.update(sent_at=timezone.now() - timedelta(minutes=5))
    tell(provider, "opened", words=BROWSER, name="1")
    assert sent.state == DeliveryState.SENT  # read marks are off

    assert sent.inbox is not None
    MailLook.objects.update_or_create(brand=sent.inbox.brand, defaults={"read_marks": True})
    for name, agent in (
        ("2", "Mozilla/5.0"),
        ("3", f"{BROWSER} (via ggpht.com GoogleImageProxy)"),
        ("4", ""),
    ):
        tell(provider, "opened", words=agent, name=name)
        assert sent.state == DeliveryState.SENT  # programs that fetch ahead
    sent_at = Delivery.objects.get(pk=sent.pk).sent_at
    assert sent_at is not None
    tell(provider, "opened", words=BROWSER, name="5", at=sent_at.timestamp() + 2)
    assert sent.state == DeliveryState.SENT  # sooner than a person
    tell(provider, "opened", words=BROWSER, name="6", at=sent_at.timestamp() + 60)
    assert sent.state == DeliveryState.OPENED


def test_what_brevo_calls_a_proxy_is_nobody(tell: Tell, sent: Delivery) -> None:
    Delivery.objects.update(sent_at=timezone.now() - timedelta(minutes=5))
    assert sent.inbox is not None
    MailLook.objects.create(brand=sent.inbox.brand, read_marks=True)
    tell("brevo", "opened")
    assert sent.state == DeliveryState.SENT


@pytest.mark.parametrize("state", [DeliveryState.SENDING, DeliveryState.QUEUED])
def test_an_event_before_the_sending_is_written_down_is_not_lost(
    state: DeliveryState, tell: Tell, sent: Delivery
) -> None:
    Delivery.objects.update(state=state, sent_at=None)
    tell("mailgun", "delivered")
    assert sent.state == state
    mark_sent(sent)
    apply_waiting_events()
    sent.refresh_from_db()
    assert sent.reason == ""  # not yet: it is looked at again in a while
    HookEvent.objects.update(due_at=timezone.now())
    apply_waiting_events()
    sent.refresh_from_db()
    assert (sent.state, sent.reason) == (DeliveryState.SENT, Reason.DELIVERED)


def test_an_event_that_names_a_mail_by_the_providers_id_waits_for_that_id(tell: Tell, sent: Delivery) -> None:
    tell("postal", "deferred", words="451 later", name="1")  # makes the webhook
    HandedOver.objects.all().delete()
    tell("postal", "soft", words=FULL, name="2")
    assert sent.state == DeliveryState.SENT
    note_handed_over(sent, Taken(provider_id=NAMED), provider="postal")
    HookEvent.objects.update(due_at=timezone.now())
    apply_waiting_events()
    sent.refresh_from_db()
    assert sent.state == DeliveryState.BOUNCED


def test_an_event_shows_that_a_mail_whose_word_was_lost_needs_not_go_again(
    tell: Tell, sent: Delivery
) -> None:
    Delivery.objects.update(state=DeliveryState.SENDING, give_up_at=timezone.now() + timedelta(days=1))
    sent.refresh_from_db()
    mark_deferred(
        sent, error="hung up", until=timezone.now() + timedelta(minutes=1), reason=Reason.UNACKNOWLEDGED
    )
    tell("mailgun", "delivered")
    assert (sent.state, sent.reason) == (DeliveryState.SENT, Reason.DELIVERED)


def test_an_event_about_an_earlier_sending_changes_nothing(tell: Tell, sent: Delivery, mina: User) -> None:
    tell("postmark", "soft", words=FULL, name="1")
    retry(sent, by=mina)
    Delivery.objects.update(state=DeliveryState.SENDING, created_at=timezone.now() - timedelta(days=2))
    sent.refresh_from_db()
    mark_sent(sent)
    tell("postmark", "soft", words=FULL, name="2", at=time.time() - 26 * 3600)
    assert sent.state == DeliveryState.SENT
    assert HookEvent.objects.latest("pk").state == HookEventState.FOREIGN


def test_events_of_other_mail_of_the_same_account_change_nothing(tell: Tell, sent: Delivery) -> None:
    tell("mailgun", "hard", words=NO_SUCH, name="1", by_mark=False, to="somebody.else@example.com")
    tell("mailgun", "hard", words=NO_SUCH, name="2", mark=f"b{sent.pk}.aaaaaaaaaa")
    tell("mailgun", "hard", words=NO_SUCH, name="3", to="somebody.else@example.com")
    assert sent.state == DeliveryState.SENT
    HookEvent.objects.update(due_at=timezone.now(), received_at=timezone.now() - timedelta(hours=3))
    apply_waiting_events()
    assert set(HookEvent.objects.values_list("state", flat=True)) == {HookEventState.FOREIGN}
    assert not Unreachable.objects.exists()


def test_an_id_that_another_provider_gave_names_no_mail(tell: Tell, sent: Delivery) -> None:
    tell("postal", "deferred", name="1", words="451 later")
    HandedOver.objects.update(provider="mailjet")
    tell("postal", "hard", name="2", words=NO_SUCH)
    assert sent.state == DeliveryState.SENT


def test_an_event_that_is_not_signed_changes_nothing(
    make_hook: MakeHook, deliver: Deliver, sent: Delivery
) -> None:
    for provider in ("mailgun", "mandrill", "postal", "resend"):
        hook = make_hook(provider)
        post = MAKERS[provider]("hard", mark="", named=NAMED, to=sent.recipient, words=NO_SUCH)
        assert deliver(hook, post, events=True, keys={}).status_code == 401
        hook.refresh_from_db()
        assert hook.trouble == HookTrouble.SIGNATURE
    assert not HookEvent.objects.exists()


def test_mail_at_the_address_for_events_is_told(
    make_hook: MakeHook, deliver: Deliver, help_inbox: object
) -> None:
    for provider, status in (("postmark", 403), ("sparkpost", 422), ("postal", 422), ("mandrill", 422)):
        hook = make_hook(provider)
        post = mail_posts(b"Subject: x\n\nx\n")[provider]
        assert deliver(hook, post, events=True).status_code == status
        hook.refresh_from_db()
        assert hook.trouble == HookTrouble.WRONG_KIND
    assert not RawMessage.objects.exists()


def test_a_provider_that_only_sees_whether_somebody_is_there_is_answered(
    make_hook: MakeHook, deliver: Deliver
) -> None:
    assert deliver(make_hook("sparkpost"), Post("sparkpost", [{"msys": {}}]), events=True).status_code == 200


def test_events_are_forgotten_when_no_provider_repeats_them(tell: Tell, sent: Delivery) -> None:
    tell("mailgun", "delivered")
    forget_old_events()
    assert HookEvent.objects.exists()
    HookEvent.objects.update(received_at=timezone.now() - timedelta(days=61))
    forget_old_events()
    assert not HookEvent.objects.exists()
