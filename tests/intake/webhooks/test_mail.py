"""Mail that providers post is taken as if it came by SMTP: whole, once, and never lost."""

import base64

import pytest
from django.db import DatabaseError

from madang.channels.kinds import email
from madang.channels.models import Inbox
from madang.intake.accept import take_waiting
from madang.intake.models import HookTrouble, RawMessage, RawState, Webhook
from madang.intake.store import read
from madang.tickets.models import Message, Ticket
from tests.intake.mails import mail
from tests.intake.webhooks.conftest import Deliver, MakeHook
from tests.intake.webhooks.posts import Post, by_fields, mail_posts, resend_post
from tests.services.mail_provider import Answer, Provider

pytestmark = pytest.mark.django_db

WHOLE = sorted(mail_posts(b""))
FIELDS = sorted(by_fields(mail()))
EUC_KR = (
    mail("A", message_id="<e@example.com>")
    .partition(b"\n\n")[0]
    .replace(b'charset="utf-8"', b'charset="euc-kr"')
    .replace(b"7bit", b"8bit")
    + b"\n\n"
    + "결제가 두 번 됐습니다.\n".encode("euc-kr")
)


def rich_mail() -> bytes:
    from email.message import EmailMessage

    made = EmailMessage()
    made["From"], made["To"] = "윤서아 <seoa.yoon@example.com>", "help@lantern.example"
    made["Subject"], made["Message-ID"] = "화면이 이렇게 나와요", "<rich@example.com>"
    made["Date"], made["References"] = "Mon, 02 Nov 2026 14:08:00 +0900", "<q0@example.com>"
    made.set_content("화면이 깨져요.\n")
    made.add_alternative('<p>화면이 깨져요. <img src="cid:shot@example.com"></p>\n', subtype="html")
    html = made.get_body(("html",))
    assert html is not None
    html.add_related(b"\x89PNG\r\n\x1a\n", "image", "png", cid="<shot@example.com>", filename="shot.png")
    made.add_attachment(b"%PDF-1.7 \xff\x00", maintype="application", subtype="pdf", filename="영수증.pdf")
    return made.as_bytes()


@pytest.mark.parametrize("provider", WHOLE)
def test_a_mail_that_is_posted_becomes_a_ticket(
    provider: str, make_hook: MakeHook, deliver: Deliver, help_inbox: Inbox
) -> None:
    raw = mail()
    response = deliver(make_hook(provider), mail_posts(raw)[provider])
    assert (response.status_code, response.content) == (200, b"Kept: 1.\n")
    kept = RawMessage.objects.get()
    assert (read(kept), kept.rcpt_to, kept.inbox) == (raw, "help@lantern.example", help_inbox)
    assert kept.handed_over is None  # the provider's server is not the sender's
    take_waiting()
    assert Ticket.objects.get().subject == "결제가 두 번 됐어요"
    assert Webhook.objects.get().mail_at is not None


@pytest.mark.parametrize("provider", [*WHOLE, *(one for one in FIELDS if one not in WHOLE)])
def test_a_mail_that_is_posted_twice_is_taken_once(
    provider: str, make_hook: MakeHook, deliver: Deliver, help_inbox: Inbox
) -> None:
    hook, posts = make_hook(provider), by_fields(mail()) | mail_posts(mail(message_id="<1@example.com>"))
    for _ in range(2):
        assert deliver(hook, posts[provider]).status_code == 200
    take_waiting()
    assert RawMessage.objects.count() == 1
    assert Message.objects.count() == 1


@pytest.mark.parametrize("provider", ["mailgun", "sparkpost", "postal"])
def test_a_mail_in_euc_kr_survives(
    provider: str, make_hook: MakeHook, deliver: Deliver, help_inbox: Inbox
) -> None:
    assert deliver(make_hook(provider), mail_posts(EUC_KR)[provider]).status_code == 200
    assert read(RawMessage.objects.get()) == EUC_KR
    take_waiting()
    assert "결제가 두 번 됐습니다." in Message.objects.get().body_text


@pytest.mark.parametrize("provider", FIELDS)
def test_a_mail_in_fields_reads_as_the_original_does(
    provider: str, make_hook: MakeHook, deliver: Deliver, keeper: Provider, help_inbox: Inbox
) -> None:
    raw = rich_mail()
    keeper.answers += [
        Answer(200, b"\x89PNG\r\n\x1a\n", {"Content-Type": "image/png"}),
        Answer(200, b"%PDF-1.7 \xff\x00", {"Content-Type": "application/pdf"}),
    ]
    response = deliver(make_hook(provider), by_fields(raw)[provider])
    assert response.status_code == 200, response.content
    given, original = email.parse(read(RawMessage.objects.get())), email.parse(raw)
    for what in (
        "sender",
        "to",
        "cc",
        "subject",
        "body_text",
        "message_id",
        "references",
        "reply_text",
        "sent_at",
    ):
        assert getattr(given, what) == getattr(original, what), what
    assert given.body_html.strip() == original.body_html.strip()
    assert sorted(
        (one.filename, one.content_type, one.content, one.content_id) for one in given.files
    ) == sorted((one.filename, one.content_type, one.content, one.content_id) for one in original.files)


def test_a_mail_that_resend_tells_of_is_fetched_whole(
    make_hook: MakeHook, deliver: Deliver, keeper: Provider, help_inbox: Inbox
) -> None:
    raw = mail()
    keeper.answers += [
        Answer(200, {"id": "56761188", "raw": {"download_url": f"{keeper.url}/raw/1"}}),
        Answer(200, raw, {"Content-Type": "message/rfc822"}),
    ]
    assert deliver(make_hook("resend"), resend_post()).status_code == 200
    assert read(RawMessage.objects.get()) == raw
    assert [one.path for one in keeper.asked] == ["/emails/receiving/56761188-7520", "/raw/1"]
    assert keeper.asked[0].headers["authorization"] == "Bearer key-of-resend"
    assert "authorization" not in keeper.asked[1].headers


def test_a_mail_that_the_provider_does_not_give_out_is_asked_for_again(
    make_hook: MakeHook, deliver: Deliver, keeper: Provider, help_inbox: Inbox
) -> None:
    keeper.answers.append(Answer(500, {"message": "not now"}))
    hook = make_hook("resend")
    assert deliver(hook, resend_post()).status_code == 502  # so that it is posted again
    hook.refresh_from_db()
    assert hook.trouble == HookTrouble.FETCHING
    assert not RawMessage.objects.exists()


@pytest.mark.parametrize("provider", [one for one in WHOLE if one not in {"postmark", "sparkpost"}])
def test_a_post_that_is_not_signed_by_the_provider_changes_nothing(
    provider: str, make_hook: MakeHook, deliver: Deliver, help_inbox: Inbox
) -> None:
    hook = make_hook(provider)
    response = deliver(hook, mail_posts(mail())[provider], keys={})
    assert response.status_code == 401
    assert not RawMessage.objects.exists()
    hook.refresh_from_db()
    assert hook.trouble == HookTrouble.SIGNATURE
    assert hook.trouble_at is not None


def test_without_a_key_nothing_that_is_to_be_signed_is_taken(
    make_hook: MakeHook, deliver: Deliver, help_inbox: Inbox
) -> None:
    for provider in ("mandrill", "resend", "mailersend", "mailgun", "postal"):
        hook = make_hook(provider)
        Webhook.objects.filter(pk=hook.pk).update(secrets="")
        post = resend_post() if provider == "resend" else mail_posts(mail())[provider]
        assert deliver(hook, post, keys={}).status_code == 401
    assert not RawMessage.objects.exists()


def test_whoever_does_not_know_the_address_is_told_that_there_is_none(
    make_hook: MakeHook, deliver: Deliver, help_inbox: Inbox
) -> None:
    hook = make_hook("postmark")
    Webhook.objects.update(nonce="another")
    assert deliver(hook, mail_posts(mail())["postmark"]).status_code == 404
    Webhook.objects.update(nonce=hook.nonce, is_active=False)
    assert deliver(hook, mail_posts(mail())["postmark"]).status_code == 404
    assert not RawMessage.objects.exists()


@pytest.mark.parametrize(("provider", "status"), [("mailgun", 406), ("postmark", 403), ("sparkpost", 422)])
def test_mail_for_nobody_here_is_refused_for_good_and_somebody_can_see_it(
    provider: str, status: int, make_hook: MakeHook, deliver: Deliver, help_inbox: Inbox
) -> None:
    hook = make_hook(provider)
    stray = mail(to="nobody@elsewhere.example")
    response = deliver(hook, mail_posts(stray, to="nobody@elsewhere.example")[provider])
    assert response.status_code == status
    hook.refresh_from_db()
    assert hook.trouble == HookTrouble.RECIPIENT
    assert not RawMessage.objects.exists()

    assert deliver(hook, mail_posts(mail())[provider]).status_code == 200
    hook.refresh_from_db()
    assert hook.trouble == ""  # it went well after that


def test_mail_for_nobody_known_goes_to_the_inbox_that_was_chosen(
    make_hook: MakeHook, deliver: Deliver, help_inbox: Inbox
) -> None:
    hook = make_hook("postmark")
    Webhook.objects.update(inbox=help_inbox)
    stray = mail(to="old-address@lantern.example")
    assert deliver(hook, mail_posts(stray, to="x@inbound.postmarkapp.com")["postmark"]).status_code == 200
    assert RawMessage.objects.get().inbox == help_inbox


def test_forwarded_mail_keeps_the_address_by_which_its_ticket_is_known(
    make_hook: MakeHook, deliver: Deliver, help_inbox: Inbox
) -> None:
    to = "help+1042.k3n5q7wz@lantern.example"
    deliver(make_hook("postmark"), mail_posts(mail(to=to), to=to)["postmark"])
    assert RawMessage.objects.get().rcpt_to == to


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"x"', b'{"RawEmail": 7, "Headers": []}', b"\xff\xfe", b'{"Headers": 1}']
)
def test_a_broken_post_is_told_and_seen(body: bytes, make_hook: MakeHook, help_inbox: Inbox) -> None:
    from django.test import Client

    from madang.intake.webhooks.addresses import MAIL, address_of

    hook = make_hook("postmark")
    path = "/" + address_of(hook, MAIL).split("/", 3)[3]
    response = Client(SERVER_NAME="127.0.0.1").post(path, body, content_type="application/json")
    assert response.status_code in {400, 403}
    hook.refresh_from_db()
    assert hook.trouble in {HookTrouble.BROKEN, HookTrouble.RECIPIENT}
    assert not RawMessage.objects.exists()


def test_events_at_the_address_for_mail_are_told(
    make_hook: MakeHook, deliver: Deliver, help_inbox: Inbox
) -> None:
    hook = make_hook("postmark")
    response = deliver(hook, Post("postmark", {"RecordType": "Bounce", "ID": 1}))
    assert response.status_code == 403
    hook.refresh_from_db()
    assert hook.trouble == HookTrouble.WRONG_KIND


def test_a_mail_larger_than_django_reads_in_a_form_is_taken(
    make_hook: MakeHook, deliver: Deliver, help_inbox: Inbox
) -> None:
    raw = mail("x" * 70 + ("\n" + "가" * 70) * 30_000)
    assert len(raw) > 6 * 1024 * 1024
    assert deliver(make_hook("mailgun"), mail_posts(raw)["mailgun"]).status_code == 200
    assert read(RawMessage.objects.get()) == raw


def test_a_mail_larger_than_mail_may_be_is_refused_for_good(
    monkeypatch: pytest.MonkeyPatch, make_hook: MakeHook, deliver: Deliver, help_inbox: Inbox
) -> None:
    monkeypatch.setattr("madang.intake.webhooks.taking.LARGEST", 100)
    hook = make_hook("mailgun")
    assert deliver(hook, mail_posts(mail())["mailgun"]).status_code == 406
    hook.refresh_from_db()
    assert hook.trouble == HookTrouble.TOO_LARGE


def test_nothing_is_answered_with_200_that_could_not_be_kept(
    monkeypatch: pytest.MonkeyPatch, make_hook: MakeHook, deliver: Deliver, help_inbox: Inbox
) -> None:
    def fails(*args: object, **named: object) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr("madang.intake.webhooks.taking.enter", fails)
    assert deliver(make_hook("postmark"), mail_posts(mail())["postmark"]).status_code == 503


def test_a_mail_that_cannot_be_read_waits_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, make_hook: MakeHook, deliver: Deliver, help_inbox: Inbox
) -> None:
    def fails(*args: object) -> None:
        raise RuntimeError("no such charset")

    assert deliver(make_hook("postal"), mail_posts(mail())["postal"]).status_code == 200
    monkeypatch.setattr("madang.intake.accept.email.parse", fails)
    take_waiting()
    kept = RawMessage.objects.get()
    assert (kept.state, kept.error) == (RawState.FAILED, "RuntimeError: no such charset")


def test_base64_is_no_text_in_the_row(make_hook: MakeHook, deliver: Deliver, help_inbox: Inbox) -> None:
    deliver(make_hook("postal"), mail_posts(mail())["postal"])
    content = RawMessage.objects.get().content
    assert content is not None
    assert base64.b64encode(mail()[:20]) not in bytes(content)


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_provider_that_only_looks_is_welcome(method: str, make_hook: MakeHook) -> None:
    from django.test import Client

    from madang.intake.webhooks.addresses import MAIL, address_of

    path = "/" + address_of(make_hook("mandrill"), MAIL).split("/", 3)[3]
    assert getattr(Client(SERVER_NAME="127.0.0.1"), method)(path).status_code == 200
