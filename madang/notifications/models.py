"""What brands tell customers at each step, what agents want to be told, and what failed and was dismissed."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User
from madang.brands.models import Brand, Language
from madang.tickets.models import Message, SideConversation, Ticket

from .about import About
from .steps import Step


class NoticeText(models.Model):
    """A brand's words for one step in one language; empty words are those of the program.

    Without a row, a notice is on or off as `steps.ON_AT_FIRST` says.
    """

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="notice_texts")
    step = models.CharField(max_length=12, choices=Step)
    language = models.CharField(max_length=8, choices=Language)
    is_on = models.BooleanField(default=False)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "step", "language"], name="notice_text_once")
        ]

    def __str__(self) -> str:
        return f"{self.step} ({self.language})"


class AgentNotices(models.Model):
    """What one agent wants to hear of, and where; without a row, what holds at first (`choices`).

    `off` are codes of `news.Cause` that they are not mailed about. `places` are lists of `choices.Place` by
    code of `About`, where they chose any. `quiet` (`choices.Quiet`) is when mails and pushes are held back;
    `quiet_hours` are two numbers of minutes since midnight, empty until they were said. `push_subject`:
    whether pushes say what the ticket is about.
    """

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    off = models.JSONField(default=list)
    places = models.JSONField(default=dict)
    quiet = models.CharField(max_length=10, blank=True)
    quiet_hours = models.JSONField(default=list)
    push_subject = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "agents' notices"

    def __str__(self) -> str:
        return f"notices of {self.person}"


class Failed(models.TextChoices):
    """What can be dismissed under "Needs attention"."""

    MAIL = "mail", _("Mail not taken in")
    SENDING = "sending", _("Mail not sent")
    MAILBOX = "mailbox", _("Mailbox notice")
    WEBHOOK = "webhook", _("Webhook refusal")


class Dismissal(models.Model):
    """Somebody looked at something that failed and needs to act on it no more.

    `subject_id` is the id of the RawMessage, Delivery, MailboxNotice or Webhook, as `kind` says. Trying a
    mail again ends it; of a mailbox or a webhook it counts until the same happens once more.
    """

    kind = models.CharField(max_length=10, choices=Failed)
    subject_id = models.BigIntegerField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "subject_id"], name="dismissed_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id} dismissed"


class Notice(models.Model):
    """One thing that one agent has to hear of, in the list of their notices until they have read it.

    `event` is the id of what happened: nobody is told twice of one event. `by` is who did it, None for the
    desk. `message` is where to look, or `side`, None for the ticket as a whole. `mail_due_at` is when a mail
    tells of it, `push_due_at` when a push does, None for never or told already. Who does not want it in the
    desk has read it as it is made.
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    about = models.CharField(max_length=12, choices=About)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, related_name="+")
    side = models.ForeignKey(
        SideConversation, on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    event = models.BigIntegerField()
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mail_due_at = models.DateTimeField(null=True)
    push_due_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "-id"], name="notice_of_person"),
            models.Index(
                fields=["person", "-id"], name="notice_unread", condition=models.Q(read_at__isnull=True)
            ),
            models.Index(fields=["read_at"], name="notice_read", condition=models.Q(read_at__isnull=False)),
            models.Index(fields=["side"], name="notice_of_side", condition=models.Q(side__isnull=False)),
            models.Index(
                fields=["mail_due_at"], name="notice_to_mail", condition=models.Q(mail_due_at__isnull=False)
            ),
            models.Index(
                fields=["push_due_at"], name="notice_to_push", condition=models.Q(push_due_at__isnull=False)
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "event"], name="notice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.about} for {self.person_id}"


class PushKey(models.Model):
    """The desk's own key, by which push services know who sends: made once, when it is first needed.

    Browsers are told its public part, and take pushes of this key alone. `private` is sealed.
    """

    one = models.BooleanField(default=True, unique=True, editable=False)
    private = models.TextField()
    public = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.public
