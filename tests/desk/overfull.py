"""Fills a staffed desk until it bursts: `python -m tests.desk.overfull`, in the desk's settings.

Names are as long as they may be and have no place to break, fields are sixty, and somebody has no name at all. Prints
one line of JSON: what stands for the names in braces in the addresses of pages.
"""

import json
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from madang.accounts.models import User
    from madang.tickets.models import Field, Ticket

FIELDS = 60
WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
LONG = WORD * 3
SYLLABLES = "가나다라마바사아자차카타파하" * 15
ADDRESS = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.example"
COURIER = ADDRESS.replace("a", "y")


def _make() -> dict[str, object]:
    import django

    django.setup()

    from madang.accounts.models import User
    from madang.tickets.models import Ticket

    owner = User.objects.get(email="owner@madang.example")
    tickets = list(Ticket.objects.filter(is_open=True).order_by("-number")[:12])
    seoa = tickets[0].requester
    return {
        **_people(seoa, by=owner),
        **_settings(seoa, tickets, by=owner),
        **_work(tickets, by=owner),
        "customer": seoa.pk,
        "ticket": tickets[0].number,
        "word": WORD,
    }


def _people(seoa: "User", *, by: "User") -> dict[str, int]:
    """A customer, an organization, a segment and a file that is taken in, all with names that don't fit."""
    from madang.accounts import actions
    from madang.accounts.importing import go_on_importing
    from madang.accounts.models import ImportKind
    from madang.lib.conditions import Group, How
    from madang.tickets.actions import make_segment

    actions.change_customer(seoa, name=SYLLABLES[:200], notes=f"{LONG}\n{SYLLABLES}", by=by)
    actions.tag_customer(seoa, add=[WORD[:60], *(f"태그-{nth}" for nth in range(30))], by=by)
    actions.add_identity(seoa, kind="email", value=ADDRESS, by=by)
    organization = actions.find_or_make_organization(LONG[:150], by=by)
    actions.change_organization(organization, notes=LONG, by=by)
    actions.tag_organization(organization, add=(WORD[:60],), by=by)
    actions.add_domain(organization, value=f"{'d' * 60}.{'e' * 60}.example", by=by)
    actions.put_in_organization(seoa, to=organization, by=by)
    nameless = actions.make_customer("", [("email", ADDRESS.replace("a", "z"))], by=by)
    actions.liken(seoa, nameless, why="name", detail=WORD)
    rows = [f"{LONG[:150]},{nth}@{'f' * 60}.example" for nth in range(20)] + [f"{SYLLABLES},{WORD}"] * 20
    content = "\n".join([f"{WORD},{SYLLABLES}", *rows]).encode()
    looked_at, done = (
        actions.keep_import(ImportKind.CUSTOMERS, name=f"{LONG[:150]}.csv", content=content, by=by)
        for _n in range(2)
    )
    actions.begin_import(done, columns=["name", "email"], by=by)
    go_on_importing.func(kept=done.pk)
    return {
        "organization": organization.pk,
        "other": nameless.pk,
        "segment": make_segment(LONG[:100], Group(How.ALL), by=by).pk,
        "look": looked_at.pk,
        "import": done.pk,
    }


def _settings(seoa: "User", tickets: "Sequence[Ticket]", *, by: "User") -> dict[str, int]:
    """Sixty fields of each kind of thing, a form, a status, a macro, a skill, a team and a view."""
    from madang.accounts.actions import make_skill, make_team
    from madang.lib.conditions import Condition, Group, How
    from madang.tickets import actions
    from madang.tickets.forms import Item
    from madang.tickets.models import Audience, FieldSubject, Status, Tag
    from madang.tickets.parts import Part, PartKind

    fields = [_field(nth, FieldSubject.TICKET, by=by) for nth in range(FIELDS)]
    theirs = [_field(nth, FieldSubject.CUSTOMER, by=by) for nth in range(FIELDS)]
    _field(0, FieldSubject.ORGANIZATION, by=by)
    form = actions.make_form(_named(LONG), by=by)
    actions.change_items(form, lambda _items: [Item(one.pk) for one in fields], by=by)
    status = actions.make_status(_named(LONG), category=Status.ON_HOLD, by=by)
    actions.tag(tickets[0], add=[WORD[:50], *(f"태그-{nth}" for nth in range(30))], by=by)
    parts = [Part(PartKind.STATUS, f"on_hold:{status.pk}"), Part(PartKind.PRIORITY, "4")]
    written = actions.WrittenMacro(
        name=LONG[:100], bodies={"ko": f"<p>{LONG}</p>"}, parts=parts, audience=Audience.EVERYBODY
    )
    conditions = Group(How.ALL, (Condition("subject", "has", LONG[:100]),))
    facts = tuple(f"field:{one.pk}" for one in (*fields[:3], *theirs[:3]))
    view = actions.make_view(
        actions.View(name=LONG[:100], conditions=Group(How.ALL), facts=facts, folder=LONG[:60]), by=by
    )
    actions.make_view(actions.View(name=SYLLABLES[:100], conditions=conditions), by=by)
    for one in theirs:
        if one.kind in ("text", "long_text"):
            actions.set_customer_field(seoa, one, [LONG[:250]], by=by)
        if one.kind == "number":
            actions.set_customer_field(seoa, one, ["-999999999999999"], by=by)
    return {
        "field": fields[0].pk,
        "form": form.pk,
        "status": status.pk,
        "macro": actions.make_macro(written, by=by).pk,
        "skill": make_skill(WORD[:60], by=by).pk,
        "team": make_team(LONG[:100], by=by).pk,
        "tag": Tag.objects.get(name=WORD[:50].lower()).pk,
        "view": view.pk,
    }


def _field(nth: int, subject: str, *, by: "User") -> "Field":
    from madang.tickets import actions
    from madang.tickets.models import FieldKind, FieldSubject

    kinds = [kind for kind in FieldKind if subject == FieldSubject.TICKET or kind != FieldKind.FILE]
    name = f"{nth}{LONG}" if nth % 3 == 0 else f"{SYLLABLES}{nth}" if nth % 3 == 1 else f"Field {nth}"
    made = actions.make_field(
        _named(name),
        kind=kinds[nth % len(kinds)],
        subject=FieldSubject(subject),
        beside_tickets=nth < 6,
        by=by,
    )
    if made.kind in (FieldKind.DROPDOWN, FieldKind.MULTI_SELECT):
        actions.add_option(made, _named(LONG), by=by)
    return made


def _named(name: str) -> dict[str, str]:
    return {"ko": name[:100], "en": name[:100]}


def _work(tickets: "Sequence[Ticket]", *, by: "User") -> dict[str, int]:
    """Long subjects, a problem that was answered, side conversations, and a change of many that was refused."""
    from madang.accounts.models import Team
    from madang.channels.base import Address
    from madang.tickets import actions, bulk_jobs
    from madang.tickets.links import Role
    from madang.tickets.models import Status, TicketType
    from madang.tickets.parts import Part, PartKind

    ticket, problem, *incidents = tickets
    for one in (ticket, problem, *incidents):
        actions.change_subject(one, to=f"{LONG}{one.number}", by=by)
    actions.change_status(ticket, to=Status.ON_HOLD, by=by)
    actions.explain_hold(ticket, reason=LONG[:200], by=by)
    actions.change_type(problem, to=TicketType.PROBLEM, by=by)
    for one in incidents:
        actions.link(one, to=problem, role=Role.PROBLEM, by=by)
    actions.link(ticket, to=problem, role=Role.RELATED, by=by)
    team = Team.objects.get(name="기술 지원")
    actions.open_task(ticket, subject=LONG, text=LONG, team=team, by=by)
    actions.invite_team(ticket, team=team, by=by)
    aside = actions.open_side(ticket, by=by, subject=LONG, body_text=LONG, to=[COURIER])
    wrote = actions.Written(author=by, body_text=LONG, from_address=Address(email=COURIER, name=LONG[:190]))
    actions.receive_side(aside, wrote, author=None)
    with_team = actions.open_side(ticket, by=by, subject=SYLLABLES, body_text=SYLLABLES, team=team)
    answered, _fresh = actions.answer_incidents(problem, body_text=LONG, by=by)
    actions.change_status(incidents[0], to=Status.CLOSED, by=None)
    bulk_jobs.work_on(answered.pk, seconds=60)
    parts = [Part(PartKind.STATUS, "solved"), Part(PartKind.PRIORITY, "4")]
    many, _fresh = actions.start_bulk([one.pk for one in tickets], by=by, key="overfull", parts=parts)
    bulk_jobs.work_on(many.pk, seconds=60)
    return {"problem": problem.number, "side": aside.pk, "team_side": with_team.pk, "bulk": many.pk}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madang.config.settings")
    print(json.dumps(_make()))
