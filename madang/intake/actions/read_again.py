from madang.accounts.models import User
from madang.accounts.requesters import normal_email
from madang.channels.kinds import email
from madang.history.recording import action, record
from madang.lib.html import clean
from madang.search.index import index_messages
from madang.tickets.actions.receive import attach, forget_file, preview_of
from madang.tickets.models import Message, Ticket

from ..mail_events import MAIL_READ_AGAIN, OfMessage
from ..models import RawMessage
from ..refusals import CannotReadAgain
from ..store import read
from .guard import guard


@action
def read_again(message: Message, *, by: User | None) -> None:
    """Read the original of a message once more, and put what it means in the place of what it meant before.

    Text, HTML and files are renewed; who wrote it, to whom and in which ticket stay. Raises CannotReadAgain
    when the original is gone, or when the message is only a part of it, as with one that an agent forwarded.
    """
    guard(by)
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    raw = RawMessage.objects.filter(message=message, removed_at=None).first()
    if raw is None:
        raise CannotReadAgain
    meaning = email.parse(read(raw))
    sender = meaning.sender.email or raw.mail_from
    if normal_email(sender) != normal_email(message.from_email):
        raise CannotReadAgain

    message.body_text = meaning.body_text
    message.body_html = clean(meaning.body_html) if meaning.body_html else ""
    message.new_words = meaning.reply_text if meaning.reply_text != meaning.body_text else ""
    message.auto_reply = meaning.auto_reply[:40]
    message.save(update_fields=["body_text", "body_html", "new_words", "auto_reply"])
    for attachment in message.attachments.all():
        forget_file(attachment)
    for file in meaning.files:
        attach(message, file, by=message.author)

    newest = Message.objects.filter(ticket=message.ticket_id, visibility="public").order_by("-pk").first()
    if newest is not None and newest.pk == message.pk:
        preview = preview_of(meaning.reply_text or meaning.body_text)
        Ticket.objects.filter(pk=message.ticket_id).update(preview=preview)
    index_messages({message.pk})
    record(message.ticket, MAIL_READ_AGAIN, by=by, data=OfMessage(message=message.pk))
