"""The REST API under /api/v1: tokens, the same permissions as people, OpenAPI at /api/v1/docs."""

from typing import Annotated, Any

import orjson
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import Field, NinjaAPI
from ninja import Status as Answer
from ninja.errors import HttpError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.security import HttpBearer

from madang.accounts.agents import all_members
from madang.accounts.models import User
from madang.accounts.requesters import find_or_make_requester, normal_email
from madang.accounts.tokens import person_of
from madang.brands.models import Brand
from madang.channels.base import Address
from madang.channels.models import Inbox
from madang.delivery.models import Delivery
from madang.history.recording import stroke
from madang.lib.files import file_response
from madang.search.find import find
from madang.tickets import actions, public
from madang.tickets.answers import from_json
from madang.tickets.links import Role as LinkRole
from madang.tickets.merging import whole_conversation
from madang.tickets.models import (
    WAITING,
    Attachment,
    FieldSubject,
    Form,
    Message,
    OwnStatus,
    PlannedReply,
    Status,
    Ticket,
    TicketType,
)
from madang.tickets.planning import planned_visible_to
from madang.tickets.queries import messages_visible_to, sees_bcc, sides_visible_to, visible_to

from . import schemas
from .asked import fields_keyed
from .asked import person_asking as _person
from .asked import team_named as _team
from .asked import ticket_numbered as _ticket
from .definitions import router as definitions
from .pages import page_of
from .people import router as people
from .refusals import answer_refusals
from .sides import router as sides
from .sides import sides_of

MOST_A_PAGE = 100


class Bearer(HttpBearer):
    """Authorization: Bearer TOKEN, the token of an active agent."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        person = person_of(token)
        if person is not None and person.language:
            translation.activate(person.language)  # until the middleware ends its own override
        return person


class FastJson(BaseRenderer):
    """JSON by orjson."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data)


class FastParser(Parser):
    """JSON by orjson; what isn't JSON is a 400."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        try:
            return orjson.loads(request.body)  # type: ignore[no-any-return]  # JSON may be anything
        except orjson.JSONDecodeError as error:
            raise HttpError(400, _("The body is not JSON: %(error)s") % {"error": error}) from error


api = NinjaAPI(
    title="Madang",
    version="1",
    auth=Bearer(),
    renderer=FastJson(),
    parser=FastParser(),
    docs_url=None,
    urls_namespace="api",
)


api.add_router("", definitions)
api.add_router("", people)
api.add_router("", sides)
answer_refusals(api)


@api.get("/tickets", response=schemas.TicketPage)
def list_tickets(
    request: HttpRequest,
    q: str = "",
    status: schemas.StatusName | None = None,
    assignee: str | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Field(ge=1, le=MOST_A_PAGE)] = 50,
) -> dict[str, Any]:
    """Tickets, newest activity first. `assignee` is an e-mail address, "me" or "none"; `q` searches words."""
    person = _person(request)
    tickets = visible_to(person)
    if status is not None:
        tickets = tickets.filter(status=status)
    if assignee is not None:
        tickets = tickets.filter(assignee=_assignee(assignee, person))
    if q.strip():
        found = find(person, q, limit=MOST_A_PAGE)
        tickets = tickets.filter(pk__in=[hit.ticket_id for hit in found.tickets])
    page, following = page_of(tickets, cursor=cursor, limit=limit)
    return {"items": public.rows(page), "next": following}


@api.post("/tickets", response={201: schemas.TicketOut})
def open_ticket(request: HttpRequest, new: schemas.NewTicket) -> Answer[dict[str, Any]]:
    """Open a ticket for a customer, who is found or made by address."""
    person = _person(request)
    brand = _brand(new.brand)
    with stroke():
        requester = find_or_make_requester(Address(email=new.requester_email, name=new.requester_name))
        written = actions.Written(author=requester, body_text=new.body)
        inbox = Inbox.objects.filter(brand=brand, kind="email", is_active=True).order_by("pk").first()
        ticket, _message = actions.open_ticket(
            subject=new.subject, written=written, brand=brand, inbox=inbox, by=person
        )
        if new.form is not None:
            actions.choose_form(ticket, form=_form(new.form), by=person)
        for field, value in fields_keyed(new.fields, FieldSubject.TICKET):
            actions.set_field(ticket, field, from_json(value), by=person)
    return Answer(201, _whole(Ticket.objects.get(pk=ticket.pk), person))


@api.get("/tickets/{int:number}", response=schemas.TicketOut)
def show_ticket(request: HttpRequest, number: int) -> dict[str, Any]:
    """One ticket with its messages and what became of each answer."""
    person = _person(request)
    return _whole(_ticket(person, number), person)


@api.post("/tickets/{int:number}/messages", response={201: schemas.MessageOut, 202: schemas.PlannedOut})
def write_message(request: HttpRequest, number: int, new: schemas.NewMessage) -> Answer[dict[str, Any]]:
    """Answer the customer (public), now or later (202), or write a note (internal)."""
    person = _person(request)
    ticket = _ticket(person, number)
    key = f"api:{person.pk}:{new.key}" if new.key else None
    if new.send_at is not None or new.reviewer is not None:
        waiting = _planned(ticket, person, new, key)
        return Answer(202, public.planned(waiting, ticket, with_bcc=sees_bcc(person)))
    if new.visibility == "public":
        message = actions.reply(
            ticket,
            by=person,
            body_text=new.body,
            key=key,
            to=new.to,
            cc=new.cc,
            bcc=new.bcc,
            from_draft=False,
        )
    else:
        if new.to is not None or new.cc is not None or new.bcc:
            raise HttpError(422, _("A note is for colleagues alone: it has no recipients."))
        message = actions.note(ticket, by=person, body_text=new.body, key=key, from_draft=False)
    return Answer(201, _messages(Message.objects.filter(pk=message.pk), person)[0])


@api.delete("/tickets/{int:number}/planned/{int:planned_id}", response={204: None})
def call_back(request: HttpRequest, number: int, planned_id: int) -> Answer[None]:
    """Keep an answer from leaving: its words are its author's draft again."""
    person = _person(request)
    found = planned_visible_to(person).filter(pk=planned_id, ticket=_ticket(person, number)).first()
    if found is None:
        raise HttpError(404, _("There is no such answer, or you can't see it."))
    actions.cancel(found, by=person)
    return Answer(204, None)


@api.patch("/tickets/{int:number}", response=schemas.TicketOut)
def change_ticket(request: HttpRequest, number: int, change: schemas.TicketChange) -> dict[str, Any]:
    """Change what is given, all or nothing; null takes the assignee or team away."""
    person = _person(request)
    ticket = _ticket(person, number)
    given = change.dict(exclude_unset=True)
    with stroke():
        if given.get("subject") is not None:
            actions.change_subject(ticket, to=given["subject"], by=person)
        if given.get("priority") is not None:
            actions.change_priority(ticket, to=public.priority_named(given["priority"]), by=person)
        if given.get("type") is not None:
            kind = TicketType(given["type"]) if given["type"] else None
            actions.change_type(ticket, to=kind, by=person)
        if "team" in given:
            actions.move(ticket, to=_team(given["team"]), by=person)
        if "assignee" in given:
            actions.assign(ticket, to=_agent(given["assignee"], person), by=person)
        if given.get("tags") is not None:
            present = set(ticket.tags.values_list("name", flat=True))
            actions.tag(ticket, add=given["tags"], remove=present - set(given["tags"]), by=person)
        if "form" in given:
            actions.choose_form(ticket, form=_form(given["form"]), by=person)
        for field, value in fields_keyed(given.get("fields") or {}, FieldSubject.TICKET):
            actions.set_field(ticket, field, from_json(value), by=person)
        _change_status(ticket, given, person)
        if given.get("hold_reason") is not None:
            actions.explain_hold(ticket, reason=given["hold_reason"], by=person)
        if given.get("snooze") is not None:
            until = given["snooze"] if given["snooze"] != "answer" else None
            actions.snooze(ticket, until=until, by=person)
        elif "snooze" in given:
            actions.wake(ticket, by=person)
        if given.get("merge_into") is not None:
            actions.merge(ticket, into=_ticket(person, given["merge_into"]), by=person)
        elif "merge_into" in given:
            actions.unmerge(ticket, by=person)
    return _whole(Ticket.objects.get(pk=ticket.pk), person)


@api.delete("/tickets/{int:number}", response={204: None})
def delete_ticket(request: HttpRequest, number: int) -> Answer[None]:
    """Delete the ticket; for 30 days it can be brought back in the workspace."""
    person = _person(request)
    actions.delete(_ticket(person, number), by=person)
    return Answer(204, None)


@api.post("/tickets/{int:number}/links", response=schemas.TicketOut)
def link_ticket(request: HttpRequest, number: int, new: schemas.NewLink) -> dict[str, Any]:
    """Let two tickets hang together; `role` is what the other is to this one."""
    person = _person(request)
    ticket = _ticket(person, number)
    actions.link(ticket, to=_ticket(person, new.ticket), role=LinkRole(new.role), by=person)
    return _whole(ticket, person)


@api.get("/attachments/{int:attachment}", include_in_schema=True, response=None)
def download(request: HttpRequest, attachment: int) -> HttpResponse:
    """The bytes of a file."""
    person = _person(request)
    aside = Q(side_message__side__in=sides_visible_to(person))
    readable = Q(message__in=messages_visible_to(person)) | aside
    file = Attachment.objects.exclude(file="").filter(readable, pk=attachment).first()
    if file is None:
        raise Http404
    return file_response(str(file.file.name), filename=file.filename, content_type=file.content_type)


def _whole(ticket: Ticket, person: User) -> dict[str, Any]:
    tickets = whole_conversation(ticket)
    whole = messages_visible_to(person).filter(ticket__in=tickets)
    waiting = planned_visible_to(person).filter(ticket__in=tickets, state__in=sorted(WAITING))
    related = waiting.select_related("author", "reviewer").order_by("pk")
    return public.one(
        ticket,
        _messages(whole, person),
        planned=[public.planned(one, ticket, with_bcc=sees_bcc(person)) for one in related],
        sides=sides_of(person, tickets),
    )


def _planned(ticket: Ticket, person: User, new: schemas.NewMessage, key: str | None) -> PlannedReply:
    if new.visibility != "public":
        raise HttpError(422, _("Only answers can wait; a note is kept at once."))
    answer = actions.Answer(body_text=new.body, to=new.to, cc=new.cc, bcc=new.bcc, from_draft=False)
    if new.reviewer is None:
        assert new.send_at is not None
        return actions.schedule(ticket, answer, due_at=new.send_at, by=person, key=key)
    reviewer = _agent(new.reviewer, person)
    assert reviewer is not None
    return actions.ask_review(ticket, answer, reviewer=reviewer, by=person, due_at=new.send_at, key=key)


def _messages(messages: QuerySet[Message], person: User) -> list[dict[str, Any]]:
    fetched = list(messages.select_related("author").prefetch_related("attachments").order_by("pk"))
    ledger: dict[int, list[dict[str, Any]]] = {}
    rows = Delivery.objects.filter(message__in=[one.pk for one in fetched]).order_by("pk")
    fields = ("recipient", "state", "error", "sent_at", "opened_at", "opened_by")
    for message, to, *rest in rows.values_list("message", *fields):
        ledger.setdefault(message, []).append({"to": to, **dict(zip(fields[1:], rest, strict=True))})
    with_bcc = sees_bcc(person)
    return [public.message(one, ledger.get(one.pk, []), with_bcc=with_bcc) for one in fetched]


def _form(key: str | None) -> Form | None:
    if key is None:
        return None
    form = Form.objects.filter(key=key).first()
    if form is None:
        raise HttpError(422, _("There is no form with the key %(key)s.") % {"key": key})
    return form


def _change_status(ticket: Ticket, given: dict[str, Any], person: User) -> None:
    anyway = bool(given.get("anyway"))
    if given.get("own_status") is not None:
        own = OwnStatus.objects.filter(key=given["own_status"]).first()
        if own is None:
            raise HttpError(422, _("There is no status with the key %(key)s.") % {"key": given["own_status"]})
        if given.get("status") not in {None, own.category}:
            words = _("The status %(key)s is of the category %(category)s.")
            raise HttpError(422, words % {"key": own.key, "category": own.category})
        actions.change_status(ticket, to=Status(own.category), own=own, by=person, anyway=anyway)
    elif "own_status" in given:
        to = Status(given.get("status") or ticket.status)
        actions.change_status(ticket, to=to, own=None, by=person, anyway=anyway)
    elif given.get("status") is not None:
        actions.change_status(ticket, to=Status(given["status"]), by=person, anyway=anyway)


def _assignee(given: str, person: User) -> User | None:
    if given == "me":
        return person
    return None if given == "none" else _agent(given, person)


def _agent(email: str | None, person: User) -> User | None:
    if email is None:
        return None
    if email == "me":
        return person
    agent = all_members().filter(email=normal_email(email)).first()
    if agent is None:
        raise HttpError(422, _("No agent has the address %(email)s.") % {"email": email})
    return agent


def _brand(name: str) -> Brand:
    brands = list(Brand.objects.filter(is_active=True, **({"name": name} if name else {})).order_by("pk")[:2])
    if len(brands) == 1 or (brands and not name and Brand.objects.filter(is_active=True).count() == 1):
        return brands[0]
    if not brands:
        raise HttpError(422, _("There is no brand named %(name)s.") % {"name": name})
    raise HttpError(422, _("There are several brands; name one in “brand”."))
