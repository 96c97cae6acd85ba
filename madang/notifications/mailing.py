"""Mails to agents of what they were told: soon, or in one mail when their quiet hours are over.

Answering such a mail leads back to who got it: nothing written there can reach a customer.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madang.accounts.models import User
from madang.brands.models import Desk
from madang.channels.base import Address, OutboundMessage
from madang.channels.kinds import email
from madang.channels.models import Inbox
from madang.delivery.models import Purpose
from madang.delivery.queueing import queue
from madang.lib.secret import desk_mark
from madang.ui.people import called

from .about import About
from .listing import notices_of
from .models import Notice

log = logging.getLogger(__name__)

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One thing told: why, about which ticket (`ticket` is its id), by whom, and where to look."""

    why: str
    about: str
    by: str
    link: str
    ticket: int | None = None


def mail_what_is_due(*, now: datetime | None = None) -> None:
    """Mail what is due, one mail to each person, without what they read meanwhile or can't see any more.

    What can't be mailed to one person stays in their list and holds up nobody else's.
    """
    due = Notice.objects.filter(mail_due_at__lte=now or timezone.now()).select_related("person")
    found = list(due.order_by("person", "pk")[:AT_ONCE])
    for person, of_person in groupby(found, key=lambda one: one.person):
        ids = [one.pk for one in of_person]
        try:
            with transaction.atomic():
                _mail(person, ids)
                Notice.objects.filter(pk__in=ids).update(mail_due_at=None)
        except (OperationalError, InterfaceError):
            raise  # the database is away or busy: the next call tries again
        except Exception:
            log.exception("notices could not be mailed", extra={"person": person.pk})
            Notice.objects.filter(pk__in=ids).update(mail_due_at=None)


def mail_lines(person: User, lines: Sequence[Line], *, key: str, inbox: Inbox, at: datetime) -> None:
    """Queue one mail with these lines; the same key is queued once."""
    if len(lines) == 1:
        subject = f"{lines[0].about} · {lines[0].why}"
    else:
        words = ngettext("%(n)s thing to look at", "%(n)s things to look at", len(lines))
        subject = words % {"n": len(lines)}
    domain = inbox.address.rpartition("@")[2]
    outbound = OutboundMessage(
        sender=Address(email=inbox.address, name=_("Madang")),
        to=(Address(email=person.email or "", name=person.name),),
        reply_to=Address(email=person.email or "", name=person.name),
        subject=" ".join(subject.split())[:200],
        body_text=render_to_string(
            "notifications/notices.txt", {"lines": lines, "desk": settings.MADANG.url}
        ).strip()
        + "\n",
        message_id=f"madang.{key}@{domain}".replace(":", "."),
        date=at,
        automatic=True,
        headers={"X-Madang-Desk": desk_mark()},
    )
    queue(
        key=key,
        recipient=person.email or "",
        subject=outbound.subject,
        mail_id=outbound.message_id,
        inbox=inbox,
        purpose=Purpose.NOTICE,
        raw=email.render(outbound),
        names=[line.ticket for line in lines if line.ticket is not None],
    )


def language_of(person: User) -> str:
    """The language in which the person is written to. One query when it is the desk's."""
    desk = Desk.objects.first() if not person.language else None
    return person.language or (desk.language if desk is not None else "ko")


def any_inbox() -> Inbox | None:
    """An address that mail to agents can leave from where no ticket says which. One query."""
    return Inbox.objects.filter(is_active=True).order_by("pk").first()


def _mail(person: User, ids: Sequence[int]) -> None:
    if not person.email or not person.is_agent:
        return
    visible = notices_of(person).filter(pk__in=ids).select_related("ticket__inbox", "by").order_by("pk")
    notices = [one for one in visible if one.read_at is None or one.read_at == one.created_at]
    inbox = next((one.ticket.inbox for one in notices if one.ticket.inbox is not None), None)
    inbox = inbox or any_inbox()
    if not notices or inbox is None:
        return
    with translation.override(language_of(person)):
        lines = [_line(one) for one in notices]
        mail_lines(person, lines, key=f"notices:{person.pk}:{ids[-1]}", inbox=inbox, at=timezone.now())


def _line(notice: Notice) -> Line:
    place = f"#message-{notice.message_id}" if notice.message_id is not None else ""
    place = f"#side-{notice.side_id}" if notice.side_id is not None else place
    number = notice.ticket.number
    return Line(
        why=str(About(notice.about).label),
        about=f"#{number} {notice.ticket.subject}".strip(),
        by=called(notice.by),
        link=f"{settings.MADANG.url}/desk/open/{number}/{place}",
        ticket=notice.ticket_id,
    )
