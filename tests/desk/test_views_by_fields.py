"""Views in the order of a field of the desk's own, in the workspace."""

import re

import pytest

from madang.accounts.models import User
from madang.tickets import actions
from madang.tickets.filters import read
from madang.tickets.models import Field, FieldKind, SavedView, Ticket
from tests.cast import OpenTicket
from tests.desk.conftest import SignedIn

pytestmark = pytest.mark.django_db

EVERYTHING = {"version": 1, "all": []}


@pytest.fixture
def due(mina: User) -> Field:
    """A day by which something has to be done."""
    return actions.make_field({"ko": "처리 기한", "en": "Due"}, kind=FieldKind.DATE, by=None)


@pytest.fixture
def view(due: Field, mina: User) -> SavedView:
    """All tickets by that day, the earliest first."""
    made = actions.View(name="기한순", conditions=read(EVERYTHING), order=f"field:{due.pk}:up")
    return actions.make_view(made, by=mina)


@pytest.fixture
def three(open_ticket: OpenTicket, due: Field) -> list[Ticket]:
    """One due late, one without a day, one due early."""
    tickets = [open_ticket(name) for name in ("늦게", "언젠가", "일찍")]
    for ticket, day in zip(tickets, ("2026-12-31", "", "2026-01-02"), strict=True):
        actions.set_field(ticket, due, [day], by=None)
    return tickets


def shown(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'data-number="(\d+)"', page)]


def test_the_list_stands_in_the_order_of_the_field(
    signed_in: SignedIn, mina: User, view: SavedView, three: list[Ticket]
) -> None:
    late, someday, early = three
    client = signed_in(mina)
    page = client.get(f"/desk/view-{view.pk}/").content.decode()
    assert "처리 기한: 이른 날짜부터" in page
    assert shown(page) == [early.number, late.number, someday.number]
    numbers = ",".join(str(one.number) for one in three)
    fresh = client.get(f"/desk/view-{view.pk}/rows/?only={numbers}").content.decode()
    assert shown(fresh) == [early.number, late.number, someday.number]
    ranks = re.findall(r'data-rank="([^"]+)"', fresh)
    assert ranks == sorted(ranks)


def test_the_editor_offers_the_field_both_ways_and_keeps_one_that_is_retired(
    signed_in: SignedIn, mina: User, view: SavedView, due: Field
) -> None:
    client = signed_in(mina)
    page = client.get("/desk/views/new/").content.decode()
    assert f'<option value="field:{due.pk}:up"' in page
    assert f'<option value="field:{due.pk}:down"' in page
    actions.retire_field(due, by=None)
    assert f'value="field:{due.pk}:' not in client.get("/desk/views/new/").content.decode()
    kept = client.get(f"/desk/views/{view.pk}/").content.decode()
    assert f'<option value="field:{due.pk}:up" selected' in kept
    assert "차례는 남은 내용을 따릅니다" in client.get(f"/desk/view-{view.pk}/").content.decode()


def test_a_view_whose_field_was_removed_says_so_and_has_the_usual_order(
    signed_in: SignedIn, mina: User, view: SavedView, three: list[Ticket], due: Field
) -> None:
    Field.objects.filter(pk=due.pk).delete()
    page = signed_in(mina).get(f"/desk/view-{view.pk}/").content.decode()
    assert "차례를 정하던 입력 항목이 삭제되어" in page
    newest = sorted(three, key=lambda one: (one.last_message_at, one.pk), reverse=True)
    assert shown(page) == [one.number for one in newest]
