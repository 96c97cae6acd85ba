"""Macros: who may use and change them, what is filled in, and what they do with the answer or at once."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from madang.accounts.models import Team, TeamMembership, User
from madang.channels.base import File
from madang.history.models import Event
from madang.lib.text.filling import CannotFill, check_html, fill_html
from madang.tickets import actions
from madang.tickets.actions.release import release_due
from madang.tickets.actions.use_macro import snoozed_until
from madang.tickets.errors import MacroGone, NotAllowed, NotEverybodys, TicketClosed, WrongMacro
from madang.tickets.gaps import filled, in_their_language
from madang.tickets.macros import changed_by, find, macros_for
from madang.tickets.models import (
    Attachment,
    Audience,
    Away,
    Draft,
    Macro,
    Priority,
    Status,
    Tag,
    Ticket,
    Visibility,
)
from madang.tickets.parts import ME, Part, PartKind, parts_in, prospects
from tests.cast import OpenTicket

REFUND = "<p>{{ name|고객|이가 }} 결제하신 건은 환불했어요. {{ agent }} 드림</p>"
SOLVE = Part(PartKind.STATUS, "solved")
URGENT = Part(PartKind.PRIORITY, str(Priority.URGENT.value))


def macro(by: User, name: str = "환불 안내", body: str = REFUND, **kwargs: object) -> Macro:
    written = actions.WrittenMacro(name=name, bodies={"ko": body} if body else {}, **kwargs)  # type: ignore[arg-type]  # fields by name
    return actions.make_macro(written, by=by)


def kinds_of_last_stroke(ticket: Ticket) -> list[str]:
    events = Event.objects.filter(subject_type="ticket", subject_id=ticket.pk)
    last = events.latest("pk")
    return list(events.filter(stroke=last.stroke).order_by("pk").values_list("kind", flat=True))


@pytest.mark.django_db
def test_what_a_macro_does_is_done_with_the_answer_in_one_stroke(ticket: Ticket, mina: User) -> None:
    vip = Tag.objects.create(name="vip")
    parts = [SOLVE, URGENT, Part(PartKind.ASSIGNEE, ME), Part(PartKind.TAG, str(vip.pk), "vip")]
    taken = actions.take_macro(ticket, macro(mina, parts=parts), by=mina, visibility=Visibility.PUBLIC)
    assert "윤서아가 결제하신" in taken.html
    ticket.refresh_from_db()
    assert ticket.status == Status.NEW, "nothing is done before the answer is sent"

    actions.reply(ticket, by=mina, body_text="환불했어요.")
    ticket.refresh_from_db()
    assert (ticket.status, ticket.priority, ticket.assignee) == (Status.SOLVED, Priority.URGENT, mina)
    assert [tag.name for tag in ticket.tags.all()] == ["vip"]
    kinds = kinds_of_last_stroke(ticket)
    assert kinds[0] == "ticket.macro_used"
    assert kinds.count("ticket.status_changed") == 1, "it was never open in between"
    assert "message.sent" in kinds
    assert Macro.objects.get().uses == 1
    assert not Draft.objects.exists()


@pytest.mark.django_db
def test_the_status_chosen_with_the_button_wins_over_that_of_the_macro(ticket: Ticket, mina: User) -> None:
    actions.take_macro(ticket, macro(mina, parts=[SOLVE]), by=mina, visibility=Visibility.PUBLIC)
    actions.reply(ticket, by=mina, body_text="환불했어요.", then=Status.PENDING)
    ticket.refresh_from_db()
    assert ticket.status == Status.PENDING


@pytest.mark.django_db
def test_one_thing_can_be_left_out_before_it_is_sent(ticket: Ticket, mina: User) -> None:
    made = macro(mina, parts=[SOLVE, URGENT])
    actions.take_macro(ticket, made, by=mina, visibility=Visibility.PUBLIC)
    actions.drop_part(ticket, by=mina, visibility=Visibility.PUBLIC, macro=made.pk, part=SOLVE)
    actions.reply(ticket, by=mina, body_text="확인 중이에요.")
    ticket.refresh_from_db()
    assert (ticket.status, ticket.priority) == (Status.OPEN, Priority.URGENT)


@pytest.mark.django_db
def test_a_planned_answer_does_it_when_it_leaves_and_called_back_keeps_it(ticket: Ticket, mina: User) -> None:
    actions.take_macro(ticket, macro(mina, parts=[SOLVE]), by=mina, visibility=Visibility.PUBLIC)
    due = timezone.now() + timedelta(hours=1)
    planned = actions.schedule(ticket, actions.Answer(body_text="환불했어요."), due_at=due, by=mina)
    ticket.refresh_from_db()
    assert ticket.status == Status.NEW
    draft = actions.cancel(planned, by=mina)
    assert [part.kind for part in parts_in(draft.macros[0]["parts"])] == ["status"]
    planned = actions.schedule(ticket, actions.Answer(body_text="환불했어요."), due_at=due, by=mina)
    assert release_due(planned.pk, now=due)
    ticket.refresh_from_db()
    assert ticket.status == Status.SOLVED


@pytest.mark.django_db
def test_a_note_takes_files_and_does_it_when_it_is_kept(ticket: Ticket, mina: User) -> None:
    written = actions.WrittenMacro(
        name="점검", bodies={"ko": "<p>점검표</p>"}, parts=[URGENT], visibility=Visibility.INTERNAL
    )
    made = actions.make_macro(written, files=[File("점검.txt", "text/plain", b"1")], by=mina)
    taken = actions.take_macro(ticket, made, by=mina, visibility=Visibility.INTERNAL)
    note = actions.note(ticket, by=mina, body_text="점검표")
    ticket.refresh_from_db()
    assert ticket.priority == Priority.URGENT
    assert [file.filename for file in note.attachments.all()] == ["점검.txt"]
    assert taken.files[0].file.name != made.attachments.get().file.name, "each has its own bytes"
    assert Attachment.objects.count() == 2


@pytest.mark.django_db
def test_a_macro_without_text_is_done_at_once_and_says_what_it_left_out(
    ticket: Ticket, jiwoo: User, haneul: User, technical: Team
) -> None:
    actions.move(ticket, to=technical, by=None)
    gone = Part(PartKind.TEAM, "999999", "배송")
    parts = [URGENT, Part(PartKind.ASSIGNEE, ME), gone, Part(PartKind.TAG, "888888", "옛날")]
    made = macro(jiwoo, "급해요", "", parts=parts, audience=Audience.EVERYBODY)
    left_out = actions.use_macro(ticket, made, by=haneul)
    ticket.refresh_from_db()
    assert ticket.priority == Priority.URGENT
    assert ticket.assignee is None, "a light agent may not assign, by a macro neither"
    assert {one.part.kind for one in left_out} == {"assignee", "team", "tag"}
    assert all(one.why_not for one in left_out)
    assert any("배송" in one.words for one in left_out), "what is gone is called by its name"


@pytest.mark.django_db
def test_who_sees_teams_alone_can_give_a_ticket_away_whole(
    ticket: Ticket, payments: Team, technical: Team, mina: User, jun: User
) -> None:
    mina.reach = "teams"
    mina.save()
    actions.move(ticket, to=payments, by=None)
    parts = [Part(PartKind.TEAM, str(technical.pk)), Part(PartKind.ASSIGNEE, str(jun.pk)), URGENT]
    assert actions.use_macro(ticket, macro(mina, "넘김", "", parts=parts), by=mina) == []
    ticket.refresh_from_db()
    assert (ticket.team, ticket.assignee, ticket.priority) == (technical, jun, Priority.URGENT)


@pytest.mark.django_db
def test_a_closed_ticket_refuses_a_macro_as_a_whole(ticket: Ticket, mina: User) -> None:
    made = macro(mina, "급해요", "", parts=[URGENT])
    actions.change_status(ticket, to=Status.CLOSED, by=mina)
    with pytest.raises(TicketClosed):
        actions.use_macro(ticket, made, by=mina)
    assert Macro.objects.get().uses == 0


@pytest.mark.django_db
def test_a_snooze_in_a_macro_comes_back_in_the_morning(ticket: Ticket, mina: User) -> None:
    made = macro(mina, "사흘", "", parts=[Part(PartKind.SNOOZE, "3")])
    assert actions.use_macro(ticket, made, by=mina) == []
    ticket.refresh_from_db()
    assert ticket.away == Away.SNOOZED
    assert ticket.away_until == snoozed_until("3")


@pytest.mark.django_db
def test_personal_ones_are_ones_own_and_shared_ones_their_teams(
    mina: User, jun: User, jiwoo: User, payments: Team
) -> None:
    own = macro(mina, "내 것")
    ours = macro(jiwoo, "결제팀", audience=Audience.TEAMS, teams=[payments])
    alls = macro(jiwoo, "모두", audience=Audience.EVERYBODY)
    assert set(macros_for(mina)) == {own, ours, alls}
    assert set(macros_for(jun)) == {alls}
    assert set(changed_by(mina)) == {own}
    assert set(changed_by(jiwoo)) == {ours, alls}, "what is personal is nobody else's business"
    TeamMembership.objects.filter(user=mina).update(is_lead=True)
    assert set(changed_by(mina)) == {own, ours}


@pytest.mark.django_db
def test_only_leads_share_with_their_team_and_only_administrators_with_all(
    mina: User, payments: Team, technical: Team
) -> None:
    with pytest.raises(NotEverybodys):
        macro(mina, audience=Audience.TEAMS, teams=[payments])
    TeamMembership.objects.filter(user=mina).update(is_lead=True)
    shared = macro(mina, audience=Audience.TEAMS, teams=[payments])
    for audience, teams in (
        (Audience.EVERYBODY, []),
        (Audience.TEAMS, []),
        (Audience.TEAMS, [payments, technical]),
    ):
        written = actions.WrittenMacro(name="x", bodies={"ko": "x"}, audience=audience, teams=teams)
        with pytest.raises(NotEverybodys):
            actions.change_macro(shared, written, by=mina)
    shared.refresh_from_db()
    assert shared.name == "환불 안내"


@pytest.mark.django_db
def test_changes_of_shared_macros_are_history_and_those_of_personal_ones_are_not(
    mina: User, jiwoo: User
) -> None:
    macro(mina)
    assert not Event.objects.filter(subject_type="macro").exists()
    shared = macro(jiwoo, audience=Audience.EVERYBODY)
    written = actions.WrittenMacro(name="새 이름", bodies={"ko": "x"}, audience=Audience.EVERYBODY)
    actions.change_macro(shared, written, by=jiwoo)
    actions.change_macro(shared, written, by=jiwoo)
    Macro.objects.filter(pk=shared.pk).update(uses=1)
    assert not actions.remove_macro(shared, by=jiwoo)
    told = Event.objects.filter(subject_type="macro", subject_id=shared.pk).order_by("pk")
    assert [event.kind for event in told] == ["macro.made", "macro.changed", "macro.retired"]
    assert told[1].data == {"fields": ["name", "bodies"]}


@pytest.mark.django_db
def test_one_that_was_used_is_retired_and_one_that_was_not_is_gone(ticket: Ticket, mina: User) -> None:
    never, used = macro(mina, "한 번도"), macro(mina, "쓴 것", "", parts=[URGENT])
    actions.use_macro(ticket, used, by=mina)
    assert actions.remove_macro(never, by=mina)
    assert not actions.remove_macro(used, by=mina)
    assert list(Macro.objects.values_list("name", "is_retired")) == [("쓴 것", True)]
    with pytest.raises(MacroGone):
        actions.use_macro(ticket, used, by=mina)
    with pytest.raises(MacroGone):
        actions.take_macro(ticket, used, by=mina, visibility=Visibility.PUBLIC)
    actions.bring_back_macro(used, by=mina)
    assert actions.use_macro(ticket, used, by=mina) == []


@pytest.mark.django_db
def test_nobody_changes_or_uses_the_personal_macro_of_another(ticket: Ticket, mina: User, jun: User) -> None:
    made = macro(mina)
    with pytest.raises(MacroGone):
        actions.take_macro(ticket, made, by=jun, visibility=Visibility.PUBLIC)
    for refused in (actions.remove_macro, actions.bring_back_macro):
        with pytest.raises(NotAllowed):
            refused(made, by=jun)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "body", "parts"), [("", "x", []), ("x", "", []), ("x", "{{ nmae }}", []), ("x", "{{ name", [])]
)
def test_what_is_no_macro_is_refused_and_nothing_is_kept(
    mina: User, name: str, body: str, parts: list[Part]
) -> None:
    with pytest.raises(WrongMacro):
        macro(mina, name, body, parts=parts)
    assert not Macro.objects.exists()


@pytest.mark.django_db
def test_the_customers_language_is_picked_and_else_the_desks(
    ticket: Ticket, noor: User, open_ticket: OpenTicket
) -> None:
    bodies = {"en": "Refunded", "ko": "환불"}
    assert in_their_language(bodies, ticket) == "환불"
    noor.language = "en"
    noor.save()
    theirs = open_ticket(requester=noor)
    assert in_their_language(bodies, theirs) == "Refunded"
    assert in_their_language({"ko": "환불"}, theirs) == "환불", "better in the desk's than not at all"
    assert in_their_language({}, theirs) == ""


@pytest.mark.django_db
def test_names_and_words_find_it_and_the_most_used_comes_first(mina: User) -> None:
    rare, often = macro(mina, "환불 거절"), macro(mina, "환불 승인")
    by_words = macro(mina, "배송", "<p>환불은 아니에요</p>")
    Macro.objects.filter(pk=often.pk).update(uses=9)
    assert list(find(mina, "환불")) == [often, rare, by_words]
    assert list(find(mina, "승인")) == [often]
    assert list(find(mina, "거절 환")) == [rare]
    assert list(find(mina, "없는말")) == []
    assert list(find(mina, "")) == [often, by_words, rare]


@pytest.mark.django_db
def test_an_empty_name_is_filled_by_the_fallback_and_its_particle_fits(ticket: Ticket, mina: User) -> None:
    ticket.requester.name = ""
    assert filled("<p>{{ name|고객님|은는 }}</p>", ticket, by=mina) == "<p>고객님은</p>"
    ticket.requester.name = "<b>서아</b>"
    assert filled("{{&nbsp;name|이가 }}", ticket, by=mina) == "&lt;b&gt;서아&lt;/b&gt;가"


@given(st.text(max_size=60), st.text(max_size=20))
def test_whatever_is_filled_in_adds_no_tag_and_leaves_the_rest(around: str, value: str) -> None:
    around = around.replace("{", "").replace("}", "")
    made = fill_html(f"{around}{{{{ name }}}}{around}", name=value)
    assert made.startswith(around)
    assert made.endswith(around)
    assert "<" not in made[len(around) : len(made) - len(around)]


@pytest.mark.parametrize(
    "wrong", ["{{ x }}", "{{ name", "{{ name|가|나|다 }}", "{% if %}", "{{ <b>name</b> }}"]
)
def test_a_gap_that_nothing_fills_is_told_before_a_customer_reads_it(wrong: str) -> None:
    with pytest.raises(CannotFill):
        check_html(wrong, names=["name"])


@pytest.mark.django_db
def test_a_part_says_in_words_what_it_does(mina: User, technical: Team) -> None:
    parts = [
        SOLVE,
        URGENT,
        Part(PartKind.TYPE, ""),
        Part(PartKind.TEAM, str(technical.pk)),
        Part("gone", "1"),
    ]
    words = [one.words for one in prospects(parts_in([part.kept() for part in parts]), by=mina)]
    assert words == ["Status: Solved", "Priority: Urgent", "Type: No type", "Team: 기술 지원"]
