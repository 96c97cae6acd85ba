"""Mail that was held back: why, from whom, and what becomes of it; and the senders whose mail nobody wants."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts.access import AgentRequest, for_agents_who_may
from madang.accounts.roles import Permission
from madang.channels.kinds import email
from madang.intake.actions import block, discard, let_through, set_policy, unblock
from madang.intake.authentication import Sign, restored
from madang.intake.models import BlockedSender, RawMessage, RawState
from madang.intake.policy import current_policy
from madang.intake.refusals import CannotBlock
from madang.intake.screens import HeldAs
from madang.intake.store import read

from ..forms.incoming import BlockForm, IncomingForm

ON_A_PAGE = 25
READ_FOR_PREVIEW = 64 * 1024
PREVIEW = 1500
"""Characters of a message's own words that are shown."""

SPAM = "spam"
KINDS = {
    HeldAs.LOOP: gettext_lazy("Loop"),
    HeldAs.BLOCKED: gettext_lazy("Blocked sender"),
    HeldAs.SPAM: gettext_lazy("Spam"),
    HeldAs.REPORT: gettext_lazy("Unknown report"),
    HeldAs.FLOOD: gettext_lazy("Too many"),
}

may_see = for_agents_who_may(Permission.SEE_FAILURES)
for_managers = for_agents_who_may(Permission.MANAGE_DESK)


@dataclass(frozen=True, slots=True)
class HeldMail:
    """A held message as far as its beginning can be read; `words` are plain text and nothing else."""

    raw: RawMessage
    sender: str
    subject: str
    words: str
    kind: str
    reason: str
    failed: bool


@may_see
@require_safe
def held(request: AgentRequest) -> HttpResponse:
    """What is held back, newest first; `?view=spam` what filters marked, else everything but that."""
    view = SPAM if request.GET.get("view") == SPAM else ""
    counted = _counts()
    page = Paginator(_held_as(view), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "place": "held",
        "here": "held",
        "view": view,
        "page": page,
        "mails": _shown(page),
        "others": counted["others"],
        "spam": counted["spam"],
    }
    return render(request, "setup/held/list.html", context)


@may_see
@require_POST
def decide(request: AgentRequest) -> HttpResponse:
    """Take, discard, or block the senders of the held messages that were chosen (`id`, several)."""
    view = SPAM if request.POST.get("view") == SPAM else ""
    ids = [int(one) for one in request.POST.getlist("id") if one.isdigit()]
    chosen = RawMessage.objects.filter(pk__in=ids[:500], state=RawState.HELD).order_by("pk")
    if not ids:
        messages.error(request, _("Choose at least one message first."))
    match request.POST.get("do"):
        case "take":
            count = sum(let_through(raw, by=request.user) for raw in chosen.defer("content"))
            words = ngettext("%(n)s message is being taken.", "%(n)s messages are being taken.", count)
            _tell(request, words, count)
        case "discard":
            count = sum(discard(raw, by=request.user) for raw in chosen.defer("content"))
            words = ngettext("%(n)s message was deleted.", "%(n)s messages were deleted.", count)
            _tell(request, words, count)
        case "block":
            _block_senders(request, chosen)
    answer = redirect("held")
    answer["Location"] += "?view=spam" if view else ""
    return answer


@may_see
@require_http_methods(["GET", "HEAD", "POST"])
def blocked(request: AgentRequest) -> HttpResponse:
    """The blocked senders: who, since when, by whom and why; and a field for one more."""
    form = BlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            block(form.cleaned_data["value"], reason=form.cleaned_data["reason"], by=request.user)
        except CannotBlock as refused:
            form.add_error("value", str(refused))
        else:
            messages.success(request, _("Blocked."))
            return redirect("blocked_senders")
    senders = BlockedSender.objects.select_related("by").order_by("-pk")
    page = Paginator(senders, 100).get_page(request.GET.get("page"))
    context = {"place": "held", "here": "held", "form": form, "page": page}
    return render(request, "setup/held/blocked.html", context, status=422 if form.is_bound else 200)


@may_see
@require_POST
def unblock_sender(request: AgentRequest, blocked_id: int) -> HttpResponse:
    """Take mail of a blocked sender again."""
    unblock(get_object_or_404(BlockedSender, pk=blocked_id), by=request.user)
    messages.success(request, _("Mail of this sender is taken again."))
    return redirect("blocked_senders")


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def incoming(request: AgentRequest) -> HttpResponse:
    """What counts as spam, whose word is believed, and how long originals are kept."""
    policy = current_policy()
    initial = {
        "spam_from": policy.spam_from,
        "trusted_servers": policy.trusted_servers,
        "keep_originals_days": policy.keep_originals_days,
    }
    form = IncomingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        set_policy(**form.cleaned_data, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("incoming")
    context = {"place": "settings", "here": "incoming", "form": form}
    return render(request, "setup/held/incoming.html", context, status=422 if form.is_bound else 200)


def _held_as(view: str) -> QuerySet[RawMessage]:
    waiting = RawMessage.objects.filter(state=RawState.HELD)
    marked = waiting.filter(hold__kind=SPAM)
    chosen = marked if view else waiting.exclude(pk__in=marked.values("pk"))
    return chosen.select_related("inbox__brand").order_by("-pk")


def _counts() -> dict[str, int]:
    waiting = RawMessage.objects.filter(state=RawState.HELD)
    spam = waiting.filter(hold__kind=SPAM).count()
    return {"spam": spam, "others": waiting.count() - spam}


def _shown(page: "Page[RawMessage]") -> Sequence[HeldMail]:
    return [_looked_at(raw) for raw in page]


def _looked_at(raw: RawMessage) -> HeldMail:
    sender, subject, words = raw.mail_from, "", ""
    try:
        meaning = email.parse(read(raw)[:READ_FOR_PREVIEW])
        sender = str(meaning.sender.email or raw.mail_from)
        sender = f"{meaning.sender.name} <{sender}>" if meaning.sender.name else sender
        subject, words = meaning.subject, (meaning.reply_text or meaning.body_text)[:PREVIEW]
    except Exception:
        # Whatever keeps it from being read, the list must open all the same.
        words = ""
    facts: dict[str, Any] = raw.hold or {}
    kind = str(facts.get("kind", ""))
    return HeldMail(
        raw=raw,
        sender=sender,
        subject=subject,
        words=words.strip(),
        kind=str(KINDS.get(kind, "")),  # type: ignore[call-overload]  # a kind's code is its value
        reason=reason_of(raw),
        failed=restored(raw.authentication).sign == Sign.FAILED,
    )


def reason_of(raw: RawMessage) -> str:
    """Why a message is held or failed, in the reader's language."""
    if not raw.error:
        return ""
    words = _(raw.error)
    facts = raw.hold or {}
    try:
        return words % facts if "%(" in words else words
    except (KeyError, TypeError, ValueError):
        return words


def _block_senders(request: AgentRequest, chosen: QuerySet[RawMessage]) -> None:
    """Block the senders of the chosen messages and delete those; what can't be blocked is told and stays."""
    count = 0
    for raw in chosen:
        sender = email.parse(read(raw)[:READ_FOR_PREVIEW]).sender.email or raw.mail_from
        try:
            block(sender, reason=_("From the held mail"), by=request.user)
        except CannotBlock as refused:
            messages.error(request, str(refused))
            continue
        discard(raw, by=request.user)
        count += 1
    words = ngettext(
        "%(n)s sender was blocked, and their mail deleted.",
        "%(n)s senders were blocked, and their mail deleted.",
        count,
    )
    _tell(request, words, count)


def _tell(request: AgentRequest, words: str, count: int) -> None:
    if count:
        messages.success(request, words % {"n": count})
