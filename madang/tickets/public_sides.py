"""Side conversations as JSON, for programs."""

from collections.abc import Iterable
from typing import Any

from .models import SideConversation, SideMessage
from .public import attachments


def side(conversation: SideConversation, messages: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """One side conversation, fetched with `team`, with its messages (see `side_message`)."""
    return {
        "id": conversation.pk,
        "subject": conversation.subject,
        "people": conversation.people,
        "team": conversation.team.name if conversation.team is not None else None,
        "waiting_since": conversation.waiting_since,
        "closed_at": conversation.closed_at,
        "created_at": conversation.created_at,
        "messages": list(messages),
    }


def side_message(written: SideMessage, deliveries: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """One message of it, fetched with `attachments` and `author`; `deliveries` are rows of the ledger."""
    author = written.author
    return {
        "id": written.pk,
        "author": {
            "name": author.shown_name if author is not None else written.from_name,
            "email": author.email if author is not None else written.from_email,
        },
        "incoming": written.incoming,
        "automatic": bool(written.auto_reply),
        "newcomer": written.newcomer,
        "to": written.to,
        "cc": written.cc,
        "body_text": written.body_text,
        "body_html": written.body_html,
        "reply_text": written.new_words or written.body_text,
        "attachments": attachments(written),
        "created_at": written.created_at,
        "deliveries": list(deliveries),
    }
