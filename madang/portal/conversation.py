"""What one recipient of an answer may read of its conversation, ready to be shown to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from madang.accounts.models import Identity, User
from madang.brands.models import Brand
from madang.delivery.models import Delivery, MailLook
from madang.lib.html import from_text, in_page_with_pictures
from madang.tickets.copies import hidden_among
from madang.tickets.merging import goes_on_in, whole_conversation
from madang.tickets.models import Attachment, Message, Ticket, Visibility

MOST = 40
"""Messages shown before the answer, and after it."""

LONGEST = 20_000
"""Characters of a message that came in; longer ones end in an ellipsis."""


@dataclass(frozen=True)
class Reader:
    """Whoever the mail was sent to; `person` None when nobody is known by that address any more."""

    delivery: Delivery
    ticket: Ticket
    message: Message
    person: User | None

    @property
    def brand(self) -> Brand:
        """The face that they know."""
        return self.ticket.brand

    @property
    def look(self) -> MailLook:
        """How its mail looks."""
        look: MailLook = self.brand.mail_look
        return look

    @property
    def language(self) -> str:
        """Theirs, else the brand's."""
        return (self.person.language if self.person is not None else "") or self.brand.language

    @cached_property
    def page(self) -> str:
        """The address of their page."""
        return reverse("view_answer", args=[self.delivery.pk])


@dataclass(frozen=True, slots=True)
class Shown:
    """One message. `ours` was written in the desk, `own` by the reader."""

    key: int
    name: str
    moment: datetime
    ours: bool
    own: bool
    words: SafeString
    files: Sequence[Attachment]


@dataclass(frozen=True, slots=True)
class Conversation:
    """The answer, and what was said before and after it, oldest first."""

    before: Sequence[Shown]
    answer: Shown
    after: Sequence[Shown]


def reader_of(delivery: Delivery) -> Reader:
    """Who reads the mail's page; the mail is one that `mail_behind` gave. One query."""
    assert delivery.ticket is not None
    assert delivery.message is not None
    known = Identity.objects.select_related("user").filter(kind="email", value=delivery.recipient.lower())
    identity = known.first()
    return Reader(delivery, delivery.ticket, delivery.message, identity.user if identity else None)


def conversation_for(reader: Reader) -> Conversation:
    """The answer with the newest messages before and the first ones after it."""
    found = _messages_of(reader).prefetch_related("attachments")
    answer = reader.message.pk
    before = list(found.filter(pk__lte=answer).order_by("-pk")[: MOST + 1])
    after = list(found.filter(pk__gt=answer).order_by("pk")[:MOST])
    readable = _readable(reader, [*reversed(before), *after])
    shown = [_shown(reader, one) for one in readable]
    place = next(at for at, one in enumerate(shown) if one.key == answer)
    return Conversation(before=shown[:place], answer=shown[place], after=shown[place + 1 :])


def file_for(reader: Reader, file_id: int) -> Attachment | None:
    """A file of a message that they may read, None for any other."""
    file = Attachment.objects.filter(pk=file_id, message__in=_messages_of(reader)).first()
    if file is None:
        return None
    message = _messages_of(reader).get(attachments=file)
    return file if _readable(reader, [message]) else None


def _messages_of(reader: Reader) -> QuerySet[Message]:
    """The public messages of the whole conversation, with what was merged into it and where it goes on."""
    whole = whole_conversation(goes_on_in(reader.ticket))
    public = Message.objects.filter(ticket__in=whole, visibility=Visibility.PUBLIC)
    return public.select_related("author", "ticket")


def _readable(reader: Reader, messages: Sequence[Message]) -> Sequence[Message]:
    """Of the messages those that they wrote or were sent, and all of a ticket of their own.

    A copy opens to somebody neither what was said before nor what was merged in of another customer. Who got
    answers as Bcc is known to agents alone, and so is what they write.
    """
    email = reader.delivery.recipient.lower()
    keys = [one.pk for one in messages]
    sent = Delivery.objects.filter(message__in=keys, recipient=reader.delivery.recipient)
    theirs = {reader.message.pk, *sent.values_list("message_id", flat=True)}

    hidden = hidden_among(_messages_of(reader))

    def is_readable(message: Message) -> bool:
        if message.from_email.lower() in hidden and message.from_email.lower() != email:
            return False
        if message.pk in theirs:
            return True
        if reader.person is not None and reader.person.pk in {message.ticket.requester_id, message.author_id}:
            return True
        named = [message.from_email, *message.to, *message.cc] if message.incoming else []
        return email in {one.lower() for one in named}

    return [one for one in messages if is_readable(one)]


def _shown(reader: Reader, message: Message) -> Shown:
    files = list(message.attachments.all())
    author = message.author
    words = _words_of(reader, message, files)
    return Shown(
        key=message.pk,
        name=(author.name if author.is_agent else author.shown_name) or reader.brand.name,
        moment=message.created_at,
        ours=not message.incoming,
        own=reader.person is not None and reader.person.pk == author.pk,
        words=mark_safe(words),  # noqa: S308  # escaped or cleaned below
        files=[
            one for one in files if not (one.inline and one.content_id and _address(reader, one) in words)
        ],
    )


def _words_of(reader: Reader, message: Message, files: Sequence[Attachment]) -> str:
    """What was written: mail that came in as its new words alone, our own with its pictures."""
    if message.incoming or not message.body_html:
        text = message.new_words or message.body_text
        return from_text(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")
    by_content_id = {one.content_id.lower(): one for one in files if one.content_id}

    def picture(content_id: str) -> str | None:
        file = by_content_id.get(content_id.strip("<>").lower())
        return f"{_address(reader, file)}?shown" if file is not None else None

    return in_page_with_pictures(message.body_html, address_of=picture)


def _address(reader: Reader, file: Attachment) -> str:
    return reverse("view_file", args=[reader.delivery.pk, file.pk, "picture"])
