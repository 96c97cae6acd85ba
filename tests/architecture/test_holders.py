"""Whatever could hold words of a ticket lets go of them, or says why no customer's words are ever in it."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models
from django.db.models.fields.related import RelatedField

from madang.tickets.holders import holders
from madang.tickets.models import Ticket

SHORTEST = 100
"""Letters from which a column without choices counts as one for texts."""

CODES = "ids, codes and numbers of the program's"
ADDRESSES = (
    "addresses: they go with the row when the ticket is erased, and no piece of an address is blacked out"
)
NAMES_OF_MAILS = "Message-IDs, by which mails are known; they go with the row"

HOLDS_NO_WORDS = {
    "tickets.Message.from_email": ADDRESSES,
    "tickets.Message.to": ADDRESSES,
    "tickets.Message.cc": ADDRESSES,
    "tickets.Message.bcc": ADDRESSES,
    "tickets.Message.message_id": NAMES_OF_MAILS,
    "tickets.Message.in_reply_to": NAMES_OF_MAILS,
    "tickets.SideMessage.from_email": ADDRESSES,
    "tickets.SideMessage.to": ADDRESSES,
    "tickets.SideMessage.cc": ADDRESSES,
    "tickets.SideMessage.message_id": NAMES_OF_MAILS,
    "tickets.SideConversation.people": ADDRESSES,
    "tickets.Draft.to": ADDRESSES,
    "tickets.Draft.cc": ADDRESSES,
    "tickets.Draft.bcc": ADDRESSES,
    "tickets.Draft.macros": CODES,
    "tickets.PlannedReply.to": ADDRESSES,
    "tickets.PlannedReply.cc": ADDRESSES,
    "tickets.PlannedReply.bcc": ADDRESSES,
    "tickets.PlannedReply.macros": CODES,
    "tickets.Attachment.content_type": "a type of files",
    "tickets.BulkRun.parts": "what is changed, by the desk's settings: ids, codes and their names",
    "tickets.BulkItem.why": "what the program said of settings: a status, a tag, a right",
    "tickets.BulkItem.undo": "what a ticket had of the desk's settings: ids, codes and tags",
    "delivery.Delivery.recipient": ADDRESSES,
    "delivery.Delivery.sender": ADDRESSES,
    "delivery.Delivery.mail_id": NAMES_OF_MAILS,
    "delivery.Delivery.key": CODES,
    "delivery.HandedOver.provider_id": NAMES_OF_MAILS,
    "delivery.HandedOver.message_id": NAMES_OF_MAILS,
    "delivery.Unreachable.email": ADDRESSES,
    "intake.RawMessage.mail_from": ADDRESSES,
    "intake.RawMessage.rcpt_to": ADDRESSES,
}
"""Column → why it needs no keeper."""


def test_every_column_for_words_of_tickets_has_a_keeper_or_a_reason() -> None:
    kept = {
        f"{model}.{column}"
        for holder in holders()
        for model, columns in holder.columns.items()
        for column in columns
    }
    could = {
        f"{model._meta.label}.{column}" for model in on_a_ticket() for column in columns_for_words(model)
    }
    assert could - kept - set(HOLDS_NO_WORDS) == set(), (
        "register what erases and blacks them out (madang/tickets/holders.py), or say here why they hold none"
    )
    assert not kept & set(HOLDS_NO_WORDS)
    assert set(HOLDS_NO_WORDS) <= could, "these are gone, or hang on no ticket any more"
    assert {name for name in kept if not is_a_column(name)} == set(), "these are gone"


def test_what_hangs_on_a_ticket_through_others_counts_too() -> None:
    found = {model._meta.label for model in on_a_ticket()}
    assert {"tickets.SideMessage", "delivery.HandedOver", "delivery.Unreachable", "tickets.BulkRun"} <= found


def on_a_ticket() -> list[type[models.Model]]:
    """The models with a path to a ticket: rows that point to one, through others too, and what those hang on
    as one of many."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("madang.")]
    found: set[type[models.Model]] = {Ticket}
    while True:
        more = {model for model in ours if model not in found and found & set(pointed_at(model))}
        if not more:
            return [model for model in ours if model in found or holds_many(model, found)]
        found |= more


def pointed_at(model: type[models.Model]) -> Iterator[type[models.Model]]:
    for field in model._meta.get_fields():
        if isinstance(field, RelatedField) and not isinstance(field.related_model, str):
            yield field.related_model


OF_MANY = {"tickets.BulkItem": "tickets.BulkRun"}


def holds_many(model: type[models.Model], found: set[type[models.Model]]) -> bool:
    """Whether rows that belong to tickets are its parts: a run of many tickets, and one ticket of it."""
    return any(
        part._meta.label in OF_MANY and OF_MANY[part._meta.label] == model._meta.label for part in found
    )


def columns_for_words(model: type[models.Model]) -> Iterator[str]:
    for field in model._meta.concrete_fields:
        long = (
            isinstance(field, models.CharField) and not field.choices and (field.max_length or 0) >= SHORTEST
        )
        if long or isinstance(
            field, models.TextField | models.JSONField | models.BinaryField | models.FileField
        ):
            yield field.name


def is_a_column(name: str) -> bool:
    label, _dot, column = name.rpartition(".")
    return column in {field.name for field in apps.get_model(label)._meta.concrete_fields}
