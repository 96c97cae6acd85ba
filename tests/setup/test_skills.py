"""Skills and languages of agents: made in the settings, given to members, seen where somebody is chosen."""

import pytest

from madang.accounts import actions
from madang.accounts.at_work import AgentCard, Availability, Skill
from madang.accounts.errors import NotALanguage, NotAllowed, NotAMember, SkillExists, SkillNeedsAName
from madang.accounts.models import User
from madang.brands.models import Desk
from madang.history.models import Event
from madang.tickets.models import Ticket
from tests.setup.conftest import SignedIn

pytestmark = pytest.mark.django_db


def member_form(person: User, **changed: object) -> dict[str, object]:
    return {"name": person.name, "role": person.role, "reach": person.reach, **changed}


def test_a_skill_given_on_a_members_page_is_seen_by_who_assigns(
    signed_in: SignedIn, jiwoo: User, mina: User, jun: User, ticket: Ticket
) -> None:
    owner = signed_in(jiwoo)
    assert owner.post("/setup/skills/", {"name": " 환불  처리 ", "colour": "done"}).status_code == 302
    skill = Skill.objects.get()
    assert (skill.name, skill.colour) == ("환불 처리", "done")
    given = member_form(mina, skills=[skill.pk], languages=["en", "ko"], title="고객 지원팀")
    assert owner.post(f"/setup/members/{mina.pk}/", given).status_code == 302
    assert "환불 처리" in owner.get("/setup/members/").content.decode()
    menu = signed_in(jun).get(f"/desk/tickets/{ticket.number}/choices/").content.decode()
    assert "환불 처리 · 한국어 · English" in menu
    assert AgentCard.objects.get().title == "고객 지원팀"
    assert "user.skills_changed" in Event.objects.values_list("kind", flat=True)


def test_saving_what_is_so_already_records_nothing(signed_in: SignedIn, jiwoo: User, mina: User) -> None:
    owner = signed_in(jiwoo)
    owner.post(f"/setup/members/{mina.pk}/", member_form(mina, languages=["en"]))
    before = Event.objects.count()
    owner.post(f"/setup/members/{mina.pk}/", member_form(mina, languages=["en"]))
    assert Event.objects.count() == before


def test_a_name_that_another_skill_has_is_refused(signed_in: SignedIn, jiwoo: User) -> None:
    first = actions.make_skill("Refunds", by=jiwoo)
    for name, error in (("refunds", SkillExists), ("  ", SkillNeedsAName)):
        with pytest.raises(error):
            actions.make_skill(name, by=jiwoo)
    second = actions.make_skill("iOS", colour="made up", by=jiwoo)
    assert second.colour == ""
    answer = signed_in(jiwoo).post(f"/setup/skills/{second.pk}/", {"name": "REFUNDS"})
    assert answer.status_code == 422
    second.refresh_from_db()
    assert second.name == "iOS"
    actions.change_skill(first, name="REFUNDS", colour="", by=jiwoo)


def test_a_removed_skill_is_nobodys(signed_in: SignedIn, jiwoo: User, mina: User) -> None:
    skill = actions.make_skill("iOS", by=jiwoo)
    actions.set_skills(mina, to=[skill], by=jiwoo)
    assert signed_in(jiwoo).post(f"/setup/skills/{skill.pk}/remove/").status_code == 302
    assert not mina.skills.exists()
    assert Event.objects.filter(kind="skill.removed", data__name="iOS").exists()


def test_only_who_manages_people_gives_skills(
    desk: Desk, jiwoo: User, mina: User, jun: User, seoa: User
) -> None:
    skill = actions.make_skill("iOS", by=jiwoo)
    with pytest.raises(NotAllowed):
        actions.set_skills(mina, to=[skill], by=mina)
    with pytest.raises(NotAllowed):
        actions.change_card(mina, title="Boss", languages=[], by=jun)
    with pytest.raises(NotAMember):
        actions.set_skills(seoa, to=[skill], by=jiwoo)
    with pytest.raises(NotALanguage):
        actions.change_card(mina, title="", languages=["tlh"], by=mina)
    assert not AgentCard.objects.exists()


def test_the_members_page_says_hours_in_words_and_what_a_light_agent_may(
    signed_in: SignedIn, jiwoo: User, haneul: User
) -> None:
    actions.set_hours(haneul, week=[(540, 1080)] * 5 + [None] * 2, away_after=None, by=jiwoo)
    page = signed_in(jiwoo).get(f"/setup/members/{haneul.pk}/").content.decode()
    assert "Monday – Friday 09:00–18:00" in page
    assert "answer customers" in page
    assert Availability.objects.get().person == haneul
