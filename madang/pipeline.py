"""What follows when something happened: one list, readable from top to bottom.

In the same transaction: the search index is brought up to date and the mails of replies are queued.
After the commit, in one job for each ticket and stroke, the deciding reactions run in order, then the
telling ones; browsers get a hint at once.
"""

from collections.abc import Callable, Mapping, Sequence

from django.db import transaction

from madang.accounts import events as people
from madang.delivery import events as deliveries
from madang.delivery.queueing import queue_replies
from madang.delivery.side_mail import queue_side_mails
from madang.history.models import Event
from madang.history.readers import events_of_stroke
from madang.history.recording import Stroke, stroke
from madang.intake import mail_events
from madang.lib.jobs import job
from madang.lib.pubsub import publish
from madang.notifications import events as failures
from madang.notifications.dismissed import needs_attention_again
from madang.notifications.gone import tell_of_gone_device
from madang.notifications.happened import tell_assignee, tell_of_answer, tell_team
from madang.notifications.noted import tell_asked, tell_done, tell_of_message, tell_of_state
from madang.notifications.received import tell_of_step
from madang.notifications.sides import tell_of_side, tell_of_unsent
from madang.notifications.told import tell_agent
from madang.notifications.undelivered import open_again
from madang.notifications.unseen import renew_lists_of
from madang.routing.default_team import give_to_default_team
from madang.search.reactions import index_what_changed
from madang.tickets import events as tickets
from madang.tickets.likeness import look_for_the_same

Reaction = Callable[[Event], None]

IN_THE_TRANSACTION = (queue_replies, queue_side_mails, index_what_changed)

REACTIONS: Mapping[str, tuple[Reaction, ...]] = {
    tickets.TICKET_OPENED.name: (give_to_default_team, tell_of_step, look_for_the_same, tell_team),
    tickets.MESSAGE_RECEIVED.name: (tell_of_answer, tell_of_message),
    tickets.MESSAGE_SENT.name: (tell_of_message,),
    tickets.NOTE_WRITTEN.name: (tell_of_message,),
    tickets.TEAM_INVITED.name: (tell_asked,),
    tickets.TEAM_DONE.name: (tell_done,),
    tickets.SIDE_OPENED.name: (tell_of_side,),
    tickets.SIDE_WRITTEN.name: (tell_of_side,),
    tickets.SIDE_ANSWERED.name: (tell_of_side,),
    tickets.SIDE_CLOSED.name: (),
    tickets.SIDE_REOPENED.name: (),
    tickets.SIGHT_GIVEN.name: (),
    tickets.SIGHT_TAKEN.name: (renew_lists_of,),
    tickets.TICKET_FOLLOWED.name: (),
    tickets.TICKET_UNFOLLOWED.name: (),
    tickets.TICKET_ASSIGNED.name: (tell_of_step, tell_assignee),
    tickets.TICKET_TEAM_CHANGED.name: (),
    tickets.TICKET_STATUS_CHANGED.name: (tell_of_step, tell_of_state),
    tickets.TICKET_PRIORITY_CHANGED.name: (),
    tickets.TICKET_TYPE_CHANGED.name: (),
    tickets.TICKET_FORM_CHANGED.name: (),
    tickets.TICKET_FIELD_SET.name: (),
    tickets.USER_FIELD_SET.name: (),
    tickets.ORGANIZATION_FIELD_SET.name: (),
    tickets.TICKET_SUBJECT_CHANGED.name: (),
    tickets.TICKET_REQUESTER_CHANGED.name: (),
    tickets.TICKET_TAGGED.name: (),
    tickets.MESSAGE_SPLIT_OFF.name: (),
    tickets.MESSAGE_SPLIT_FROM.name: (),
    tickets.MESSAGE_TAKEN_BACK.name: (),
    tickets.MESSAGE_GIVEN_BACK.name: (),
    tickets.TICKET_DELETED.name: (),
    tickets.TICKET_RESTORED.name: (),
    tickets.TICKET_ERASED.name: (),
    tickets.TICKET_SPAM_MARKED.name: (),
    tickets.TICKET_SPAM_UNMARKED.name: (),
    tickets.MESSAGE_REDACTED.name: (),
    tickets.FILE_REDACTED.name: (),
    tickets.TICKET_LINKED.name: (),
    tickets.TICKET_UNLINKED.name: (),
    tickets.INCIDENTS_ANSWER_BEGUN.name: (),
    tickets.INCIDENTS_ANSWERED.name: (),
    tickets.INCIDENTS_ANSWER_STOPPED.name: (),
    tickets.TICKET_HOLD_EXPLAINED.name: (),
    tickets.TICKET_HOLD_ENDED.name: (),
    tickets.TICKET_SNOOZED.name: (),
    tickets.TICKET_WOKEN.name: (),
    tickets.TICKET_MACRO_USED.name: (),
    tickets.TICKET_MERGED.name: (),
    tickets.TICKET_TAKEN_IN.name: (),
    tickets.TICKET_UNMERGED.name: (),
    tickets.TICKET_LET_GO.name: (),
    tickets.REPLY_SCHEDULED.name: (),
    tickets.REPLY_HANDED_OVER.name: (tell_agent,),
    tickets.REPLY_APPROVED.name: (),
    tickets.REPLY_RETURNED.name: (tell_agent,),
    tickets.REPLY_HELD.name: (),
    tickets.REPLY_CHANGED.name: (),
    tickets.REPLY_CANCELLED.name: (),
    tickets.REPLY_STOPPED.name: (tell_agent,),
    deliveries.DELIVERY_SENT.name: (),
    deliveries.DELIVERY_KEPT.name: (),
    deliveries.DELIVERY_DEFERRED.name: (),
    deliveries.DELIVERY_REFUSED.name: (open_again, tell_agent, tell_of_unsent),
    deliveries.DELIVERY_FAILED.name: (open_again, tell_agent, tell_of_unsent),
    deliveries.DELIVERY_BOUNCED.name: (open_again, tell_agent, tell_of_unsent),
    deliveries.DELIVERY_OPENED.name: (),
    deliveries.DELIVERY_RETRIED.name: (needs_attention_again,),
    mail_events.MAIL_TRIED_AGAIN.name: (needs_attention_again,),
    failures.FAILURE_DISMISSED.name: (),
    failures.FAILURE_BROUGHT_BACK.name: (),
    deliveries.ADDRESS_STOPPED.name: (),
    deliveries.ADDRESS_ALLOWED.name: (),
    people.PUSH_DEVICE_GONE.name: (tell_of_gone_device,),
}

HINTS = "events"
"""The topic that live streams listen to; the wake-up carries nothing, readers ask the history."""


def follow(finished: Sequence[Stroke]) -> None:
    """Decide, before strokes commit, what follows from their events."""
    events = [event for one in finished for event in one.events]
    if not events:
        return
    for step in IN_THE_TRANSACTION:
        step(events)
    for one in finished:
        subjects = {
            (event.subject_type, event.subject_id) for event in one.events if REACTIONS.get(event.kind)
        }
        for subject_type, subject_id in sorted(subjects):
            react.enqueue(stroke_id=one.id, subject_type=subject_type, subject_id=subject_id)
    transaction.on_commit(lambda: publish(HINTS, {}))


@job(queue="reactions", lock="{subject_type}:{subject_id}")
def react(stroke_id: int, subject_type: str, subject_id: int) -> None:
    """Run the reactions to what one stroke did to one subject; running them twice changes nothing more."""
    for event in events_of_stroke(stroke_id, subject_type=subject_type, subject_id=subject_id):
        with stroke(cause=event):
            for reaction in REACTIONS.get(event.kind, ()):
                reaction(event)
