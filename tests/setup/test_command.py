"""`madang setup` and `madang demo`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from madang.accounts.models import User
from madang.brands.models import Desk
from tests.conftest import MakeDesk
from tests.setup.conftest import ANSWERS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data")]


def test_the_command_does_what_the_form_does() -> None:
    said = StringIO()
    call_command("setup", **ANSWERS, stdout=said)
    assert "owner@madang.example" in said.getvalue()
    assert User.objects.get(role="owner").check_password("lantern-hanok-42")
    assert Desk.objects.get().name == "등불"


def test_a_second_set_up_is_refused() -> None:
    call_command("setup", **ANSWERS, stdout=StringIO())
    with pytest.raises(CommandError):
        call_command("setup", **{**ANSWERS, "owner_email": "other@madang.example"}, stdout=StringIO())
    assert User.objects.count() == 1


def test_of_two_at_once_one_sets_the_desk_up(make_desk: MakeDesk) -> None:
    desk = make_desk()
    options = [f"--{name.replace('_', '-')}={value}" for name, value in ANSWERS.items()]
    both = [desk.start("setup", *options) for _ in range(2)]
    assert sorted(process.wait(timeout=120) for process in both) == [0, 1]
    assert "Traceback" not in desk.words()


def test_what_is_missing_is_named_by_its_option() -> None:
    with pytest.raises(CommandError, match="--brand"):
        call_command("setup", **{**ANSWERS, "brand": ""}, stdout=StringIO())
    with pytest.raises(CommandError, match="--language"):
        call_command("setup", **{**ANSWERS, "language": "fr"}, stdout=StringIO())


def test_the_sample_data_needs_a_desk() -> None:
    with pytest.raises(CommandError):
        call_command("demo", stdout=StringIO())
