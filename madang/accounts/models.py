"""People: agents, requesters and bots in one table, with the addresses they are known by."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from madang.brands.models import LONGEST_SEND_DELAY, Language

from .at_work import AgentCard as AgentCard
from .at_work import Availability as Availability
from .at_work import Skill as Skill
from .push_devices import PushDevice as PushDevice
from .roles import PERMISSIONS, Permission, Reach, Role


class Theme(models.TextChoices):
    """How the workspace looks for one person."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


class UserManager(BaseUserManager["User"]):
    """Users by the address they sign in with."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


def shown_name(name: str, email: str | None) -> str:
    """The name by which somebody is shown: theirs, or what stands in front of the @ when there is none."""
    return name or (email or "").partition("@")[0]


class CustomerTag(models.Model):
    """A word put on customers and organizations; the tags of tickets are others."""

    name = models.CharField(max_length=100, unique=True)

    def __str__(self) -> str:
        return self.name


class Organization(models.Model):
    """A company, a school or a household whose people are customers.

    With `joins_by_domain` somebody new who writes from one of its domains belongs to it by themselves. With
    `shares_tickets` each member may see what all of them asked.
    """

    name = models.CharField(max_length=200, unique=True)
    notes = models.TextField(blank=True)
    joins_by_domain = models.BooleanField(default=True)
    shares_tickets = models.BooleanField(default=False)
    tags = models.ManyToManyField(CustomerTag, related_name="organizations", blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class OrganizationDomain(models.Model):
    """One mail domain of an organization, in lower case; a domain belongs to one alone."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="domains")
    value = models.CharField(max_length=253, unique=True)

    def __str__(self) -> str:
        return self.value


class User(AbstractBaseUser):
    """A person, or a bot, in any part.

    `email` is the first address, in lower case; agents sign in with it. Empty `language` and `time_zone`
    mean the desk's. `reach` is how far into the tickets an agent sees. `organization` and `tags` are of
    customers. `merged_into` is the customer as whom somebody goes on who was found to be the same: what is
    left of the row is what undoes it, and the author of what they wrote.
    """

    email = models.EmailField(max_length=254, unique=True, null=True)  # noqa: DJ001  # unique among those known
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=20, choices=Role, default=Role.REQUESTER, db_index=True)
    reach = models.CharField(max_length=20, choices=Reach, default=Reach.ALL)
    language = models.CharField(max_length=8, choices=Language, blank=True)
    theme = models.CharField(max_length=8, choices=Theme, default=Theme.AUTO)
    time_zone = models.CharField(max_length=60, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    organization = models.ForeignKey(
        Organization, on_delete=models.SET_NULL, null=True, related_name="people", db_index=False
    )
    tags = models.ManyToManyField(CustomerTag, related_name="people", blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="merged", db_index=False
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["organization", "-id"],
                name="user_of_organization",
                condition=models.Q(organization__isnull=False),
            ),
            models.Index(
                fields=["merged_into"], name="user_merged", condition=models.Q(merged_into__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """The name by which the person is shown."""
        return shown_name(self.name, self.email)

    @property
    def is_agent(self) -> bool:
        """Whether this person works in the desk: any role but requester, and not deactivated."""
        return self.is_active and self.role != Role.REQUESTER

    def may(self, permission: Permission) -> bool:
        """Whether the person's role holds the permission."""
        return self.is_active and permission in PERMISSIONS[self.role]


class CustomerNotes(models.Model):
    """What the team wants to remember about a customer; in a table of its own, for few pages read it."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="notes")
    text = models.TextField()

    def __str__(self) -> str:
        return f"notes on {self.user}"


class MergeState(models.TextChoices):
    """How far two customers are one: their tickets follow behind the scenes."""

    MOVING = "moving"
    DONE = "done"
    PARTING = "parting"
    PARTED = "parted"


class CustomerMerge(models.Model):
    """`person` was found to be `into`, and goes on as that one.

    `before` is what undoing needs: what was changed with its values, and the ids of the addresses that went
    over. It is forgotten when nothing can be undone any more. `followed` counts the tickets that did, `by`
    is who said so, None for the desk itself.
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="merges", db_index=False)
    into = models.ForeignKey(User, on_delete=models.CASCADE, related_name="taken_in", db_index=False)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    state = models.CharField(max_length=8, choices=MergeState, default=MergeState.MOVING)
    before = models.JSONField(default=dict)
    followed = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["into", "-id"], name="merge_into"),
            models.Index(fields=["person", "-id"], name="merge_of_person"),
            models.Index(fields=["created_at"], name="merge_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} into {self.into_id}"


class Likeness(models.Model):
    """Two customers who may be one, for somebody to say whether they are; `why` is a code of `Why`.

    `person` is the older of the two. `detail` is the address or number that gave it away, empty for none.
    One that was dismissed stays, so that it is never proposed again.
    """

    class Why(models.TextChoices):
        """What they have in common."""

        ADDRESS = "address", _("An address of the other stands in a signature")
        PHONE = "phone", _("Same name, and the other's number stands in a signature")
        LOCAL_PART = "local_part", _("Same name, and the same address at another provider")
        ORGANIZATION = "organization", _("Same name in the same organization")

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    why = models.CharField(max_length=12, choices=Why)
    detail = models.CharField(max_length=320, blank=True)
    is_open = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "likenesses"
        indexes: ClassVar = [models.Index(fields=["other", "is_open"], name="likeness_of_other")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "other"], name="likeness_once")]

    def __str__(self) -> str:
        return f"{self.person_id} like {self.other_id}"


class Identity(models.Model):
    """One address by which a person is known on a kind of channel.

    `value` is normalised (e-mail: lower case).
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=20, default="email")
    value = models.CharField(max_length=320)
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "identities"
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "value"], name="identity_once")]

    def __str__(self) -> str:
        return self.value


class Team(models.Model):
    """Agents who share a queue.

    `send_delay` is how many seconds answers on the team's tickets wait before they leave; None is as the desk
    wants it.
    """

    name = models.CharField(max_length=100, unique=True)
    send_delay = models.PositiveIntegerField(null=True)
    members = models.ManyToManyField(User, through="TeamMembership", related_name="teams")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="team_send_delay_is_a_day_at_most",
                condition=models.Q(send_delay__isnull=True) | models.Q(send_delay__lte=LONGEST_SEND_DELAY),
            )
        ]

    def __str__(self) -> str:
        return self.name


class TeamMembership(models.Model):
    """One agent in one team; a lead sees what the team's work needs."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    is_lead = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["team", "user"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"


class ApiToken(models.Model):
    """A key for programs that act as its user; only the digest (SHA-256, hex) is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name or f"token {self.pk}"


class ImportKind(models.TextChoices):
    """What the rows of an import are."""

    CUSTOMERS = "customers", _("Customers")
    ORGANIZATIONS = "organizations", _("Organizations")


class ImportState(models.TextChoices):
    """How far an import is; nothing is changed before somebody has looked at it and begun it."""

    LOOKED_AT = "looked_at", _("Not begun")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")
    FAILED = "failed", _("Could not be read")


def _imported_under(one: "PeopleImport", filename: str) -> str:
    return f"imports/{uuid.uuid4().hex}"


class PeopleImport(models.Model):
    """Customers or organizations from a CSV file; kept for a day.

    `head` is the first row of the file, `columns` what each column means, empty for nothing. `done` is how
    many of the `total` rows were gone through; `made`, `changed` and `failed` what became of them.
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="people_imports")
    kind = models.CharField(max_length=15, choices=ImportKind)
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to=_imported_under, max_length=200)
    head = models.JSONField()
    columns = models.JSONField()
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.LOOKED_AT)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["created_at"], name="import_by_age")]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"


class FailedRow(models.Model):
    """A row of an import that changed nothing, and why; `number` is its place, the head being 1."""

    of = models.ForeignKey(PeopleImport, on_delete=models.CASCADE, related_name="failed_rows", db_index=False)
    number = models.PositiveIntegerField()
    why = models.CharField(max_length=500)
    cells = models.JSONField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["of", "number"], name="failed_row_once")]

    def __str__(self) -> str:
        return f"row {self.number} of {self.of_id}"
