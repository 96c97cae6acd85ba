"""Pushes to agents' devices of what they were told: one for each thing, or one of all after quiet hours."""

import json
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madang.accounts.actions import mark_push_gone, note_push, remove_push_device
from madang.accounts.models import PushDevice, User
from madang.accounts.sessions import person_in
from madang.lib.jobs import job

from .choices import choices_of
from .in_words import href_of, in_words
from .listing import notices_of
from .mailing import language_of
from .models import Notice
from .push_service import Gone, NotTaken, TryLater, hand_over

log = logging.getLogger(__name__)

AT_ONCE = 500
TRIED_FOR = timedelta(hours=1)
"""How long a push is tried again; it is in the list of notices in any case."""

FIRST_PAUSE = 15.0
LONGEST_PAUSE = 900.0
LONGEST_TITLE = 160
LONGEST_BODY = 400


def push_what_is_due(*, now: datetime | None = None) -> None:
    """Have pushed what is due, one push to each device of each person."""
    due = Notice.objects.filter(push_due_at__lte=now or timezone.now()).order_by("person", "pk")
    found = list(due.values_list("person", "pk")[:AT_ONCE])
    for person, of_person in groupby(found, key=lambda one: one[0]):
        ids = [pk for _person, pk in of_person]
        with transaction.atomic():
            for device in PushDevice.objects.filter(person=person, gone_at=None).values_list("pk", flat=True):
                push.enqueue(device=device, notices=ids, since=timezone.now().timestamp())
            Notice.objects.filter(pk__in=ids).update(push_due_at=None)


def push_trial(person: User) -> int:
    """Push something to all devices of the person, as it would come; gives to how many."""
    devices = list(PushDevice.objects.filter(person=person, gone_at=None).values_list("pk", flat=True))
    for device in devices:
        push.enqueue(device=device, notices=[], since=timezone.now().timestamp())
    return len(devices)


@job
def push(device: int, notices: list[int], since: float, tried: int = 0) -> None:
    """Tell a device of these notices, as far as its person has not read them and may still see them; without
    any it is a trial.

    `since` is when it was tried first; one that can't be reached is tried again for TRIED_FOR.
    """
    found = PushDevice.objects.select_related("person", "session").filter(pk=device, gone_at=None).first()
    if found is None:
        return
    if person_in(found.session.session_key) != found.person or not found.person.is_agent:
        remove_push_device(found, by=None)
        return
    message = message_of(found.person, notices) if notices else trial_for(found.person)
    if message is None:
        return
    try:
        hand_over(found, message)
    except Gone:
        mark_push_gone(found)
    except NotTaken as why:
        log.warning("a push was not taken", extra={"device": device, "why": str(why)})
        note_push(found, taken=False)
    except TryLater as later:
        note_push(found, taken=False)
        pause = later.seconds or min(FIRST_PAUSE * 2.0**tried, LONGEST_PAUSE)
        again = timezone.now() + timedelta(seconds=pause)
        if again.timestamp() - since < TRIED_FOR.total_seconds():
            push.using(run_after=again).enqueue(device=device, notices=notices, since=since, tried=tried + 1)
    else:
        note_push(found, taken=True)


def message_of(person: User, notices: Sequence[int]) -> bytes | None:
    """What a device shows of these notices, in the person's language; None when nothing is left to say."""
    visible = notices_of(person).filter(pk__in=notices)
    told = visible.select_related("ticket__requester", "by").order_by("pk")
    # Who doesn't want it in the desk has read it as it was made.
    fresh = [one for one in told if one.read_at is None or one.read_at == one.created_at]
    if not fresh:
        return None
    with translation.override(language_of(person)):
        if len(fresh) == 1:
            (one,) = fresh
            subject = one.ticket.subject if choices_of([person.pk])[person.pk].push_subject else ""
            title, body, href = in_words(one), subject, href_of(one)
        else:
            words = ngettext("%(n)s thing to look at", "%(n)s things to look at", len(fresh))
            title, body = words % {"n": len(fresh)}, "\n".join(in_words(one) for one in fresh[-3:])
            href = "/desk/notices/"
        in_desk = all(one.read_at is None for one in fresh)
        return said(title, body, href=href, tag=f"notice-{fresh[-1].pk}", in_desk=in_desk)


def trial_for(person: User) -> bytes:
    """What a device shows to whoever tries it, in their language."""
    with translation.override(language_of(person)):
        words = _("This is how the desk tells you.")
        return said("Madang", words, href="/accounts/notices/", tag="trial", in_desk=False)


def said(title: str, body: str, *, href: str, tag: str, in_desk: bool) -> bytes:
    """A message as the worker in the browser reads it, in the language under way.

    What has the same `tag` is shown once. `in_desk`: an open page of the desk says it too, so that it is not
    shown where one is looked at.
    """
    values = {
        "title": _short(title, LONGEST_TITLE),
        "body": _short(body, LONGEST_BODY),
        "href": href,
        "tag": tag,
        "desk": in_desk,
        "lang": translation.get_language(),
    }
    return json.dumps(values, ensure_ascii=False).encode()


def _short(text: str, most: int) -> str:
    plain = "\n".join(" ".join(line.split()) for line in text.splitlines())
    return plain if len(plain) <= most else f"{plain[:most].rstrip()} …"
