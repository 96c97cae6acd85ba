"""Mailboxes that mail is fetched from, and what they said and say about it."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User
from madang.channels.models import Inbox
from madang.lib.imap import Security


class WayIn(models.TextChoices):
    """How the desk signs in."""

    PASSWORD = "password", _("Password")
    GOOGLE = "google", "Google"
    MICROSOFT = "microsoft", "Microsoft"


class Afterwards(models.TextChoices):
    """What becomes of a message in the mailbox once it has been taken."""

    LEAVE = "leave", _("Leave it as it is")
    READ = "read", _("Mark it as read")
    MOVE = "move", _("Move it to a folder")


class Trouble(models.TextChoices):
    """Why a mailbox can't be fetched from at the moment."""

    NAME = "name", _("The server's name is unknown")
    PRIVATE = "private", _("The server is in a private network")
    REFUSED = "refused", _("The server refuses the connection")
    SILENT = "silent", _("The server doesn't answer")
    CERTIFICATE = "certificate", _("The certificate is not trusted")
    UNENCRYPTED = "unencrypted", _("The server doesn't encrypt")
    PROTOCOL = "protocol", _("It isn't a mail server")
    SIGN_IN = "sign_in", _("Sign-in refused")
    CONSENT = "consent", _("Sign in again")
    SEALED = "sealed", _("The password can't be read")
    FOLDER = "folder", _("The folder is missing")
    LOST = "lost", _("The connection broke")
    SERVER = "server", _("The server refused")


SECURITIES = [
    (Security.TLS.value, _("TLS")),
    (Security.STARTTLS.value, _("STARTTLS")),
    (Security.NONE.value, _("Not encrypted")),
]


class Mailbox(models.Model):
    """One folder of one account, and how far it has been taken.

    The place in it is `uidvalidity` and `last_uid`: every message up to there was stored, set aside with a
    reason, or older than `starts_at`. Messages below `old_until` were there when fetching began (or began
    anew); of those only the ones that came after `starts_at` are taken, of all others each one.
    `holes` are UIDs that were given to messages and not there when it was looked; `unsettled` those of the
    last batch, until they have been marked or moved. `holder` is the worker that fetches, until `held_until`.
    `version` counts changes of the settings.
    """

    inbox = models.OneToOneField(Inbox, on_delete=models.CASCADE, related_name="mailbox")
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    provider = models.CharField(max_length=20, blank=True)
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField(default=993)
    security = models.CharField(max_length=10, choices=SECURITIES, default=Security.TLS.value)
    user = models.CharField(max_length=320)
    folder = models.CharField(max_length=200, default="INBOX")
    way_in = models.CharField(max_length=10, choices=WayIn, default=WayIn.PASSWORD)
    secret = models.TextField(blank=True, help_text="sealed: the password, or the refresh token")
    access_token = models.TextField(blank=True, help_text="sealed")
    access_ends_at = models.DateTimeField(null=True, blank=True)

    smtp_host = models.CharField(max_length=253, blank=True)
    smtp_port = models.PositiveIntegerField(default=465)
    smtp_security = models.CharField(max_length=10, choices=SECURITIES, default=Security.TLS.value)

    starts_at = models.DateTimeField(null=True, blank=True)
    only_new = models.BooleanField(default=True, help_text="old mail is left alone")
    afterwards = models.CharField(max_length=10, choices=Afterwards, default=Afterwards.LEAVE)
    move_to = models.CharField(max_length=200, blank=True)
    tells_of_holes = models.BooleanField(default=True)

    uidvalidity = models.BigIntegerField(null=True)
    last_uid = models.BigIntegerField(default=0)
    old_until = models.BigIntegerField(default=1)
    uidnext = models.BigIntegerField(default=1)
    holes = models.JSONField(default=list)
    unsettled = models.JSONField(default=list)

    seen_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=12, choices=Trouble, blank=True)
    trouble_words = models.TextField(blank=True)
    trouble_since = models.DateTimeField(null=True)
    holder = models.CharField(max_length=60, blank=True)
    held_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "mailboxes"

    def __str__(self) -> str:
        return f"{self.user} at {self.host}"

    @property
    def behind(self) -> int:
        """How many UIDs were given that were not looked at yet: the most that can wait."""
        return max(self.uidnext - 1 - self.last_uid, 0)


class NoticeKind(models.TextChoices):
    """What happened to a mailbox that somebody should know."""

    RENUMBERED = "renumbered", _("Numbered anew")
    VANISHED = "vanished", _("Gone before it was fetched")
    NOT_SETTLED = "not_settled", _("Not marked or moved")


class MailboxNotice(models.Model):
    """Something that happened, until somebody says that they have seen it; `count` is of messages."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=12, choices=NoticeKind)
    count = models.PositiveIntegerField(default=0)
    words = models.TextField(blank=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mailbox", "kind"], name="one_notice_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of mailbox {self.mailbox_id}"


class MissedMail(models.Model):
    """A message that is in the mailbox and could not be stored; `reason` says why, for a person.

    It is tried again at `next_at`; without that only when somebody asks.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="missed")
    uidvalidity = models.BigIntegerField()
    uid = models.BigIntegerField()
    size = models.PositiveBigIntegerField(default=0)
    sender = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    reason = models.TextField()
    attempts = models.PositiveSmallIntegerField(default=1)
    first_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mailbox", "uidvalidity", "uid"], name="missed_mail_once")
        ]

    def __str__(self) -> str:
        return f"message {self.uid} of mailbox {self.mailbox_id}"


class OAuthClient(models.Model):
    """How this desk is known to a provider that signs people in; an administrator registered it there."""

    provider = models.CharField(
        max_length=10, choices=[c for c in WayIn.choices if c[0] != "password"], unique=True
    )
    client_id = models.CharField(max_length=300)
    secret = models.TextField(blank=True, help_text="sealed")

    def __str__(self) -> str:
        return self.provider


class TrialState(models.TextChoices):
    """How far the trial of a mailbox has come."""

    RUNNING = "running", _("Being tried")
    GOOD = "good", _("Works")
    BAD = "bad", _("Doesn't work")


class Trial(models.Model):
    """A mailbox that is being tried before it is connected, step by step; deleted after a day.

    `steps` are what was tried, with how it went; `found` is the server that answered. `mailbox` is the one
    whose sign-in is being changed, None for a new one.
    """

    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, null=True, related_name="+")
    address = models.CharField(max_length=254)
    user = models.CharField(max_length=320, blank=True)
    way_in = models.CharField(max_length=10, choices=WayIn, default=WayIn.PASSWORD)
    secret = models.TextField(blank=True)
    access_token = models.TextField(blank=True)
    access_ends_at = models.DateTimeField(null=True)
    asked = models.JSONField(default=dict, help_text="server details that the person wrote, if any")
    state = models.CharField(max_length=10, choices=TrialState, default=TrialState.RUNNING)
    steps = models.JSONField(default=list)
    found = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"trial of {self.address}"


def is_taken(mailbox: Mailbox, *, uid: int, arrived_at: datetime | None) -> bool:
    """Whether a message is one that the desk takes, by its number and the time at which the server got it."""
    if uid >= mailbox.old_until or mailbox.starts_at is None or arrived_at is None:
        return True
    return arrived_at >= mailbox.starts_at
