"""Mail leaves by a provider's API as it leaves by SMTP: whole where that is possible, and its state is told."""

import base64
import dataclasses
import json
import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from pytest_django import Settings

from madang.accounts.models import User
from madang.channels.base import Address, File, OutboundMessage
from madang.channels.kinds import email
from madang.delivery.bounces import delivery_marked
from madang.delivery.models import Delivery, DeliveryState, HandedOver, OutgoingServer, Reason, Unreachable
from madang.delivery.providers.api import Api, ProviderApi
from madang.delivery.providers.known import PROVIDERS, by_code
from madang.delivery.rendering import rendered
from madang.delivery.servers import connect_where_allowed, server_for
from madang.delivery.transport import NotLetIn, ServerDown, Unacknowledged
from madang.lib.reaching import PrivateAddress
from madang.tickets import actions
from madang.tickets.models import Ticket
from tests.cast import OpenTicket
from tests.delivery.providers.conftest import SECRETS, LeavesBy, SendAll
from tests.services.mail_provider import HANG_UP, SLOW, Answer, Asked, Provider
from tests.services.ports import free_port

pytestmark = pytest.mark.django_db(transaction=True)

CODES = [one.code for one in PROVIDERS]
WHOLE = [one.code for one in PROVIDERS if one.whole]
BY_FIELDS = [one.code for one in PROVIDERS if not one.whole]


def answer(ticket: Ticket, mina: User) -> Delivery:
    message = actions.reply(ticket, by=mina, body_text="확인했어요.")
    return Delivery.objects.get(message=message)


def api_of(code: str, provider: Provider, **options: float) -> ProviderApi:
    api = Api(code, tuple(SECRETS[code].items()), provider.url)
    return ProviderApi(api, connect=connect_where_allowed, sender_domain="lantern.example", **options)


def whole_mail_in(asked: Asked) -> bytes:
    if asked.path.endswith(".mime"):
        return asked.part("message")
    if "raw_message" in asked.json:
        raw: bytes = asked.json["raw_message"].encode()
        return raw.partition(b"X-MC-Track: none\r\n")[2]
    if "data" in asked.json:
        return base64.b64decode(asked.json["data"])
    given: bytes = asked.json["content"]["email_rfc822"].encode()
    return given


def some_mail() -> bytes:
    from datetime import UTC, datetime

    return email.render(
        OutboundMessage(
            sender=Address("help@lantern.example", "등불 스토어"),
            to=(
                Address("seoa.yoon@example.com", "윤서아"),
                Address("noor.haddad@example.com", "Noor Haddad"),
            ),
            cc=(Address("doyun.choi@example.com"),),
            reply_to=Address("help+1.abc@lantern.example", "등불 스토어"),
            subject="Re: 결제가 두 번 됐어요",
            body_text="확인했어요.",
            body_html='<p>확인했어요. <img src="cid:p1@lantern.example"></p>',
            message_id="m1.abc@lantern.example",
            in_reply_to="q1@example.com",
            references=("q0@example.com", "q1@example.com"),
            date=datetime(2026, 11, 23, tzinfo=UTC),
            files=(
                File(
                    "화면.png",
                    "image/png",
                    b"\x89PNG\r\n\x1a\n",
                    inline=True,
                    content_id="p1@lantern.example",
                ),
                File("영수증.pdf", "application/pdf", b"%PDF-1.7"),
            ),
            automatic=True,
            headers={"X-Madang-Desk": "abc"},
        )
    )


@pytest.mark.parametrize("code", WHOLE)
def test_a_provider_that_takes_whole_mails_gets_every_byte(
    code: str, leaves_by: LeavesBy, provider: Provider, send_all: SendAll, ticket: Ticket, mina: User
) -> None:
    leaves_by(code)
    delivery = answer(ticket, mina)
    send_all()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT
    assert len(provider.asked) == 1
    assert whole_mail_in(provider.asked[0]) == rendered(delivery)


@pytest.mark.parametrize("code", CODES)
def test_what_the_provider_calls_a_mail_is_remembered_and_what_we_call_it_goes_along(
    code: str, leaves_by: LeavesBy, provider: Provider, send_all: SendAll, ticket: Ticket, mina: User
) -> None:
    leaves_by(code)
    delivery = answer(ticket, mina)
    send_all()
    handed = HandedOver.objects.get(delivery=delivery)
    assert handed.provider == code
    assert handed.provider_id
    asked = provider.asked[0]
    marks = re.findall(r"\bb\d+\.[a-z2-7]{10}\b", asked.body.decode("utf-8", "replace"))
    found = delivery_marked(marks[0])
    assert found is not None
    assert found.pk == delivery.pk
    assert delivery_marked("b1.aaaaaaaaaa") is None


@pytest.mark.parametrize("code", BY_FIELDS)
def test_a_provider_that_takes_fields_gets_words_header_fields_pictures_and_files(
    code: str, provider: Provider
) -> None:
    api_of(code, provider).hand_over(
        some_mail(), sender="help+b1.x@lantern.example", recipient="seoa.yoon@example.com"
    )
    said = json.dumps(provider.asked[0].json, ensure_ascii=False)
    for expected in (
        "윤서아",
        "help+1.abc@lantern.example",
        "Re: 결제가 두 번 됐어요",
        "확인했어요.",
        "<q0@example.com> <q1@example.com>",
        "auto-replied",
        "X-Madang-Desk",
        base64.b64encode(b"\x89PNG\r\n\x1a\n").decode(),
        base64.b64encode(b"%PDF-1.7").decode(),
        "영수증.pdf",
    ):
        assert expected in said
    assert "noor.haddad@example.com" not in said  # she would get a second copy
    assert ("p1@lantern.example" in said.replace("cid:p1@lantern.example", "", 1)) == by_code(code).pictures  # type: ignore[union-attr]  # it is one of them
    assert ("<m1.abc@lantern.example>" in said) == (code != "mailjet")


def test_postmark_is_told_to_keep_the_message_id(provider: Provider) -> None:
    api_of("postmark", provider).hand_over(
        some_mail(), sender="a@b.example", recipient="seoa.yoon@example.com"
    )
    assert {"Name": "X-PM-KeepID", "Value": "true"} in provider.asked[0].json["Headers"]


@pytest.mark.parametrize("code", CODES)
def test_a_key_that_is_not_let_in_leaves_mail_waiting_and_says_what_to_do(
    code: str, leaves_by: LeavesBy, provider: Provider, send_all: SendAll, ticket: Ticket, mina: User
) -> None:
    leaves_by(code)
    first, second = answer(ticket, mina), answer(ticket, mina)
    provider.answers.append(Answer(401, {"message": "Invalid key"}))
    send_all()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.reason) == (DeliveryState.DEFERRED, Reason.NOT_LET_IN)
    assert first.error == "401 Invalid key"
    assert (second.state, second.attempts) == (DeliveryState.QUEUED, 0)  # the server rests


REFUSALS = {
    "mailgun": Answer(400, {"message": "to parameter is not a valid address. please check documentation"}),
    "postmark": Answer(422, {"ErrorCode": 300, "Message": "Invalid 'To' address: 'seoa.yoon@example.com'."}),
    "mandrill": Answer(
        200, [{"email": "seoa.yoon@example.com", "status": "rejected", "reject_reason": "hard-bounce"}]
    ),
    "sparkpost": Answer(
        200, {"results": {"total_rejected_recipients": 1, "total_accepted_recipients": 0, "id": "1"}}
    ),
    "postal": Answer(
        200, {"status": "error", "data": {"code": "NoRecipients", "message": "There are no recipients"}}
    ),
    "brevo": Answer(400, {"code": "invalid_parameter", "message": "email is not valid in to"}),
    "mailjet": Answer(
        400,
        {
            "Messages": [
                {"Status": "error", "Errors": [{"StatusCode": 400, "ErrorMessage": "is an invalid email"}]}
            ]
        },
    ),
    "resend": Answer(422, {"statusCode": 422, "name": "validation_error", "message": "Invalid `to` field."}),
}


@pytest.mark.parametrize("code", CODES)
def test_a_recipient_that_the_provider_refuses_is_told_and_the_next_mail_goes(
    code: str,
    leaves_by: LeavesBy,
    provider: Provider,
    send_all: SendAll,
    open_ticket: OpenTicket,
    noor: User,
    mina: User,
) -> None:
    leaves_by(code)
    first, second = answer(open_ticket(), mina), answer(open_ticket(requester=noor), mina)
    provider.answers.append(REFUSALS[code])
    send_all()
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.state == DeliveryState.REFUSED
    assert first.error
    assert second.state == DeliveryState.SENT


def test_an_address_that_the_provider_does_not_write_to_any_more_is_told_in_its_words(
    leaves_by: LeavesBy, provider: Provider, send_all: SendAll, ticket: Ticket, mina: User
) -> None:
    leaves_by("postmark")
    delivery = answer(ticket, mina)
    words = (
        "You tried to send to a recipient that has been marked as inactive.\nFound inactive addresses: "
        "seoa.yoon@example.com.\nInactive recipients are ones that have generated a hard bounce or a spam complaint."
    )
    provider.answers.append(Answer(422, {"ErrorCode": 406, "Message": words}))
    send_all()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.REFUSED
    assert "marked as inactive" in delivery.error


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("status", [429, 500])
def test_a_provider_that_has_enough_or_is_broken_gets_the_mail_later(
    code: str,
    status: int,
    leaves_by: LeavesBy,
    provider: Provider,
    send_all: SendAll,
    ticket: Ticket,
    mina: User,
) -> None:
    leaves_by(code)
    delivery = answer(ticket, mina)
    provider.answers.append(Answer(status, {"message": "not now"}))
    send_all()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (DeliveryState.DEFERRED, "")
    assert delivery.error == f"{status} not now"


@pytest.mark.parametrize("code", CODES)
def test_a_provider_that_hangs_up_gets_the_same_mail_again(
    code: str, leaves_by: LeavesBy, provider: Provider, send_all: SendAll, ticket: Ticket, mina: User
) -> None:
    from django.utils import timezone

    leaves_by(code)
    delivery = answer(ticket, mina)
    provider.answers.append(HANG_UP)
    send_all()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (DeliveryState.DEFERRED, Reason.UNACKNOWLEDGED)
    Delivery.objects.update(due_at=timezone.now())
    send_all()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (DeliveryState.SENT, "")
    first, second = provider.asked
    if code in WHOLE:
        assert whole_mail_in(first) == whole_mail_in(second)
    else:
        assert first.json == second.json
    assert first.headers.get("idempotency-key") == second.headers.get("idempotency-key")


def test_a_mail_that_somebody_sends_again_is_another_to_resend(provider: Provider) -> None:
    api = api_of("resend", provider)
    for _ in range(2):
        api.hand_over(some_mail(), sender="help+b1.x@lantern.example", recipient="seoa.yoon@example.com")
    first, again = [one.headers["idempotency-key"] for one in provider.asked]
    assert first != again


def test_a_provider_that_is_slower_than_patience_may_have_taken_the_mail(provider: Provider) -> None:
    provider.seconds = 5
    provider.answers.append(SLOW)
    with pytest.raises(Unacknowledged):
        api_of("postmark", provider, patience=0.3).hand_over(
            some_mail(), sender="a@b.example", recipient="seoa.yoon@example.com"
        )


def test_a_mail_that_takes_too_long_in_all_is_left(provider: Provider) -> None:
    provider.seconds = 5
    provider.answers.append(SLOW)
    with pytest.raises(Unacknowledged):
        api_of("postmark", provider, deadline=0.3).hand_over(
            some_mail(), sender="a@b.example", recipient="seoa.yoon@example.com"
        )


def test_a_provider_that_is_gone_is_down(settings: Settings) -> None:
    api = Api("postmark", (("server_token", "key-1"),), f"http://127.0.0.1:{free_port()}")
    with pytest.raises(ServerDown):
        ProviderApi(api, connect=connect_where_allowed).hand_over(
            some_mail(), sender="a@b.example", recipient="seoa.yoon@example.com"
        )


def test_a_yes_that_cannot_be_read_is_no_reason_to_call_the_mail_refused(provider: Provider) -> None:
    provider.answers.append(Answer(200, b"<html>Welcome</html>", {"Content-Type": "text/html"}))
    with pytest.raises(Unacknowledged):
        api_of("postmark", provider).hand_over(some_mail(), sender="a@b.example", recipient="s@example.com")


def test_keys_are_not_carried_to_wherever_a_redirect_leads(provider: Provider) -> None:
    provider.answers.append(Answer(307, {}, {"Location": f"{provider.url}/elsewhere"}))
    with pytest.raises(Exception, match="307"):
        api_of("mailgun", provider).hand_over(some_mail(), sender="a@b.example", recipient="s@example.com")
    assert len(provider.asked) == 1


def test_a_private_network_is_not_reached_unless_the_installation_allows_it(
    settings: Settings, provider: Provider
) -> None:
    settings.MADANG = dataclasses.replace(settings.MADANG, private_networks=())
    with pytest.raises(ServerDown) as refused:
        api_of("postal", provider).greet()
    assert isinstance(refused.value.__cause__, PrivateAddress)
    assert provider.asked == []


@pytest.mark.parametrize("code", CODES)
def test_greeting_sends_nothing_and_tells_a_good_key_from_a_bad_one(code: str, provider: Provider) -> None:
    missing = (
        Answer(200, {"status": "parameter-error"}) if code == "postal" else Answer(400, {"message": "no to"})
    )
    provider.answers.append(missing)
    api_of(code, provider).greet()
    provider.answers.append(Answer(401, {"message": "Unauthorized"}))
    with pytest.raises(NotLetIn):
        api_of(code, provider).greet()
    assert all(b"seoa" not in one.body for one in provider.asked)


def test_the_keys_are_sealed_and_kept_when_others_are_left_empty(
    leaves_by: LeavesBy, provider: Provider
) -> None:
    from madang.delivery.actions import set_provider

    row = leaves_by("mailjet")
    assert "key-1" not in row.password
    set_provider(
        None,
        provider="mailjet",
        secrets={"api_key": "key-3", "secret_key": ""},
        region="",
        api_url="",
        by=None,
    )
    chosen = server_for(None)
    assert chosen is not None
    assert chosen.api is not None
    assert dict(chosen.api.secrets) == {"api_key": "key-3", "secret_key": "key-2"}
    set_provider(None, provider="brevo", secrets={"api_key": ""}, region="", api_url="", by=None)
    other = server_for(None)
    assert other is not None
    assert other.api == Api("brevo", ())


def test_the_region_leads_to_the_api_there(leaves_by: LeavesBy) -> None:
    leaves_by("mailgun")
    OutgoingServer.objects.update(region="eu", api_url="")
    chosen = server_for(None)
    assert chosen is not None
    assert chosen.api is not None
    assert chosen.api.url == "https://api.eu.mailgun.net/v3"


def test_answers_to_a_message_id_of_the_providers_own_are_known(
    leaves_by: LeavesBy, provider: Provider, send_all: SendAll, ticket: Ticket, mina: User
) -> None:
    leaves_by("brevo")
    delivery = answer(ticket, mina)
    send_all()
    assert HandedOver.objects.get(delivery=delivery).message_id == "2026.1@smtp-relay.mailin.fr"
    later = answer(ticket, mina)
    parsed = message_from_bytes(rendered(later), policy=default)
    assert isinstance(parsed, EmailMessage)
    assert "<2026.1@smtp-relay.mailin.fr>" in str(parsed["References"])
    assert not Unreachable.objects.exists()
