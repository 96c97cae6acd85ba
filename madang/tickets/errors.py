"""Why an action on a ticket was not done; each says what the caller can do next."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from .models import Field, Form, Message, PlannedReply


class ActionRefused(Exception):
    """The action changed nothing; `str()` tells the person why, in their language."""


class NotAllowed(ActionRefused):
    """The person's role does not hold the permission that the action needs."""

    def __init__(self) -> None:
        super().__init__(_("You don't have the permission to do this. Ask an administrator."))


class NoName(ActionRefused):
    """What an administrator makes has a name in at least one language."""

    def __init__(self) -> None:
        super().__init__(_("Give it a name in at least one language."))


class WrongAnswer(ActionRefused):
    """What was written can't be in the field; `str()` says why."""


class TagNeedsName(ActionRefused):
    """A tag is a word."""

    def __init__(self) -> None:
        super().__init__(_("A tag needs a name."))


class TagExists(ActionRefused):
    """Two tags can't have one name."""

    def __init__(self, name: str) -> None:
        words = _("There is a tag “%(name)s” already. Merge the two below, or choose another name.")
        super().__init__(words % {"name": name})


class CannotMergeTags(ActionRefused):
    """A tag is merged into another one that is in use."""

    def __init__(self, name: str) -> None:
        words = _("It can't be merged into “%(name)s”. Choose another tag that is in use.")
        super().__init__(words % {"name": name})


class InACircle(ActionRefused):
    """Fields of a form would show each other in a circle, so that none would ever appear."""

    def __init__(self, names: str) -> None:
        super().__init__(_("These would show each other in a circle: %(names)s.") % {"names": names})


class NotThisForm(ActionRefused):
    """The form was retired meanwhile, or is not one of this ticket's brand."""

    def __init__(self, form: Form) -> None:
        words = _("The form “%(name)s” is not in use here any more. Choose another.")
        super().__init__(words % {"name": form.name})


class NotThisField(ActionRefused):
    """The field was retired meanwhile, or is not one of this ticket's brand."""

    def __init__(self, field: Field) -> None:
        super().__init__(_("“%(name)s” can't be filled in on this ticket any more.") % {"name": field.name})


class NotTheirField(ActionRefused):
    """The field was retired meanwhile, or belongs to others: to tickets, customers or organizations."""

    def __init__(self, field: Field) -> None:
        super().__init__(_("“%(name)s” can't be filled in here any more.") % {"name": field.name})


class WrongKey(ActionRefused):
    """What was written can't be the key of a field; `str()` says why."""


class FieldsMissing(ActionRefused):
    """Fields that are required before a ticket is solved are empty."""

    def __init__(self, names: str) -> None:
        super().__init__(_("Fill in first, then solve: %(names)s.") % {"names": names})


class NotOfCategory(ActionRefused):
    """The status of the desk's own was retired, removed or moved while it was chosen."""

    def __init__(self) -> None:
        super().__init__(_("This status is not in use any more. Choose another."))


class NotEverybodys(ActionRefused):
    """Who may not share a macro that far; `str()` says what they can do."""


class MacroGone(ActionRefused):
    """The macro was retired, removed, or is not shared with this person any more."""

    def __init__(self) -> None:
        super().__init__(_("This macro can't be used any more. Choose another."))


class CannotBulk(ActionRefused):
    """Many tickets can't be changed like this, or it can't be taken back; `str()` says why."""


class WentWrong(ActionRefused):
    """What the program itself could not do, for who reads a report; its log says what it was."""

    def __init__(self) -> None:
        super().__init__(_("The program could not do it. Open the ticket and try it there."))


class WrongMacro(ActionRefused):
    """What is to be kept is no macro; `str()` says what is wrong with it."""


class NotAnAgent(ActionRefused):
    """Tickets are assigned to active agents only."""

    def __init__(self, name: str) -> None:
        super().__init__(_("%(name)s is not an active agent. Choose someone else.") % {"name": name})


class EmptyMessage(ActionRefused):
    """A message needs words or a file."""

    def __init__(self) -> None:
        super().__init__(_("Write something or add a file before sending."))


class WrongRecipient(ActionRefused):
    """An answer can't go to this address; `str()` says why."""


class NoRecipient(ActionRefused):
    """An answer whose recipients were chosen goes to somebody."""

    def __init__(self) -> None:
        super().__init__(_("Say to whom it goes: there is no recipient."))


class CannotTalkAside(ActionRefused):
    """A side conversation can't be like this, or go on like this; `str()` says why."""


class DraftFull(ActionRefused):
    """The files of one message are too many or too large for mail."""

    def __init__(self) -> None:
        super().__init__(_("A message takes up to 20 files of 25 MB together. Remove one first."))


class BlackedOutMeanwhile(ActionRefused):
    """A draft is from before something was blacked out; `now` is how often that was done in the ticket."""

    def __init__(self, now: int) -> None:
        super().__init__(
            _(
                "Something was blacked out here while you were writing. Take it out of your draft too: "
                "it is kept again as soon as you go on."
            )
        )
        self.now = now


class Crossed(ActionRefused):
    """Somebody else wrote meanwhile: `newer` is shown to the author before anything is sent."""

    def __init__(self, newer: list[Message]) -> None:
        super().__init__(_("Someone wrote while you were writing. Read it first, then send."))
        self.newer = newer


class CannotMerge(ActionRefused):
    """These two tickets can't become one; `str()` says why."""


class CannotUnmerge(ActionRefused):
    """The ticket can't be taken out again; `str()` says why."""


class TicketClosed(ActionRefused):
    """A closed ticket takes no more changes."""

    def __init__(self) -> None:
        super().__init__(_("This ticket is closed. Open a new one to go on."))


class TicketMerged(TicketClosed):
    """The conversation of the ticket goes on in another one."""

    def __init__(self, goal: int) -> None:
        words = _("This ticket was merged into #%(goal)s, where its conversation goes on. Do it there.")
        ActionRefused.__init__(self, words % {"goal": goal})


class NotOnHold(ActionRefused):
    """Only what is on hold has a reason for it."""

    def __init__(self) -> None:
        super().__init__(_("This ticket is not on hold any more. Set its status to on hold first."))


class TicketDeleted(TicketClosed):
    """The ticket is gone from every page but the list of deleted ones."""

    def __init__(self) -> None:
        words = _("This ticket was deleted. Whoever may delete tickets can bring it back for 30 days.")
        ActionRefused.__init__(self, words)


class TicketIsSpam(TicketClosed):
    """Nothing is done on spam."""

    def __init__(self) -> None:
        words = _("This ticket was marked as spam. Say first that it is none.")
        ActionRefused.__init__(self, words)


class NotDeleted(ActionRefused):
    """There is nothing to bring back."""

    def __init__(self) -> None:
        super().__init__(_("This ticket is not among the deleted ones. It may be gone for good."))


class CannotRedact(ActionRefused):
    """There is nothing of that to be blacked out; `str()` says why."""


class CannotLink(ActionRefused):
    """These two tickets can't hang together like this; `str()` says why."""


class TasksOpen(ActionRefused):
    """A ticket waits for tasks of other teams; whoever wants it done all the same says so."""

    def __init__(self, numbers: Sequence[int]) -> None:
        words = _("It still waits for %(tasks)s. Do it all the same?")
        super().__init__(words % {"tasks": ", ".join(f"#{number}" for number in numbers[:5])})


class NoIncidents(ActionRefused):
    """There is nobody to be answered."""

    def __init__(self) -> None:
        super().__init__(_("No open incident is linked to this problem that you could answer."))


class CannotSplit(ActionRefused):
    """This message can't have a ticket of its own, or go back; `str()` says why."""


class CannotInvite(ActionRefused):
    """This team can't be asked for help; `str()` says why."""


class CannotMention(ActionRefused):
    """Somebody can't be named in this note; `str()` says who and why."""


class CannotSnooze(ActionRefused):
    """The ticket can't be put aside like this; `str()` says why."""


class NotItsTime(ActionRefused):
    """A reply leaves within a day, and not in the past."""

    def __init__(self) -> None:
        super().__init__(_("Choose a time within the next 24 hours."))


class NotWaiting(ActionRefused):
    """Somebody was quicker: the planned reply is not any more where this could be done with it."""

    def __init__(self, planned: PlannedReply) -> None:
        words = _("This answer is not where it was: %(state)s. Look at it again.")
        super().__init__(words % {"state": planned.get_state_display()})


class NotAReviewer(ActionRefused):
    """Only a colleague who answers customers and sees the ticket can review a reply."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s can't review answers of this ticket. Choose someone else.") % {"name": name}
        )


class WrongView(ActionRefused):
    """A view can't be like this; `str()` says what to change."""


class WrongSegment(ActionRefused):
    """A segment can't be like this; `str()` says what to change."""


class ViewIsGone(ActionRefused):
    """Somebody removed the view meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            _("This view was removed meanwhile. Make it anew, or ask who removed it to undo that.")
        )
