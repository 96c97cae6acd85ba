"""Those who work in the desk, among everybody who ever wrote to it."""

import pytest

from madang.accounts.agents import agents, all_members
from madang.accounts.models import User

pytestmark = pytest.mark.django_db


def test_agents_are_who_works_here_now_and_members_who_ever_did(mina: User, haneul: User, seoa: User) -> None:
    User.objects.filter(pk=haneul.pk).update(is_active=False)
    assert set(agents()) == {mina}
    assert set(all_members()) == {mina, haneul}


def test_they_are_found_without_looking_at_each_customer() -> None:
    plan = agents().order_by("name", "pk").explain()
    assert "SCAN" not in plan
    assert "accounts_user_role" in plan or "Seq Scan" in plan, "PostgreSQL reads few rows as a whole"
