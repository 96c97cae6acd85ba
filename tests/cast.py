"""The people, brands and teams of the tests: the same as in the sample data."""

from collections.abc import Callable

import pytest

from madang.accounts.models import Identity, Team, TeamMembership, User
from madang.accounts.roles import Reach, Role
from madang.brands.models import Brand, Desk
from madang.channels.models import Inbox
from madang.tickets import actions
from madang.tickets.models import Ticket


@pytest.fixture
def desk(db: None) -> Desk:
    """A desk that has been set up."""
    return Desk.objects.create(name="마당", language="ko")


@pytest.fixture
def deungbul(desk: Desk) -> Brand:
    """The Korean shop."""
    return Brand.objects.create(name="등불 스토어", language="ko", colour="#9c3d22")


@pytest.fixture
def payments(db: None) -> Team:
    """The team for payments and refunds."""
    return Team.objects.create(name="결제·환불")


@pytest.fixture
def technical(db: None) -> Team:
    """The technical support team."""
    return Team.objects.create(name="기술 지원")


@pytest.fixture
def help_inbox(deungbul: Brand, payments: Team) -> Inbox:
    """The Korean shop's support address; what comes in goes to the payments team."""
    return Inbox.objects.create(brand=deungbul, address="help@lantern.example", team=payments)


def person(email: str, name: str, role: Role, *, reach: Reach = Reach.ALL) -> User:
    """Somebody with a first address."""
    made = User.objects.create(email=email, name=name, role=role, reach=reach)
    Identity.objects.create(user=made, value=email)
    return made


@pytest.fixture
def jiwoo(db: None) -> User:
    """The owner."""
    return person("owner@madang.example", "한지우", Role.OWNER)


@pytest.fixture
def mina(payments: Team) -> User:
    """An agent of the payments team, who sees all tickets."""
    made = person("mina@lantern.example", "김민아", Role.AGENT)
    TeamMembership.objects.create(team=payments, user=made)
    return made


@pytest.fixture
def jun(db: None) -> User:
    """Another agent, who sees all tickets."""
    return person("jun@lantern.example", "박준", Role.AGENT)


@pytest.fixture
def haneul(technical: Team) -> User:
    """A light agent from a partner, who sees the technical team's tickets."""
    made = person("haneul@partner.example", "정하늘", Role.LIGHT_AGENT, reach=Reach.TEAMS)
    TeamMembership.objects.create(team=technical, user=made)
    return made


@pytest.fixture
def seoa(db: None) -> User:
    """A customer."""
    return person("seoa.yoon@example.com", "윤서아", Role.REQUESTER)


@pytest.fixture
def noor(db: None) -> User:
    """A customer who writes English."""
    return person("noor.haddad@example.com", "Noor Haddad", Role.REQUESTER)


OpenTicket = Callable[..., Ticket]


@pytest.fixture
def open_ticket(help_inbox: Inbox, seoa: User) -> OpenTicket:
    """Opens tickets: `open_ticket("결제가 두 번 됐어요", requester=…, text=…)`."""

    def make(
        subject: str = "결제가 두 번 됐어요", *, requester: User | None = None, text: str = "확인 부탁드려요."
    ) -> Ticket:
        written = actions.Written(author=requester or seoa, body_text=text)
        return actions.open_ticket(
            subject=subject, written=written, brand=help_inbox.brand, inbox=help_inbox, by=None
        )[0]

    return make


@pytest.fixture
def ticket(open_ticket: OpenTicket) -> Ticket:
    """서아's ticket about a double payment."""
    return open_ticket()
