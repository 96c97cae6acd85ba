"""A merged ticket leads to where its conversation went on."""

import pytest

from madang.accounts.models import User
from madang.tickets import actions
from tests.cast import OpenTicket
from tests.desk.conftest import SignedIn

pytestmark = pytest.mark.django_db


def test_a_merged_ticket_says_where_to_answer_however_often_it_was_merged(
    signed_in: SignedIn, mina: User, open_ticket: OpenTicket
) -> None:
    first, second, third = open_ticket("처음"), open_ticket("둘째"), open_ticket("셋째")
    actions.merge(first, into=second, by=mina)
    actions.merge(second, into=third, by=mina)
    page = signed_in(mina).get(f"/desk/open/{first.number}/").content.decode()
    assert f"이 문의는 합쳐졌고, 대화는 #{third.number}에서 이어집니다." in page
    assert f'href="/desk/open/{third.number}/" data-open data-write-there' in page


def test_who_does_not_see_where_it_went_on_is_not_told(
    signed_in: SignedIn, mina: User, jun: User, open_ticket: OpenTicket
) -> None:
    gone, goal = open_ticket("처음"), open_ticket("둘째")
    User.objects.filter(pk=mina.pk).update(reach="assigned")
    actions.merge(gone, into=goal, by=jun)
    type(gone).objects.filter(pk=gone.pk).update(assignee=mina)
    page = signed_in(mina).get(f"/desk/open/{gone.number}/").content.decode()
    assert "볼 권한이 없는 문의에 합쳐졌습니다" in page
    assert f"#{goal.number}" not in page
