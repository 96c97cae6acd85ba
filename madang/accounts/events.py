"""What can happen to people and their ways in. The subject is the person, or the team."""

from dataclasses import dataclass

from madang.history.kinds import Nothing, declare


@dataclass(frozen=True, slots=True)
class Joined:
    """The role somebody works with from now on, and the ids of their teams."""

    role: str
    teams: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A code before and after: a role, a reach, an availability."""

    previous: str
    current: str


@dataclass(frozen=True, slots=True)
class TeamsChanged:
    """The ids of the teams joined and left."""

    added: tuple[int, ...]
    removed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SkillsChanged:
    """The ids of the skills that somebody was given, and of those taken away."""

    added: tuple[int, ...]
    removed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SkillRemoved:
    """The name that the skill had: nothing else is left of it."""

    name: str


@dataclass(frozen=True, slots=True)
class ProfileChanged:
    """The names of the fields that have another value now."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfSession:
    """The id of the session in the list of sessions, None when it wasn't listed."""

    session: int | None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The session that began, and whether a second factor was asked for and given."""

    session: int | None
    second_factor: bool


@dataclass(frozen=True, slots=True)
class PasswordChanged:
    """Whether it was set through a link sent by mail, rather than by somebody who knew the old one."""

    by_mail: bool


@dataclass(frozen=True, slots=True)
class OfToken:
    """The id of the token for the API."""

    token: int


@dataclass(frozen=True, slots=True)
class LeadsChanged:
    """The ids of the people who lead the team from now on, and of those who don't any more."""

    added: tuple[int, ...]
    removed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TeamRemoved:
    """The name that the team had: nothing else is left of it."""

    name: str


@dataclass(frozen=True, slots=True)
class SendDelayChanged:
    """Seconds before and after; None is as the desk wants it."""

    previous: int | None
    current: int | None


@dataclass(frozen=True, slots=True)
class OfIdentity:
    """The kind of channel and the id of one of a customer's addresses."""

    kind: str
    identity: int


@dataclass(frozen=True, slots=True)
class OrganizationChanged:
    """The ids of the organizations before and after, None for none."""

    previous: int | None
    current: int | None


@dataclass(frozen=True, slots=True)
class Tagged:
    """The ids of the customer tags that were put on and taken off."""

    added: tuple[int, ...]
    removed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OrganizationRemoved:
    """The name that the organization had: nothing else is left of it."""

    name: str


@dataclass(frozen=True, slots=True)
class OfMerge:
    """The id of the other customer of a merge, and of the merge."""

    other: int
    merge: int


@dataclass(frozen=True, slots=True)
class OfLikeness:
    """The ids of the two customers, and by what they are alike."""

    person: int
    other: int
    why: str


@dataclass(frozen=True, slots=True)
class OfPushDevice:
    """The id of the browser that pushes go to."""

    device: int


USER_JOINED = declare("user.joined", Joined)
USER_ROLE_CHANGED = declare("user.role_changed", Changed)
USER_REACH_CHANGED = declare("user.reach_changed", Changed)
USER_TEAMS_CHANGED = declare("user.teams_changed", TeamsChanged)
USER_PROFILE_CHANGED = declare("user.profile_changed", ProfileChanged)
USER_AVAILABILITY_CHANGED = declare("user.availability_changed", Changed)
USER_SKILLS_CHANGED = declare("user.skills_changed", SkillsChanged)
SKILL_MADE = declare("skill.made", Nothing)
SKILL_CHANGED = declare("skill.changed", Nothing)
SKILL_REMOVED = declare("skill.removed", SkillRemoved)
USER_HOURS_CHANGED = declare("user.hours_changed", ProfileChanged)
USER_DEACTIVATED = declare("user.deactivated", Nothing)
USER_REACTIVATED = declare("user.reactivated", Nothing)
USER_SIGNED_IN = declare("user.signed_in", SignedIn)
USER_SIGNED_OUT = declare("user.signed_out", OfSession)
SIGN_IN_FAILED = declare("sign_in.failed", Nothing)
SESSION_ENDED = declare("session.ended", OfSession)
PUSH_DEVICE_ADDED = declare("push_device.added", OfPushDevice)
PUSH_DEVICE_REMOVED = declare("push_device.removed", OfPushDevice)
PUSH_DEVICE_RENEWED = declare("push_device.renewed", OfPushDevice)
PUSH_DEVICE_GONE = declare("push_device.gone", OfPushDevice)
PASSWORD_CHANGED = declare("password.changed", PasswordChanged)
PASSWORD_LINK_SENT = declare("password_link.sent", Nothing)
TWO_FACTOR_ENABLED = declare("two_factor.enabled", Nothing)
TWO_FACTOR_DISABLED = declare("two_factor.disabled", Nothing)
RECOVERY_CODES_MADE = declare("recovery_codes.made", Nothing)
TOKEN_ISSUED = declare("token.issued", OfToken)
TOKEN_REVOKED = declare("token.revoked", OfToken)
TEAM_MADE = declare("team.made", Nothing)
TEAM_RENAMED = declare("team.renamed", Nothing)
TEAM_LEADS_CHANGED = declare("team.leads_changed", LeadsChanged)
TEAM_REMOVED = declare("team.removed", TeamRemoved)
TEAM_SEND_DELAY_CHANGED = declare("team.send_delay_changed", SendDelayChanged)
USER_ORGANIZATION_CHANGED = declare("user.organization_changed", OrganizationChanged)
USER_TAGGED = declare("user.tagged", Tagged)
IDENTITY_ADDED = declare("identity.added", OfIdentity)
IDENTITY_REMOVED = declare("identity.removed", OfIdentity)
IDENTITY_PUT_FIRST = declare("identity.put_first", OfIdentity)
USER_MERGED = declare("user.merged", OfMerge)
USER_TAKEN_IN = declare("user.taken_in", OfMerge)
USER_UNMERGED = declare("user.unmerged", OfMerge)
USER_LET_GO = declare("user.let_go", OfMerge)
LIKENESS_PROPOSED = declare("likeness.proposed", OfLikeness)
LIKENESS_DISMISSED = declare("likeness.dismissed", OfLikeness)
ORGANIZATION_MADE = declare("organization.made", Nothing)
ORGANIZATION_CHANGED = declare("organization.changed", ProfileChanged)
ORGANIZATION_TAGGED = declare("organization.tagged", Tagged)
ORGANIZATION_REMOVED = declare("organization.removed", OrganizationRemoved)
IMPORT_BEGUN = declare("people_import.begun", Nothing)
IMPORT_STOPPED = declare("people_import.stopped", Nothing)
