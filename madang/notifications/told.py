"""Agents are mailed what they have to act on: once for one cause, in their language, unless they said no."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from madang.brands.models import Desk
from madang.channels.base import Address, OutboundMessage
from madang.channels.kinds import email
from madang.delivery.models import Purpose
from madang.delivery.queueing import queue
from madang.history.models import Event
from madang.lib.secret import desk_mark

from .models import AgentNotices
from .news import Cause, News, news_of


def tell_agent(event: Event) -> None:
    """Mail who can act on what happened; several answers that one cause stopped make one mail."""
    news = news_of(event)
    if news is None or not news.person.email or not wants(news):
        return
    inbox = news.delivery.inbox if news.delivery is not None else news.ticket.inbox
    if inbox is None:
        return
    desk = Desk.objects.first()
    with translation.override(news.person.language or (desk.language if desk is not None else "ko")):
        context = {"news": news, "link": f"{settings.MADANG.url}{news.path}", "desk": settings.MADANG.url}
        outbound = OutboundMessage(
            sender=Address(email=inbox.address, name=news.ticket.brand.name),
            to=(Address(email=news.person.email, name=news.person.name),),
            subject=" ".join(_rendered(news, "_subject", context).split()),
            body_text=_rendered(news, "", context).strip() + "\n",
            message_id=f"madang.{_cause_of(news)}@{inbox.address.rpartition('@')[2]}".replace(":", "."),
            date=event.created_at,
            automatic=True,
            headers={"X-Madang-Desk": desk_mark()},
        )
    queue(
        key=_cause_of(news),
        recipient=news.person.email,
        subject=outbound.subject,
        mail_id=outbound.message_id,
        inbox=inbox,
        purpose=Purpose.NOTICE,
        raw=email.render(outbound),
        names=[news.ticket.pk],
    )


def wants(news: News) -> bool:
    """Whether the person wants mails of this kind; without a word of theirs, they do. One query."""
    own = AgentNotices.objects.filter(person=news.person).first()
    return own is None or news.cause.value not in own.off


def _cause_of(news: News) -> str:
    """What is told once, however often its jobs run."""
    if news.delivery is not None:
        return f"undelivered:{news.delivery.pk}:{news.event.pk}"
    return f"told:{news.cause.value}:{news.ticket.pk}:{news.person.pk}:{news.event.stroke}"


def _rendered(news: News, part: str, context: dict[str, object]) -> str:
    name = "undelivered" if news.cause == Cause.UNDELIVERED else "answer"
    return render_to_string(f"notifications/{name}{part}.txt", context)
