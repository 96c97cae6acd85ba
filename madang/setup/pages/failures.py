"""What went wrong and waits for somebody: mail that was not taken, mail that was not sent, work that was not done."""

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from madang.accounts.access import AgentRequest, for_agents_who_may
from madang.accounts.roles import Permission
from madang.channels.kinds import email
from madang.delivery.actions import retry
from madang.delivery.models import UNSENT, Delivery
from madang.intake.actions import try_again
from madang.intake.mailbox import MailboxNotice
from madang.intake.models import RawMessage, RawState, Webhook
from madang.intake.store import read
from madang.lib import jobs
from madang.lib.files import file_response
from madang.lib.text.numbers import number_in
from madang.notifications.actions import Failure, bring_back, dismiss, kind_of
from madang.notifications.dismissed import (
    dismissals,
    mailbox_notices,
    not_sent,
    not_taken,
    refusing_webhooks,
)
from madang.notifications.models import Dismissal, Failed

from ..hook_words import hooks_in_need
from ..mailbox_words import dismissed_notices, mailboxes_in_need

MOST_SHOWN = 100
READ_FOR_SUBJECT = 64 * 1024

may_see = for_agents_who_may(Permission.SEE_FAILURES)


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A raw message with the subject that could be read of it, and why it waits."""

    raw: RawMessage
    subject: str
    reason: str
    dismissal: Dismissal | None = None


@may_see
@require_safe
def failures(request: AgentRequest) -> HttpResponse:
    """All lists, newest first, and how much is held back elsewhere; `?dismissed` shows what was dismissed."""
    dismissed = "dismissed" in request.GET
    waiting, unsent = not_taken(dismissed=dismissed), not_sent(dismissed=dismissed)
    raws = list(waiting.select_related("inbox__brand").order_by("-pk")[:MOST_SHOWN])
    mails = list(
        unsent.select_related("ticket", "side_message__side__ticket")
        .defer("raw")
        .order_by("-pk")[:MOST_SHOWN]
    )
    of_raws = dismissals(Failed.MAIL, [one.pk for one in raws]) if dismissed else {}
    of_mails = dismissals(Failed.SENDING, [one.pk for one in mails]) if dismissed else {}
    failed_jobs = jobs.failed()
    notices = dismissed_notices() if dismissed else []
    hooks = hooks_in_need(dismissed=dismissed)
    of_notices = dismissals(Failed.MAILBOX, [one.notice.pk for one in notices])
    of_hooks = dismissals(Failed.WEBHOOK, [one.row.pk for one in hooks]) if dismissed else {}
    context = {
        "place": "failures",
        "here": "failures",
        "dismissed": dismissed,
        "dismissed_count": sum(
            of(dismissed=True).count() for of in (not_taken, not_sent, mailbox_notices, refusing_webhooks)
        ),
        "undo": _just_dismissed(request),
        "not_taken": [_looked_at(raw, of_raws.get(raw.pk)) for raw in raws],
        "not_taken_count": waiting.count(),
        "held_count": RawMessage.objects.filter(state=RawState.HELD).count(),
        "unsent": [(one, of_mails.get(one.pk)) for one in mails],
        "unsent_count": unsent.count(),
        "jobs": [] if dismissed else failed_jobs,
        "webhooks": [(one, of_hooks.get(one.row.pk)) for one in hooks],
        "notices": [(one, of_notices.get(one.notice.pk)) for one in notices],
        "mailboxes": [] if dismissed else mailboxes_in_need(),
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
    """Try to take everything again that failed; what is held or dismissed stays so."""
    return _take_again(request, not_taken().defer("content"))


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
    """Queue every failed mail again but what was dismissed."""
    return _send_again(request, not_sent().defer("raw"))


@may_see
@require_POST
def dismiss_mail(request: AgentRequest, raw_id: int) -> HttpResponse:
    """Take a message that was not taken in out of the list, or bring it back (`do`)."""
    return _dismiss(request, get_object_or_404(RawMessage.objects.defer("content"), pk=raw_id))


@may_see
@require_POST
def dismiss_sending(request: AgentRequest, delivery_id: int) -> HttpResponse:
    """Take a mail that was not sent out of the list, or bring it back (`do`)."""
    return _dismiss(request, get_object_or_404(Delivery.objects.defer("raw"), pk=delivery_id))


@may_see
@require_POST
def dismiss_notice(request: AgentRequest, notice_id: int) -> HttpResponse:
    """Take what happened to a mailbox out of the list, or bring it back (`do`)."""
    return _dismiss(request, get_object_or_404(MailboxNotice, pk=notice_id))


@may_see
@require_POST
def dismiss_refusal(request: AgentRequest, webhook_id: int) -> HttpResponse:
    """Take what a webhook refused out of the list, or bring it back (`do`)."""
    return _dismiss(request, get_object_or_404(Webhook, pk=webhook_id))


@may_see
@require_POST
def run_again(request: AgentRequest, job_id: int) -> HttpResponse:
    """Run a failed job again, or forget it."""
    if request.POST.get("do") == "forget":
        jobs.discard(job_id)
    elif jobs.retry(job_id):
        messages.success(request, _("It runs again now."))
    return redirect("failures")


def _dismiss(request: AgentRequest, failed: Failure) -> HttpResponse:
    if request.POST.get("do") == "bring_back":
        bring_back(failed, by=request.user)
        return redirect("failures")
    dismiss(failed, by=request.user)
    return redirect(f"{reverse('failures')}?undo={kind_of(failed).value}-{failed.pk}")


def _just_dismissed(request: AgentRequest) -> str:
    """Where to post to undo what was dismissed a moment ago, empty for nothing."""
    kind, _hyphen, written = request.GET.get("undo", "").partition("-")
    key = number_in(written)
    if kind not in Failed.values or not Dismissal.objects.filter(kind=kind, subject_id=key).exists():
        return ""
    return reverse(f"dismiss_{kind}", args=[key])


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


def _looked_at(raw: RawMessage, dismissal: Dismissal | None) -> NotTaken:
    """The message's subject, as far as its beginning can be read at all."""
    try:
        subject = email.parse(read(raw)[:READ_FOR_SUBJECT]).subject
    except Exception:
        # Whatever keeps it from being read is told in its reason; the list must open all the same.
        subject = ""
    return NotTaken(raw=raw, subject=subject, reason=_(raw.error) if raw.error else "", dismissal=dismissal)
