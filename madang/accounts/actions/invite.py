from collections.abc import Iterable

from madang.history.kinds import Nothing
from madang.history.recording import action, record

from ..events import PASSWORD_LINK_SENT
from ..links import password_link
from ..mails import send_mail
from ..models import Team, User
from ..roles import Reach, Role
from .guard import guard_is_member, guard_manages
from .make_member import make_member


@action
def invite(
    *,
    name: str,
    email: str,
    role: Role,
    by: User,
    teams: Iterable[Team] = (),
    reach: Reach = Reach.ALL,
    language: str = "",
) -> User:
    """Make somebody a member and mail them a link to set their password, good for seven days.

    Raises what `make_member` raises.
    """
    person = make_member(
        name=name, email=email, role=role, by=by, teams=teams, reach=reach, language=language, password=None
    )
    invite_again(person, by=by)
    return person


@action
def invite_again(person: User, *, by: User) -> None:
    """Mail the link once more to somebody who has not signed in yet.

    Raises NotAllowed, OwnersOnly and NotAMember.
    """
    guard_manages(by, person=person)
    guard_is_member(person)
    send_mail("invitation", person, {"inviter": by.shown_name, "link": password_link(person)})
    record(person, PASSWORD_LINK_SENT, by=by, data=Nothing())
