from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from madang.accounts.actions import make_member, make_team, set_teams
from madang.accounts.models import User
from madang.accounts.roles import Role
from madang.brands.actions import make_brand, make_desk
from madang.brands.models import Language
from madang.channels.actions import make_inbox
from madang.history.recording import action

from ..key import spend_key


@dataclass(frozen=True, slots=True)
class Answers:
    """What the first set-up asks: about the owner, the desk, and its first brand with its support address."""

    desk: str
    owner_name: str
    owner_email: str
    owner_password: str
    brand: str
    address: str
    language: Language
    time_zone: str


@action
def set_up(answers: Answers) -> User:
    """Make the desk with its owner, a team, a brand and a support address, all or nothing; returns the owner.

    Of two at once, one does and the other gets AlreadySetUp. Raises what is wrong with an answer as the
    Refused of its package; the form has asked before.
    """
    make_desk(name=answers.desk, language=answers.language, time_zone=answers.time_zone, by=None)
    owner = make_member(
        name=answers.owner_name,
        email=answers.owner_email,
        role=Role.OWNER,
        by=None,
        language=answers.language,
        password=answers.owner_password,
    )
    with translation.override(answers.language):
        team = make_team(_("Support"), by=owner)
    set_teams(owner, to=[team], by=owner)
    brand = make_brand(name=answers.brand, language=answers.language, by=owner)
    make_inbox(brand=brand, address=answers.address, team=team, by=owner)
    transaction.on_commit(lambda: spend_key(settings.MADANG.data))
    return owner
