"""A mail that an agent passed on to the desk: the ticket belongs to whoever wrote it first."""

from dataclasses import dataclass, replace

from madang.accounts.requesters import Requesters, normal_email
from madang.accounts.roles import Permission
from madang.channels.base import Address
from madang.lib.mime.forwarded import is_forwarded, read_forwarded, without_prefix
from madang.tickets.actions import Written

from .screens import Candidate


@dataclass(frozen=True, slots=True)
class PassedOn:
    """What somebody else wrote first, under its own subject, and the note of the agent who passed it on."""

    subject: str
    written: Written
    note: str


def passed_on(candidate: Candidate, written: Written, requesters: Requesters) -> PassedOn | None:
    """The message inside a mail that an agent forwarded; None when it is not one, or nobody else wrote it."""
    agent, message = candidate.sender, candidate.message
    if not (agent.is_agent and agent.may(Permission.OPEN_TICKET) and is_forwarded(message.subject)):
        return None
    found = read_forwarded(message.body_text)
    if found is None:
        return None
    email = normal_email(found.sender.email)
    if not email or email in candidate.own_addresses or not (found.text or written.files):
        return None
    address = Address(email=found.sender.email, name=found.sender.name)
    first = requesters.find_or_make(address)
    if first.is_agent:
        return None
    theirs = replace(
        written,
        author=first,
        body_text=found.text,
        body_html="",
        new_words="",
        from_address=address,
        newcomer=False,
    )
    return PassedOn(subject=without_prefix(message.subject), written=theirs, note=found.note)
