"""What the index does about what happened, in the transaction in which it happened."""

from collections.abc import Sequence

from madang.accounts.events import (
    IDENTITY_ADDED,
    IDENTITY_REMOVED,
    USER_JOINED,
    USER_LET_GO,
    USER_MERGED,
    USER_PROFILE_CHANGED,
    USER_TAKEN_IN,
    USER_UNMERGED,
)
from madang.history.models import Event
from madang.tickets.events import (
    MESSAGE_RECEIVED,
    MESSAGE_SENT,
    MESSAGE_SPLIT_FROM,
    MESSAGE_TAKEN_BACK,
    NOTE_WRITTEN,
    TICKET_OPENED,
    TICKET_SUBJECT_CHANGED,
)

from .index import index_messages, index_people, index_senders, index_tickets

_WITH_A_MESSAGE = {
    kind.name
    for kind in (
        *(TICKET_OPENED, MESSAGE_RECEIVED, MESSAGE_SENT, NOTE_WRITTEN),
        *(MESSAGE_SPLIT_FROM, MESSAGE_TAKEN_BACK),
    )
}
_OF_A_PERSON = {
    kind.name
    for kind in (
        *(USER_JOINED, USER_PROFILE_CHANGED, IDENTITY_ADDED, IDENTITY_REMOVED),
        *(USER_MERGED, USER_TAKEN_IN, USER_UNMERGED, USER_LET_GO),
    )
}


def index_what_changed(events: Sequence[Event]) -> None:
    """Bring the index up to date with the events of one stroke, each message and person once."""
    messages = {event.data["message"] for event in events if event.kind in _WITH_A_MESSAGE}
    tickets = {event.subject_id for event in events if event.kind == TICKET_SUBJECT_CHANGED.name}
    people = {event.subject_id for event in events if event.kind in _OF_A_PERSON}
    index_messages(messages)
    index_senders(messages)
    index_tickets(tickets)
    index_people(people)
