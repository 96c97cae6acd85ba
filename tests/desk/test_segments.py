"""Segments in the workspace: made with what they find beside them, shown, changed, removed."""

import json
import re

import pytest

from madang.accounts.models import User
from madang.lib.conditions import Group, How
from madang.tickets import actions
from madang.tickets.models import Segment, Ticket
from tests.desk.conftest import SignedIn

pytestmark = pytest.mark.django_db

OPEN = json.dumps({"version": 1, "all": [{"attribute": "open", "operator": "is_so", "value": None}]})


def people(page: str) -> list[int]:
    return [int(one) for one in re.findall(r'person-line" href="/desk/people/(\d+)/"', page)]


def test_a_segment_is_made_looked_at_changed_and_removed(
    signed_in: SignedIn, mina: User, seoa: User, noor: User, ticket: Ticket
) -> None:
    browser = signed_in(mina)
    assert "세그먼트가 아직 없습니다" in browser.get("/desk/segments/").content.decode()
    assert 'id="view-tree"' in browser.get("/desk/segments/new/").content.decode()
    look = browser.post("/desk/segments/preview/", {"conditions": OPEN}).content.decode()
    assert '<b class="figures">1</b>' in look
    assert "윤서아" in look
    place = browser.post("/desk/segments/new/", {"name": "기다리는 고객", "conditions": OPEN})["Location"]
    assert people(browser.get(place).content.decode()) == [seoa.pk]
    assert browser.get(f"{place}?number=1").content == b"1"
    assert "기다리는 고객" in browser.get("/desk/segments/").content.decode()
    everybody = json.dumps({"version": 1, "all": []})
    browser.post(f"{place}change/", {"name": "모두", "conditions": everybody})
    assert people(browser.get(place).content.decode()) == [noor.pk, seoa.pk]
    assert "모두" in browser.get(f"{place}remove/").content.decode()
    assert Segment.objects.exists()
    browser.post(f"{place}remove/")
    assert browser.get(place).status_code == 404


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(signed_in: SignedIn, mina: User) -> None:
    browser = signed_in(mina)
    wrong = json.dumps({"version": 1, "all": [{"attribute": "tag", "operator": "has_any", "value": []}]})
    for name, conditions in (("", OPEN), ("x", wrong), ("x", "no json"), ("x", "[" * 5000)):
        answer = browser.post("/desk/segments/new/", {"name": name, "conditions": conditions})
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()
        assert browser.post("/desk/segments/preview/", {"conditions": conditions}).status_code == 200
    assert not Segment.objects.exists()
    broken = Segment.objects.create(name="옛것", conditions={"version": 99})
    assert "notice wait" in browser.get(f"/desk/segments/{broken.pk}/").content.decode()
    assert browser.get(f"/desk/segments/{broken.pk}/?number=1").content.decode() == "–"
    for address in (f"/desk/segments/{10**30}/", f"/desk/segments/{broken.pk}/?before=x"):
        assert browser.get(address).status_code == 404


def test_a_segment_shows_only_customers_whom_one_sees(
    signed_in: SignedIn, mina: User, haneul: User, ticket: Ticket
) -> None:
    segment = actions.make_segment("모두", Group(How.ALL), by=mina)
    assert people(signed_in(haneul).get(f"/desk/segments/{segment.pk}/").content.decode()) == []
    assert signed_in(haneul).get(f"/desk/segments/{segment.pk}/?number=1").content == b"0"
