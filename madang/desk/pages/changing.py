"""Changes of a ticket's properties; each answers what it undid, so that the page can offer undo."""

from collections.abc import Collection, Mapping

from django.db.models import Prefetch
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.accounts.access import AgentRequest, for_agents
from madang.accounts.agents import agents
from madang.accounts.at_work import Skill
from madang.accounts.availability import whereabouts_of
from madang.accounts.cards import about
from madang.accounts.models import Team, User
from madang.history.recording import stroke
from madang.lib.text.numbers import number_in
from madang.tickets import actions
from madang.tickets.models import Form, OwnStatus, Priority, Status, Ticket, TicketType

from ..conversation import NoSuchTicket, ticket_for
from ..deeds import DEEDS, state_of, tags_of
from ..deleted import deleted_ticket
from ..doing import done
from .composing import explained

MOST_CHOICES = 300

CODES: Mapping[str, Collection[str]] = {
    "status": Status.values,
    "priority": [str(one) for one in Priority.values],
    "type": ["", *TicketType.values],
}
"""What each of these may be; a page from before an upgrade may send another."""


@for_agents
@require_POST
@explained
def change(request: AgentRequest, number: int) -> HttpResponse:
    """Change what is given, all in one go.

    The names are `status` with `own` (the id of one of the desk's own, empty for the plain one),
    `priority`, `type`, `form`, `team`, `assignee`, `tag`, `untag`, `subject`, `merge`, `unmerge`, and those
    of `deeds.DEEDS`; `form`, `team` and `assignee` are ids, empty for none, `merge` the number of another
    ticket.
    Answers {"before": {…}}: sending that back undoes the change.
    """
    person = request.user
    given = request.POST
    of_deleted = "restore" in given or "erase" in given
    ticket = deleted_ticket(person, number) if of_deleted else ticket_for(person, number)
    before = _before(ticket, given)
    team = Team.objects.filter(pk=number_in(given.get("team", ""))).first()
    agent = agents().filter(pk=number_in(given.get("assignee", ""))).first()
    own = _own_status(given)
    form = Form.objects.filter(pk=number_in(given.get("form", ""))).first()
    if (
        (given.get("own") and own is None)
        or (given.get("form") and form is None)
        or (given.get("team") and team is None)
        or (given.get("assignee") and agent is None)
        or any(given[name] not in known for name, known in CODES.items() if name in given)
    ):
        return JsonResponse({"detail": _("That is not there any more. Choose another.")}, status=409)
    with stroke():
        if "status" in given:
            actions.change_status(
                ticket, to=Status(given["status"]), own=own, by=person, anyway="anyway" in given
            )
        if "priority" in given:
            actions.change_priority(ticket, to=Priority(int(given["priority"])), by=person)
        if "type" in given:
            kind = TicketType(given["type"]) if given["type"] else None
            actions.change_type(ticket, to=kind, by=person)
        if "form" in given:
            actions.choose_form(ticket, form=form, by=person)
        if "subject" in given:
            actions.change_subject(ticket, to=given["subject"], by=person)
        if "team" in given:
            actions.move(ticket, to=team, by=person)
        if "assignee" in given:
            actions.assign(ticket, to=agent, by=person)
        if "tag" in given or "untag" in given:
            tags = tags_of(ticket)
            actions.tag(ticket, add=given.getlist("tag"), remove=given.getlist("untag"), by=person)
            now = tags_of(ticket)
            before |= {"untag": sorted(now - tags), "tag": sorted(tags - now)}
        before |= _merged(ticket, given, person)
        before |= done(DEEDS, ticket, given, person)
    return JsonResponse({"before": before})


@for_agents
@require_safe
def choices(request: AgentRequest, number: int) -> HttpResponse:
    """The people and teams that a ticket can be given to; asked for when the menu is opened."""
    try:
        ticket = ticket_for(request.user, number)
    except NoSuchTicket:
        raise Http404 from None
    skills = Prefetch("skills", queryset=Skill.objects.order_by("name"))
    choosable = agents().select_related("card").prefetch_related(skills)
    offered = list(choosable.order_by("name", "pk")[:MOST_CHOICES])
    where = whereabouts_of([agent.pk for agent in offered])
    context = {
        "ticket": ticket,
        "agents": [(agent, where[agent.pk], about(agent)) for agent in offered],
        "teams": Team.objects.order_by("name")[:MOST_CHOICES],
    }
    return render(request, "desk/change/people.html", context)


def _before(ticket: Ticket, given: QueryDict) -> dict[str, object]:
    values = state_of(ticket) | {"subject": ticket.subject, "form": ticket.form_id or ""}
    asked = {*given, "own"} if "status" in given else {*given} - {"own"}
    return {name: value for name, value in values.items() if name in asked}


def _own_status(given: QueryDict) -> actions.Own:
    """The desk's own status that was chosen, None for the plain one; USUAL when that was not said."""
    if "own" not in given:
        return actions.USUAL
    return OwnStatus.objects.filter(pk=number_in(given.get("own", ""))).first()


def _merged(ticket: Ticket, given: QueryDict, person: User) -> dict[str, object]:
    """Merge the ticket or take it out again, when that is asked for; gives what undoes it."""
    if "merge" in given:
        actions.merge(ticket, into=ticket_for(person, number_in(given.get("merge", ""))), by=person)
        return {"unmerge": "1"}
    if "unmerge" in given and ticket.merged_into is not None:
        goal = ticket.merged_into.number
        actions.unmerge(ticket, by=person)
        return {"merge": str(goal)}
    return {}
