"""What the composer shows for one ticket and one agent."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.lib.prepared import Given, Prepared
from madang.tickets.copies import Recipients, usual_recipients
from madang.tickets.models import Attachment, Draft, Status, Ticket, Visibility
from madang.tickets.planning import delay_of

from .macros import Pending, pending_of
from .written import as_shown

ENDINGS = (
    (Status.PENDING, gettext_lazy("Send and wait for the customer")),
    (Status.OPEN, gettext_lazy("Send and keep open")),
    (Status.ON_HOLD, gettext_lazy("Send and put on hold")),
    (Status.SOLVED, gettext_lazy("Send and solve")),
)
"""The statuses that an answer can set with it, the usual one first, and what the button says then."""


@dataclass(frozen=True, slots=True)
class Ending:
    """One way to send: the status that the ticket gets, and the button's words."""

    status: str
    words: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One of the two sheets: what was drafted, the files that will go with it and aren't in the text,
    and what macros will do once it is sent."""

    visibility: str
    html: str
    files: Sequence[Attachment]
    pending: Sequence[Pending] = ()

    @property
    def kept(self) -> SafeString:
        """What was drafted, to be read where nothing is written any more; it was cleaned as it was kept."""
        return mark_safe(self.html)  # noqa: S308  # see `as_kept`


@dataclass(frozen=True, slots=True)
class Composer:
    """The sheets that the agent may write on, the first one in front.

    `usual` is whom a reply goes to when nobody else is chosen, `chosen` whom the author's draft names.
    `waits` says that answers on this ticket wait before they leave, when nothing else is chosen.
    """

    sheets: Sequence[Sheet]
    front: str
    closed: bool
    then: Sequence[Ending]
    waits: bool = False
    usual: Recipients = field(default_factory=lambda: Recipients(()))
    chosen: Recipients | None = None

    @property
    def whom(self) -> Recipients:
        """Whom a reply goes to as things stand."""
        return self.chosen or self.usual


def composer_of(person: User, ticket: Ticket) -> Composer:
    """The composer of one agent on one ticket. Seven queries at most."""
    drafts = {draft.visibility: draft for draft in _DRAFTS.all(ticket=ticket.pk, author=person.pk)}
    may = [
        visibility
        for visibility, permission in (
            (Visibility.PUBLIC, Permission.REPLY),
            (Visibility.INTERNAL, Permission.NOTE),
        )
        if person.may(permission)
    ]
    sheets = [_sheet(visibility, drafts.get(visibility)) for visibility in may]
    drafted = [sheet.visibility for sheet in sheets if sheet.html or sheet.files]
    return Composer(
        sheets=sheets,
        front=(drafted or [sheet.visibility for sheet in sheets] or [""])[0],
        usual=usual_recipients(ticket) if Visibility.PUBLIC in may else Recipients(()),
        chosen=_chosen(drafts.get(Visibility.PUBLIC)),
        closed=ticket.status == Status.CLOSED,
        waits=bool(delay_of(ticket)),
        then=[Ending(status.value, str(words)) for status, words in ENDINGS],
    )


_DRAFTS = Prepared(lambda: Draft.objects.filter(ticket=Given("ticket"), author=Given("author")))


def _chosen(draft: Draft | None) -> Recipients | None:
    if draft is None or draft.to is None:
        return None
    return Recipients(to=draft.to, cc=draft.cc or (), bcc=draft.bcc or ())


def _sheet(visibility: Visibility, draft: Draft | None) -> Sheet:
    if draft is None:
        return Sheet(visibility=visibility.value, html="", files=[])
    files = list(draft.attachments.all())
    return Sheet(
        visibility=visibility.value,
        html=as_shown(draft.body_html, files),
        files=[file for file in files if not file.inline],
        pending=pending_of(draft, draft.author),
    )
