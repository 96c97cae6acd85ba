"""Settings: what administrators change, and that history knows it."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from madang.accounts.models import Team, User
from madang.accounts.roles import Role
from madang.brands.models import Brand, Desk
from madang.channels.models import Inbox
from madang.history.models import Event
from tests.setup.conftest import SignedIn

pytestmark = pytest.mark.django_db

PAGES = (
    "settings",
    "members",
    "members/new",
    "teams",
    "brands",
    "brands/new",
    "outgoing",
    "outgoing/all",
    "desk",
    "failures",
    "try",
    "sample",
)


@pytest.fixture
def owner(jiwoo: User, help_inbox: Inbox, signed_in: SignedIn) -> Client:
    """The owner's browser."""
    return signed_in(jiwoo)


def kinds() -> list[str]:
    """The kinds of all that was recorded, oldest first."""
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_page_opens_in_both_languages(owner: Client, jiwoo: User, page: str, language: str) -> None:
    User.objects.filter(pk=jiwoo.pk).update(language=language)
    response = owner.get(f"/setup/{page}/")
    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.content.decode()


@pytest.mark.parametrize("page", [page for page in PAGES if page != "settings"])
def test_agents_have_no_business_there(mina: User, help_inbox: Inbox, signed_in: SignedIn, page: str) -> None:
    assert signed_in(mina).get(f"/setup/{page}/").status_code == 403


def test_settings_lead_an_agent_to_their_own_account(
    mina: User, help_inbox: Inbox, signed_in: SignedIn
) -> None:
    assert signed_in(mina).get("/setup/settings/").status_code == 302


def test_strangers_sign_in_first(client: Client, help_inbox: Inbox) -> None:
    response = client.get("/setup/members/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_a_member_with_a_first_password_can_sign_in(owner: Client, payments: Team) -> None:
    response = owner.post(
        "/setup/members/new/",
        {
            "name": "박준",
            "email": "Jun@Lantern.example",
            "role": "agent",
            "reach": "teams",
            "teams": [payments.pk],
            "way_in": "password",
            "password": "lantern-hanok-44",
        },
    )
    assert response.status_code == 302
    jun = User.objects.get(email="jun@lantern.example")
    assert (jun.role, jun.reach, list(jun.teams.all())) == ("agent", "teams", [payments])
    assert jun.check_password("lantern-hanok-44")
    assert "user.joined" in kinds()


def test_an_invited_member_has_no_password_yet(owner: Client) -> None:
    given = {
        "name": "박준",
        "email": "jun@lantern.example",
        "role": "agent",
        "reach": "all",
        "way_in": "invite",
    }
    assert owner.post("/setup/members/new/", given).status_code == 302
    assert not User.objects.get(email="jun@lantern.example").has_usable_password()


def test_a_weak_first_password_is_refused(owner: Client) -> None:
    given = {
        "name": "박준",
        "email": "jun@lantern.example",
        "role": "agent",
        "reach": "all",
        "way_in": "password",
    }
    assert owner.post("/setup/members/new/", {**given, "password": "short"}).status_code == 422
    assert not User.objects.filter(email="jun@lantern.example").exists()


def test_a_member_gets_another_role_and_teams(owner: Client, jun: User, technical: Team) -> None:
    given = {"name": "박준", "role": "light_agent", "reach": "assigned", "teams": [technical.pk]}
    assert owner.post(f"/setup/members/{jun.pk}/", given).status_code == 302
    jun.refresh_from_db()
    assert (jun.role, jun.reach, list(jun.teams.all())) == ("light_agent", "assigned", [technical])


def test_the_last_owner_stays_one(owner: Client, jiwoo: User) -> None:
    response = owner.post(f"/setup/members/{jiwoo.pk}/", {"name": "한지우", "role": "agent", "reach": "all"})
    assert response.status_code == 422
    assert User.objects.get(pk=jiwoo.pk).role == Role.OWNER


def test_administrators_make_no_owners(jun: User, help_inbox: Inbox, signed_in: SignedIn) -> None:
    User.objects.filter(pk=jun.pk).update(role=Role.ADMINISTRATOR)
    browser = signed_in(User.objects.get(pk=jun.pk))
    given = {
        "name": "오세린",
        "email": "serin@lantern.example",
        "role": "owner",
        "reach": "all",
        "way_in": "password",
        "password": "lantern-hanok-45",
    }
    assert browser.post("/setup/members/new/", given).status_code == 422
    assert not User.objects.filter(email="serin@lantern.example").exists()


def test_a_deactivated_member_is_out_and_can_come_back(owner: Client, jun: User, signed_in: SignedIn) -> None:
    juns = signed_in(jun)
    owner.post(f"/setup/members/{jun.pk}/active/")
    assert juns.get("/desk/").status_code == 302
    assert not User.objects.get(pk=jun.pk).is_active

    owner.post(f"/setup/members/{jun.pk}/active/")
    assert User.objects.get(pk=jun.pk).is_active


def test_a_team_is_made_named_and_filled(owner: Client, jun: User, mina: User) -> None:
    owner.post("/setup/teams/", {"name": "계정"})
    team = Team.objects.get(name="계정")
    owner.post(f"/setup/teams/{team.pk}/", {"name": "계정·개인정보", "members": [jun.pk, mina.pk]})
    owner.post(f"/setup/teams/{team.pk}/", {"name": "계정·개인정보", "members": [jun.pk]})
    team.refresh_from_db()
    assert (team.name, list(team.members.all())) == ("계정·개인정보", [jun])
    assert mina.teams.count() == 1
    assert {"team.made", "team.renamed", "user.teams_changed"} <= set(kinds())


def test_a_brand_and_its_address_are_made_and_changed(owner: Client, payments: Team) -> None:
    owner.post("/setup/brands/new/", {"name": "Lantern Global", "language": "en", "colour": "#2F6B4F"})
    brand = Brand.objects.get(name="Lantern Global")
    assert brand.colour == "#2f6b4f"

    owner.post(
        f"/setup/brands/{brand.pk}/address/", {"brand": brand.pk, "address": "Support@Lantern-Global.example"}
    )
    inbox = Inbox.objects.get(address="support@lantern-global.example")
    changed = {
        "brand": brand.pk,
        "address": inbox.address,
        "team": payments.pk,
        "catch_all": "on",
        "is_active": "on",
    }
    owner.post(f"/setup/addresses/{inbox.pk}/", changed)
    inbox.refresh_from_db()
    assert (inbox.team, inbox.catch_all) == (payments, True)
    assert {"brand.made", "inbox.made", "inbox.changed"} <= set(kinds())


def test_one_address_at_most_takes_what_is_for_nobody(
    owner: Client, deungbul: Brand, help_inbox: Inbox
) -> None:
    Inbox.objects.filter(pk=help_inbox.pk).update(catch_all=True)
    other = Inbox.objects.create(brand=deungbul, address="info@lantern.example")
    changed = {"brand": deungbul.pk, "address": other.address, "catch_all": "on", "is_active": "on"}
    assert owner.post(f"/setup/addresses/{other.pk}/", changed).status_code == 302
    assert list(Inbox.objects.filter(catch_all=True)) == [other]
    assert kinds().count("inbox.changed") == 2


@pytest.mark.parametrize(
    "address", ["help@lantern.example", "help+x@lantern.example", "owner@madang.example", "help"]
)
def test_an_address_that_cannot_be_one_is_refused(owner: Client, deungbul: Brand, address: str) -> None:
    response = owner.post(f"/setup/brands/{deungbul.pk}/address/", {"brand": deungbul.pk, "address": address})
    assert response.status_code == 422
    assert Inbox.objects.count() == 1


def test_the_only_brand_stays_in_use(owner: Client, deungbul: Brand) -> None:
    response = owner.post(f"/setup/brands/{deungbul.pk}/", {"name": "등불 스토어", "language": "ko"})
    assert response.status_code == 422
    assert Brand.objects.get().is_active


def test_the_desk_gets_another_name_and_time_zone(owner: Client, desk: Desk) -> None:
    given = {"name": "새 이름", "language": "en", "time_zone": "Europe/Berlin"}
    assert owner.post("/setup/desk/", given).status_code == 302
    desk.refresh_from_db()
    assert (desk.name, desk.language, desk.time_zone) == ("새 이름", "en", "Europe/Berlin")
    event = Event.objects.get(kind="desk.changed")
    assert event.data == {"fields": ["name", "language", "time_zone"]}


def test_saving_what_is_there_already_records_nothing(owner: Client, desk: Desk) -> None:
    owner.post("/setup/desk/", {"name": desk.name, "language": desk.language, "time_zone": desk.time_zone})
    assert "desk.changed" not in kinds()


def test_a_second_factor_goes_after_a_question_and_only_by_who_may(
    owner: Client, mina: User, jiwoo: User, help_inbox: Inbox, signed_in: SignedIn
) -> None:
    User.objects.filter(pk=jiwoo.pk).update(language="ko")
    address = f"/setup/members/{mina.pk}/second-factor/"
    assert owner.get(address).status_code == 404, "there is none"
    assert address not in owner.get(f"/setup/members/{mina.pk}/").content.decode()
    for person in (mina, jiwoo):
        Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    assert address in owner.get(f"/setup/members/{mina.pk}/").content.decode()
    assert "김민아 님의 2단계 로그인을 끄시겠습니까?" in owner.get(address).content.decode()
    assert Authenticator.objects.filter(user=mina).exists(), "looking changes nothing"
    assert owner.post(address).status_code == 302
    assert not Authenticator.objects.filter(user=mina).exists()
    assert "two_factor.disabled" in kinds()

    owners_own = f"/setup/members/{jiwoo.pk}/second-factor/"
    assert owner.post(owners_own).status_code == 404, "one's own is switched off in one's own account"
    serin = User.objects.create(email="serin@madang.example", name="오세린", role=Role.ADMINISTRATOR)
    assert signed_in(serin).post(owners_own).status_code == 404, "owners by owners alone"
    assert signed_in(mina).post(owners_own).status_code == 403
    assert Authenticator.objects.filter(user=jiwoo).exists()
