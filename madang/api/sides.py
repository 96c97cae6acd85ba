"""Side conversations for programs: read with their ticket, begun, answered, closed and opened again."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router
from ninja import Status as Answer
from ninja.errors import HttpError

from madang.accounts.models import User
from madang.delivery.models import Delivery
from madang.tickets import actions, public_sides
from madang.tickets.models import SideConversation, SideMessage
from madang.tickets.queries import sides_visible_to

from . import schemas
from .asked import person_asking, team_named, ticket_numbered

router = Router()

_OF_A_MAIL = ("recipient", "state", "error", "sent_at", "opened_at", "opened_by")


@router.post("/tickets/{int:number}/side-conversations", response={201: schemas.SideOut})
def open_side(request: HttpRequest, number: int, new: schemas.NewSide) -> Answer[dict[str, Any]]:
    """Begin one with people outside, by mail, or with a team. The customer gets nothing of it."""
    person = person_asking(request)
    ticket = ticket_numbered(person, number)
    if new.to and new.team is not None:
        raise HttpError(422, _("A side conversation is either with addresses or with a team."))
    side = actions.open_side(
        ticket,
        by=person,
        subject=new.subject,
        body_text=new.body,
        to=new.to,
        team=team_named(new.team),
        key=_key(person, new.key),
    )
    return Answer(201, _one(person, side.pk))


@router.get("/side-conversations/{int:side_id}", response=schemas.SideOut)
def show_side(request: HttpRequest, side_id: int) -> dict[str, Any]:
    """One side conversation with its messages and what became of each mail."""
    return _one(person_asking(request), side_id)


@router.post("/side-conversations/{int:side_id}/messages", response={201: schemas.SideMessageOut})
def write_side(request: HttpRequest, side_id: int, new: schemas.NewSideMessage) -> Answer[dict[str, Any]]:
    """Write in it: by mail to who takes part, or to the addresses `to`, who take part from then on."""
    person = person_asking(request)
    side = _found(person, side_id)
    if side.inbox_id is None and new.to is not None:
        raise HttpError(422, _("This side conversation is with a team: it has no recipients."))
    message = actions.write_side(side, by=person, body_text=new.body, to=new.to, key=_key(person, new.key))
    return Answer(201, _messages([message.side_id], only=message.pk)[message.side_id][0])


@router.post("/side-conversations/{int:side_id}/close", response=schemas.SideOut)
def close_side(request: HttpRequest, side_id: int) -> dict[str, Any]:
    """Close it; an answer opens it again."""
    person = person_asking(request)
    actions.close_side(_found(person, side_id), by=person)
    return _one(person, side_id)


@router.post("/side-conversations/{int:side_id}/reopen", response=schemas.SideOut)
def reopen_side(request: HttpRequest, side_id: int) -> dict[str, Any]:
    """Open it again."""
    person = person_asking(request)
    actions.reopen_side(_found(person, side_id), by=person)
    return _one(person, side_id)


def sides_of(person: User, tickets: Sequence[int]) -> list[dict[str, Any]]:
    """The side conversations of these tickets that `person` may read, oldest first. Four queries at most."""
    found = list(sides_visible_to(person).filter(ticket__in=tickets).select_related("team").order_by("pk"))
    messages = _messages([one.pk for one in found]) if found else {}
    return [public_sides.side(one, messages.get(one.pk, ())) for one in found]


def _one(person: User, side_id: int) -> dict[str, Any]:
    side = _found(person, side_id)
    return public_sides.side(side, _messages([side.pk]).get(side.pk, ()))


def _found(person: User, side_id: int) -> SideConversation:
    side = sides_visible_to(person).select_related("team").filter(pk=side_id).first()
    if side is None:
        raise HttpError(404, _("There is no such side conversation, or you can't see it."))
    return side


def _messages(sides: Sequence[int], *, only: int | None = None) -> dict[int, list[dict[str, Any]]]:
    written = SideMessage.objects.filter(side__in=sides).select_related("author")
    if only is not None:
        written = written.filter(pk=only)
    fetched = list(written.prefetch_related("attachments").order_by("pk"))
    ledger: dict[int, list[dict[str, Any]]] = {}
    rows = Delivery.objects.filter(side_message__in=[one.pk for one in fetched]).order_by("pk")
    for message, to, *rest in rows.values_list("side_message", *_OF_A_MAIL):
        ledger.setdefault(message, []).append({"to": to, **dict(zip(_OF_A_MAIL[1:], rest, strict=True))})
    shown: dict[int, list[dict[str, Any]]] = {}
    for one in fetched:
        shown.setdefault(one.side_id, []).append(public_sides.side_message(one, ledger.get(one.pk, ())))
    return shown


def _key(person: User, key: str | None) -> str | None:
    return f"api:{person.pk}:{key}" if key else None
