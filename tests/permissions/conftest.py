"""A desk with one of everything, and one person of every kind."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone

from madang.accounts.at_work import Skill
from madang.accounts.models import ApiToken, Organization, PushDevice, Team, User
from madang.accounts.roles import Reach, Role
from madang.accounts.tokens import issue
from madang.brands.models import Desk
from madang.channels.base import File
from madang.channels.models import Inbox
from madang.delivery.models import Delivery, DeliveryState
from madang.intake.models import (
    BlockedSender,
    Mailbox,
    MailboxNotice,
    MissedMail,
    RawMessage,
    RawState,
    Trial,
    Webhook,
)
from madang.lib.conditions import Group, How
from madang.tickets import actions
from madang.tickets.forms import Item
from madang.tickets.models import Attachment, Audience, FieldKind, Segment, Status, Tag, Ticket
from madang.tickets.parts import Part, PartKind
from tests.cast import person

from .addresses import Ask, names_in
from .table import HIDDEN, NO_SUCH_METHOD, OPEN, REFUSED, SIGN_IN


@dataclass
class World:
    """`people` by the columns of the table (None is nobody), and what stands for each {name} in an address."""

    people: dict[str, User | None]
    names: dict[str, str]
    tokens: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, SimpleCookie] = field(default_factory=dict)
    client: Client = field(default_factory=lambda: Client(SERVER_NAME="127.0.0.1"))

    def outcome(self, ask: Ask, column: str) -> str:
        """What this person gets when they ask; nothing that it changes stays."""
        missing = names_in(ask.address) - set(self.names)
        assert not missing, f"say in tests/permissions/conftest.py what stands for {missing} in {ask.address}"
        cache.clear()
        with transaction.atomic():
            answer = self._asked(ask, column)
            transaction.set_rollback(True)
        return _word(answer)

    def _asked(self, ask: Ask, column: str) -> HttpResponseBase:
        somebody = self.people[column]
        # One client for all: a new one would load the middleware, and look through all static files, each time.
        client = self.client
        client.cookies = SimpleCookie()
        address = ask.address.format(**self.names)
        body = {
            name: value.format(**self.names) if isinstance(value, str) else value
            for name, value in ask.body.items()
        }
        if address.startswith("/api/"):
            headers = {"Authorization": f"Bearer {self.tokens[column]}"} if somebody is not None else {}
            return client.generic(
                ask.method, address, json.dumps(body), content_type="application/json", headers=headers
            )
        if somebody is not None:
            client.cookies = SimpleCookie(self.cookies[column].output(header="", sep=";"))
        return client.get(address) if ask.method == "GET" else client.post(address, body)


def _word(answer: HttpResponseBase) -> str:
    if answer.status_code == 401 or answer.get("Location", "").startswith("/accounts/login/?next="):
        return SIGN_IN
    assert answer.status_code < 500, answer.status_code
    return {403: REFUSED, 404: HIDDEN, 405: NO_SUCH_METHOD}.get(answer.status_code, OPEN)


@pytest.fixture
def world(
    desk: Desk,
    help_inbox: Inbox,
    payments: Team,
    technical: Team,
    ticket: Ticket,
    mina: User,
    jun: User,
    jiwoo: User,
    seoa: User,
) -> World:
    """The ticket is in the payments team; the outsider sees nothing but the technical team's."""
    outsider = person("haneul@partner.example", "정하늘", Role.AGENT, reach=Reach.TEAMS)
    outsider.teams.add(technical)
    light = person("gaon@partner.example", "이가온", Role.LIGHT_AGENT)
    serin = person("serin@lantern.example", "오세린", Role.ADMINISTRATOR)
    actions.move(ticket, to=payments, by=mina)
    own_status = actions.make_status({"ko": "확인 중"}, category=Status.OPEN, by=jiwoo)
    own_field = actions.make_field({"ko": "상품"}, kind=FieldKind.DROPDOWN, by=jiwoo)
    own_form = actions.make_form({"ko": "환불"}, by=jiwoo)
    actions.change_items(own_form, lambda _: [Item(own_field.pk)], by=jiwoo)
    option = actions.add_option(own_field, {"ko": "조명"}, by=jiwoo)
    note = File(filename="영수증.txt", content_type="text/plain", content=b"1")
    message = actions.reply(ticket, by=jun, body_text="확인했습니다.", files=[note])
    guidance = actions.WrittenMacro(name="안내", bodies={"ko": "확인했어요."}, audience=Audience.EVERYBODY)
    macro = actions.make_macro(guidance, by=jiwoo)
    urgent = [Part(PartKind.PRIORITY, "4")]
    run = actions.start_bulk([ticket.pk], by=jun, key="run", parts=urgent)[0]
    answer = actions.Answer(body_text="환불했습니다.")
    planned = actions.schedule(ticket, answer, due_at=timezone.now() + timedelta(hours=1), by=jun)
    delivery = Delivery.objects.get(message=message)
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.FAILED)
    side = actions.open_side(ticket, by=jun, subject="확인", body_text="네?", to=["courier@fast.example"])
    organization = Organization.objects.create(name="등불 공방")
    User.objects.filter(pk=seoa.pk).update(organization=organization)
    raw = RawMessage.objects.create(
        inbox=help_inbox,
        digest="0",
        size=5,
        content=b"a: b\n",
        state=RawState.FAILED,
        received_at=timezone.now(),
    )
    now = timezone.now()
    blocked = BlockedSender.objects.create(value="@spam.example", created_at=now)
    mailbox = Mailbox.objects.create(inbox=help_inbox, host="imap.lantern.example", user="help")
    notice = MailboxNotice.objects.create(mailbox=mailbox, kind="vanished", first_at=now, last_at=now)
    missed = MissedMail.objects.create(mailbox=mailbox, uidvalidity=1, uid=1, reason="-", first_at=now)
    trial = Trial.objects.create(by=jiwoo, address="help@lantern.example", created_at=now)
    webhook = Webhook.objects.create(provider="postmark", name="Postmark", nonce="0")
    shared = actions.View("모두", Group(How.ALL), sharing="everybody")
    view = actions.make_view(shared, by=jiwoo)
    export = actions.start_export(view, by=mina)
    session = UserSession.objects.create(user=jun, ip="127.0.0.1", session_key="k" * 32)
    issue(jun, "jun's own")
    people = {
        "nobody": None,
        "customer": seoa,
        "outsider": outsider,
        "light": light,
        "agent": mina,
        "admin": serin,
        "owner": jiwoo,
    }
    made = World(
        people=people,
        names={
            "number": str(ticket.number),
            "message_id": str(message.pk),
            "macro_id": str(macro.pk),
            "run_id": str(run.pk),
            "planned_id": str(planned.pk),
            "side_id": str(side.pk),
            "side_message_id": str(side.messages.get().pk),
            "view_id": str(view.pk),
            "export_id": str(export.pk),
            "file_id": str(Attachment.objects.get(message=message).pk),
            "attachment": str(Attachment.objects.get(message=message).pk),
            "filename": "file.txt",
            "slug": "open",
            "delivery_id": str(delivery.pk),
            "place": "0",
            "raw_id": str(raw.pk),
            "job_id": "4711",
            "inbox_id": str(help_inbox.pk),
            "webhook_id": str(webhook.pk),
            "secret": "guessed",
            "what": "mime",
            "code": "postmark",
            "mailbox_id": str(mailbox.pk),
            "notice_id": str(notice.pk),
            "missed_id": str(missed.pk),
            "trial_id": str(trial.pk),
            "provider": "google",
            "brand_id": str(help_inbox.brand_id),
            "step": "received",
            "language": "ko",
            "blocked_id": str(blocked.pk),
            "team_id": str(payments.pk),
            "category": "open",
            "skill_id": str(Skill.objects.create(name="환불").pk),
            "tag_id": str(Tag.objects.create(name="vip").pk),
            "form_id": str(own_form.pk),
            "field_id": str(own_field.pk),
            "option_id": str(option.pk),
            "status_id": str(own_status.pk),
            "person_id": str(jun.pk),
            "customer_id": str(seoa.pk),
            "organization_id": str(organization.pk),
            "import_id": "1",
            "segment_id": str(Segment.objects.create(name="VIP", conditions={"version": 1, "all": []}).pk),
            "agent": str(jun.pk),
            "session_id": str(session.pk),
            "device_id": str(
                PushDevice.objects.create(person=jun, session=session, endpoint="https://push.example/").pk
            ),
            "token_id": str(ApiToken.objects.get(user=jun).pk),
            "token": "made-up",
            "nonce": "0123456789abcdef",
            "uidb36": "1",
            "key": "made-up",
        },
    )
    for column, somebody in people.items():
        if somebody is not None:
            made.client.cookies = SimpleCookie()
            made.client.force_login(somebody)
            made.cookies[column] = made.client.cookies
        if somebody is not None and somebody.is_agent:
            made.tokens[column] = issue(somebody, "matrix")
        elif somebody is not None:
            made.tokens[column] = _token_of_a_customer(somebody)
    return made


def _token_of_a_customer(somebody: User) -> str:
    """Made while they were a member, before they were let go: it must not work any more."""
    role, somebody.role = somebody.role, Role.AGENT
    somebody.save()
    token = issue(somebody, "old")
    somebody.role = role
    somebody.save()
    return token
