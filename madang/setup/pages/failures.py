"""What went wrong and waits for somebody: mail that was not taken, mail that was not sent, work that was not done."""

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from madang.accounts.access import AgentRequest, for_agents_who_may
from madang.accounts.roles import Permission
from madang.channels.kinds import email
from madang.delivery.actions import retry
from madang.delivery.models import UNSENT, Delivery
from madang.intake.actions import try_again
from madang.intake.models import RawMessage, RawState
from madang.intake.store import read
from madang.lib import jobs
from madang.lib.files import file_response

from ..mailbox_words import mailboxes_in_need

MOST_SHOWN = 100
READ_FOR_SUBJECT = 64 * 1024

may_see = for_agents_who_may(Permission.SEE_FAILURES)


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A raw message with the subject that could be read of it, and why it waits."""

    raw: RawMessage
    subject: str
    reason: str


@may_see
@require_safe
def failures(request: AgentRequest) -> HttpResponse:
    """All lists, newest first, and how much is held back elsewhere."""
    waiting = RawMessage.objects.filter(state=RawState.FAILED)
    unsent = Delivery.objects.filter(state__in=UNSENT)
    not_taken = waiting.select_related("inbox__brand").order_by("-pk")[:MOST_SHOWN]
    failed_jobs = jobs.failed()
    context = {
        "place": "failures",
        "here": "failures",
        "not_taken": [_looked_at(raw) for raw in not_taken],
        "not_taken_count": waiting.count(),
        "held_count": RawMessage.objects.filter(state=RawState.HELD).count(),
        "unsent": unsent.select_related("ticket").defer("raw").order_by("-pk")[:MOST_SHOWN],
        "unsent_count": unsent.count(),
        "jobs": failed_jobs,
        "mailboxes": mailboxes_in_need(),
    }
    return render(request, "setup/failures.html", context)


@may_see
@require_POST
def take_again(request: AgentRequest, raw_id: int) -> HttpResponse:
    """Try to take one message again."""
    raw = get_object_or_404(RawMessage.objects.defer("content"), pk=raw_id)
    return _take_again(request, [raw])


@may_see
@require_POST
def take_all_again(request: AgentRequest) -> HttpResponse:
    """Try to take everything again that failed; what was held back stays held."""
    return _take_again(request, RawMessage.objects.defer("content").filter(state=RawState.FAILED))


@may_see
@require_safe
def original(request: AgentRequest, raw_id: int) -> HttpResponse:
    """The message's bytes as they came in, for saving."""
    raw = get_object_or_404(RawMessage, pk=raw_id)
    name = f"message-{raw.pk}.eml"
    if raw.path:
        return file_response(raw.path, filename=name, content_type="message/rfc822")
    response = HttpResponse(read(raw), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@may_see
@require_POST
def send_again(request: AgentRequest, delivery_id: int) -> HttpResponse:
    """Queue one failed mail again."""
    delivery = get_object_or_404(Delivery.objects.defer("raw"), pk=delivery_id, state__in=UNSENT)
    return _send_again(request, [delivery])


@may_see
@require_POST
def send_all_again(request: AgentRequest) -> HttpResponse:
    """Queue every failed mail again."""
    return _send_again(request, Delivery.objects.defer("raw").filter(state__in=UNSENT))


@may_see
@require_POST
def run_again(request: AgentRequest, job_id: int) -> HttpResponse:
    """Run a failed job again, or forget it."""
    if request.POST.get("do") == "forget":
        jobs.discard(job_id)
    elif jobs.retry(job_id):
        messages.success(request, _("It runs again now."))
    return redirect("failures")


def _take_again(request: AgentRequest, raws: list[RawMessage] | QuerySet[RawMessage]) -> HttpResponse:
    count = 0
    with transaction.atomic():
        for raw in raws:
            count += try_again(raw, by=request.user)
    words = ngettext("%(n)s message is being read again.", "%(n)s messages are being read again.", count)
    messages.success(request, words % {"n": count})
    return redirect("failures")


def _send_again(request: AgentRequest, deliveries: list[Delivery] | QuerySet[Delivery]) -> HttpResponse:
    count = 0
    for delivery in deliveries:
        retry(delivery, by=request.user)
        count += 1
    words = ngettext("%(n)s mail is being sent again.", "%(n)s mails are being sent again.", count)
    messages.success(request, words % {"n": count})
    return redirect("failures")


def _looked_at(raw: RawMessage) -> NotTaken:
    """The message's subject, as far as its beginning can be read at all."""
    try:
        subject = email.parse(read(raw)[:READ_FOR_SUBJECT]).subject
    except Exception:
        # Whatever keeps it from being read is told in its reason; the list must open all the same.
        subject = ""
    return NotTaken(raw=raw, subject=subject, reason=_(raw.error) if raw.error else "")
