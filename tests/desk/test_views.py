"""Views that people make: whose they are, what they show, and what becomes of them."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from madang.accounts.models import Team, User
from madang.desk.lists import groups_for
from madang.history.models import Event
from madang.tickets import actions
from madang.tickets.errors import NotAllowed, ViewIsGone, WrongView
from madang.tickets.exporting import write_export
from madang.tickets.filters import read
from madang.tickets.models import Priority, SavedView, Ticket, TicketExport
from madang.tickets.views import views_for
from tests.cast import OpenTicket
from tests.desk.conftest import SignedIn

pytestmark = pytest.mark.django_db

URGENT: dict[str, Any] = {"version": 1, "all": [{"attribute": "priority", "operator": "is", "value": [4]}]}
MINE: dict[str, Any] = {"version": 1, "all": [{"attribute": "assignee", "operator": "is", "value": ["me"]}]}


def make(by: User, name: str = "급한 문의", conditions: dict[str, Any] = URGENT, **how: Any) -> SavedView:
    return actions.make_view(actions.View(name=name, conditions=read(conditions), **how), by=by)


def names(person: User) -> list[str]:
    return [one.name for one in views_for(person)]


def posted(**changed: Any) -> dict[str, Any]:
    """What the editor's form sends."""
    form = {
        "name": "급한 문의",
        "conditions": json.dumps(URGENT),
        "order": "newest_message",
        "sharing": "personal",
    }
    return {**form, **changed}


def test_a_personal_view_is_its_owners_alone(mina: User, jun: User, jiwoo: User, haneul: User) -> None:
    make(mina)
    assert names(mina) == ["급한 문의"]
    assert names(jun) == names(jiwoo) == names(haneul) == []


def test_a_shared_view_is_everybodys_or_its_teams(
    jiwoo: User, mina: User, jun: User, haneul: User, payments: Team
) -> None:
    make(jiwoo, "모두", sharing="everybody")
    make(jiwoo, "결제", sharing="teams", teams=[payments])
    assert names(mina) == ["모두", "결제"]
    assert names(jun) == names(haneul) == ["모두"]


def test_only_who_may_share_views_makes_and_changes_shared_ones(
    jiwoo: User, mina: User, haneul: User
) -> None:
    shared = make(jiwoo, sharing="everybody")
    for person in (mina, haneul):
        own = make(person)
        with pytest.raises(NotAllowed):
            make(person, sharing="everybody")
        with pytest.raises(NotAllowed):
            actions.remove_view(shared, by=person)
        with pytest.raises(NotAllowed):
            actions.change_view(own, to=actions.View("x", read(URGENT), sharing="everybody"), by=person)
    with pytest.raises(NotAllowed):
        actions.remove_view(SavedView.objects.get(owner=mina), by=jiwoo)


@pytest.mark.parametrize(
    "how",
    [{"name": "  "}, {"order": "loudest"}, {"grouping": "weather"}, {"sharing": "teams"}, {"sharing": "x"}],
)
def test_a_view_that_cannot_be_is_refused(jiwoo: User, how: dict[str, Any]) -> None:
    with pytest.raises(WrongView):
        make(jiwoo, **how)
    assert not SavedView.objects.exists()


def test_what_happens_to_a_view_is_history_once(jiwoo: User) -> None:
    saved = make(jiwoo, sharing="everybody")
    same = actions.View(saved.name, read(URGENT), sharing="everybody")
    actions.change_view(saved, to=same, by=jiwoo)
    actions.change_view(saved, to=actions.View("다른 이름", read(URGENT), sharing="everybody"), by=jiwoo)
    actions.remove_view(saved, by=jiwoo)
    with pytest.raises(ViewIsGone):
        actions.change_view(saved, to=same, by=jiwoo)
    assert names(jiwoo) == []
    actions.restore_view(saved, by=jiwoo)
    actions.restore_view(saved, by=jiwoo)
    assert names(jiwoo) == ["다른 이름"]
    kinds = Event.objects.filter(subject_type="savedview").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["view.made", "view.changed", "view.removed", "view.restored"]


def test_views_stand_in_the_order_they_were_put_in(jiwoo: User, mina: User) -> None:
    first, second, third = (make(mina, name) for name in ("가", "나", "다"))
    actions.arrange_views([third, first, second], by=mina)
    assert names(mina) == ["다", "가", "나"]
    shared = make(jiwoo, "모두", sharing="everybody")
    actions.arrange_views([shared, first, second, third], by=mina)
    assert names(mina) == ["가", "나", "다", "모두"]


def test_views_stand_in_the_workspace_by_their_folders_with_counts(
    signed_in: SignedIn, mina: User, open_ticket: OpenTicket
) -> None:
    urgent, usual = open_ticket("급해요"), open_ticket("천천히요")
    actions.change_priority(urgent, to=Priority.URGENT, by=mina)
    saved = make(mina)
    mine = make(mina, "내 것", MINE, folder="아침")
    page = signed_in(mina).get(f"/desk/view-{saved.pk}/").content.decode()
    assert "급해요" in page
    assert "천천히요" not in page
    assert f'data-count="view-{saved.pk}">1<' in page
    assert f'data-count="view-{mine.pk}">0<' in page
    assert [group.name for group in groups_for(mina)][-2:] == ["Views", "아침"]
    counts = signed_in(mina).get("/desk/counts/").json()
    assert counts[f"view-{saved.pk}"] == "1"
    actions.change_priority(usual, to=Priority.URGENT, by=mina)
    assert signed_in(mina).get("/desk/counts/").json()[f"view-{saved.pk}"] == "2"


def test_me_is_whoever_looks(
    signed_in: SignedIn, jiwoo: User, mina: User, jun: User, open_ticket: OpenTicket
) -> None:
    hers, his = open_ticket("민아 것"), open_ticket("준 것")
    actions.assign(hers, to=mina, by=jiwoo)
    actions.assign(his, to=jun, by=jiwoo)
    shared = make(jiwoo, "내 것", MINE, sharing="everybody")
    for person, own, other in ((mina, "민아 것", "준 것"), (jun, "준 것", "민아 것")):
        page = signed_in(person).get(f"/desk/view-{shared.pk}/").content.decode()
        assert own in page
        assert other not in page
        assert signed_in(person).get("/desk/counts/").json()[f"view-{shared.pk}"] == "1"


def test_a_shared_view_shows_each_only_what_they_may_see(
    signed_in: SignedIn, jiwoo: User, haneul: User, technical: Team, open_ticket: OpenTicket
) -> None:
    for name in ("보임", "안 보임"):
        actions.change_priority(open_ticket(name), to=Priority.URGENT, by=jiwoo)
    actions.move(Ticket.objects.get(subject="보임"), to=technical, by=jiwoo)
    shared = make(jiwoo, sharing="everybody")
    page = signed_in(haneul).get(f"/desk/view-{shared.pk}/").content.decode()
    assert "보임" in page
    assert "안 보임" not in page
    assert signed_in(haneul).get("/desk/counts/").json()[f"view-{shared.pk}"] == "1"


def test_rows_asked_for_by_number_are_those_in_the_view_now(
    signed_in: SignedIn, mina: User, open_ticket: OpenTicket
) -> None:
    urgent, usual = open_ticket("급해요"), open_ticket("천천히요")
    actions.change_priority(urgent, to=Priority.URGENT, by=mina)
    saved = make(mina, grouping="assignee", order="priority", facts=("number", "brand", "created"))
    answer = signed_in(mina).get(f"/desk/view-{saved.pk}/rows/?only={urgent.number},{usual.number}")
    rows = answer.content.decode()
    assert rows.count('class="row ') + rows.count('class="row"') == 1
    assert 'data-group="담당자 없음"' in rows
    assert f"#{urgent.number}" in rows
    assert "등불 스토어" in rows
    assert "확인 부탁드려요" not in rows
    assert signed_in(mina).get(f"/desk/view-{saved.pk}/rows/?after=x").status_code == 404


def test_somebody_elses_view_is_as_if_it_were_not_there(
    signed_in: SignedIn, mina: User, jun: User, client: Client
) -> None:
    saved = make(mina)
    for address in (f"/desk/view-{saved.pk}/", f"/desk/views/{saved.pk}/", "/desk/view-999999/"):
        assert signed_in(jun).get(address).status_code == 404
        assert client.get(address).status_code == 302
    for what in ("remove", "restore"):
        assert signed_in(jun).post(f"/desk/views/{saved.pk}/{what}/").status_code == 404
    assert names(mina) == ["급한 문의"]


def test_a_view_is_made_changed_removed_and_brought_back_in_the_workspace(
    signed_in: SignedIn, mina: User
) -> None:
    at_work = signed_in(mina)
    assert at_work.get("/desk/views/new/").status_code == 200
    answer = at_work.post("/desk/views/new/", posted(folder="아침", fact=["number", "preview", "x"]))
    saved = SavedView.objects.get()
    assert answer["Location"] == f"/desk/view-{saved.pk}/"
    assert (saved.folder, saved.facts, saved.conditions) == ("아침", ["number", "preview"], URGENT)
    assert "급한 문의" in at_work.get(f"/desk/views/{saved.pk}/").content.decode()
    at_work.post(f"/desk/views/{saved.pk}/", posted(name="아주 급한 문의"))
    assert names(mina) == ["아주 급한 문의"]
    at_work.post(f"/desk/views/{saved.pk}/remove/")
    assert names(mina) == []
    assert "아주 급한 문의" in at_work.get(f"/desk/views/{saved.pk}/").content.decode()
    at_work.post(f"/desk/views/{saved.pk}/restore/")
    assert names(mina) == ["아주 급한 문의"]


def test_my_drawer_begins_with_my_open_tickets_in_all_brands(
    signed_in: SignedIn, mina: User, jun: User, open_ticket: OpenTicket
) -> None:
    for whose, subject in ((mina, "제 문의"), (jun, "준의 문의")):
        actions.assign(open_ticket(subject), to=whose, by=mina)
    begun = signed_in(mina).get("/desk/views/new/?begin=drawer")
    assert begun.context["written"].name == "내 서랍"
    begun = begun.context["conditions"]
    assert [one["attribute"] for one in begun["all"]] == ["assignee", "brand", "status"]
    signed_in(mina).post("/desk/views/new/", posted(name="내 서랍", conditions=json.dumps(begun)))
    rows = signed_in(mina).get(f"/desk/view-{SavedView.objects.get().pk}/").content.decode()
    assert "제 문의" in rows
    assert "준의 문의" not in rows


@pytest.mark.parametrize(
    "changed",
    [
        {"name": " "},
        {"conditions": ""},
        {"conditions": "[" * 99999},
        {"conditions": '{"version": 1, "all": [{"attribute": "tags", "operator": "has_any", "value": []}]}'},
        {"order": "x"},
        {"sharing": "everybody"},
    ],
)
def test_what_is_wrong_with_a_view_is_said_and_nothing_typed_is_lost(
    signed_in: SignedIn, mina: User, changed: dict[str, str]
) -> None:
    answer = signed_in(mina).post("/desk/views/new/", posted(folder="아침 회의", **changed))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'role="alert"' in page
    assert "아침 회의" in page
    assert not SavedView.objects.exists()


def test_the_preview_counts_shows_and_explains(
    signed_in: SignedIn, mina: User, open_ticket: OpenTicket
) -> None:
    actions.change_priority(open_ticket("급해요"), to=Priority.URGENT, by=mina)

    def preview(conditions: Any) -> str:
        sent = {"conditions": json.dumps(conditions), "order": "newest"}
        return signed_in(mina).post("/desk/views/preview/", sent).content.decode()

    assert "급해요" in preview(URGENT)
    never = {
        "version": 1,
        "all": [URGENT["all"][0], {"attribute": "priority", "operator": "is", "value": [1]}],
    }
    assert "함께 만족하는 문의는 있을 수 없습니다" in preview(never)
    assert "notice" in preview({"version": 9})
    assert not SavedView.objects.exists()


def test_a_view_written_by_another_release_says_what_can_be_done(signed_in: SignedIn, mina: User) -> None:
    saved = make(mina)
    SavedView.objects.filter(pk=saved.pk).update(
        conditions={"version": 1, "all": [{"attribute": "weather", "operator": "is", "value": ["rain"]}]}
    )
    page = signed_in(mina).get(f"/desk/view-{saved.pk}/").content.decode()
    assert "weather" in page
    assert f"/desk/views/{saved.pk}/" in page
    assert signed_in(mina).get(f"/desk/view-{saved.pk}/rows/?only=1001").status_code == 200


def test_the_workspace_takes_as_many_queries_with_thirty_views_as_with_three(
    signed_in: SignedIn, mina: User, open_ticket: OpenTicket
) -> None:
    actions.change_priority(open_ticket(), to=Priority.URGENT, by=mina)
    at_work = signed_in(mina)
    saved = [make(mina, f"{number}번째") for number in range(3)]
    address = f"/desk/view-{saved[0].pk}/"

    def asked() -> int:
        at_work.get(address)
        with CaptureQueriesContext(connection) as queries:
            at_work.get(address)
        return len(queries)

    with_three = asked()
    for number in range(27):
        make(mina, f"또 {number}번째")
    assert asked() == with_three
    assert with_three <= MOST_QUERIES


MOST_QUERIES = 19
"""Session, person, desk, teams, views, the bell, what happened, counts of lists, counts of views (one, and one pass
through open and one through other tickets), what waits to leave, where the view is looked through (two), its tickets
(two), their rows and tags; PostgreSQL asks once more what happened."""


def test_the_tickets_of_a_view_are_saved_as_a_file_by_whoever_asked(
    signed_in: SignedIn, mina: User, jun: User, open_ticket: OpenTicket
) -> None:
    actions.change_priority(open_ticket("급해요"), to=Priority.URGENT, by=mina)
    saved = make(mina)
    at_work = signed_in(mina)
    assert at_work.post(f"/desk/views/{saved.pk}/export/")["Location"] == "/desk/exports/"
    export = TicketExport.objects.get()
    assert "hx-trigger" in at_work.get("/desk/exports/").content.decode()
    assert at_work.get(f"/desk/exports/{export.pk}/file/").status_code == 404
    write_export.func(export.pk)
    page = at_work.get("/desk/exports/").content.decode()
    assert f"/desk/exports/{export.pk}/file/" in page
    assert "hx-trigger" not in page
    answer = at_work.get(f"/desk/exports/{export.pk}/file/")
    assert answer["Content-Disposition"].startswith("attachment")
    for what in ("file", "stop"):
        assert signed_in(jun).get(f"/desk/exports/{export.pk}/{what}/").status_code in (404, 405)
    assert "급한 문의" not in signed_in(jun).get("/desk/exports/").content.decode()
