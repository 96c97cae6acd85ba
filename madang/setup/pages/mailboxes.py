"""Mailboxes that mail is fetched from: the list, connecting one, and looking after it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts.access import AgentRequest, for_agents_who_may
from madang.accounts.roles import Permission
from madang.brands.errors import Refused
from madang.channels.models import Inbox
from madang.intake.mailbox import (
    Afterwards,
    Mailbox,
    MailboxNotice,
    MissedMail,
    OAuthClient,
    Trial,
    TrialState,
    WayIn,
)
from madang.intake.mailboxes import actions
from madang.intake.mailboxes.keeping import sealed
from madang.intake.mailboxes.trying import try_mailbox
from madang.notifications.actions import dismiss

from ..forms.mailboxes import ConnectForm, MailboxForm, SignInForm
from ..mailbox_words import Shown, Tried, with_notices

for_managers = for_agents_who_may(Permission.MANAGE_DESK)


@for_managers
@require_safe
def mailboxes(request: AgentRequest) -> HttpResponse:
    """Every mailbox with how it is, and what somebody should know."""
    context = {
        "place": "settings",
        "here": "mailboxes",
        "mailboxes": [Shown.of(one) for one in _rows().order_by("inbox__address")],
    }
    return render(request, "setup/mailboxes/list.html", context)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def connect(request: AgentRequest) -> HttpResponse:
    """Ask for an address and a password, and have them tried."""
    form = SignInForm(request.POST or None, initial=_first_address())
    if request.method == "POST" and form.is_valid():
        way_in = request.POST.get("way_in", WayIn.PASSWORD)
        if way_in in _ways_in():
            request.session["mailbox_sign_in"] = {"address": form.cleaned_data["address"], **form.asked()}
            return redirect("mailbox_consent", way_in)
        if form.cleaned_data["password"]:
            return _begin_trial(request, form, mailbox=None)
        form.add_error("password", _("Enter the password of the mailbox."))
    return _sign_in_page(request, form, heading=_("Connect a mailbox"))


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_again(request: AgentRequest, mailbox_id: int) -> HttpResponse:
    """Give a connected mailbox another password or server, tried before it is used."""
    mailbox = get_object_or_404(_rows(), pk=mailbox_id)
    initial = {
        "address": mailbox.inbox.address,
        "host": mailbox.host,
        "port": mailbox.port,
        "security": mailbox.security,
        "user": mailbox.user,
        "folder": mailbox.folder,
    }
    form = SignInForm(
        {**request.POST.dict(), "address": mailbox.inbox.address} if request.POST else None, initial=initial
    )
    form.fields["address"].disabled = True
    if request.method == "POST" and form.is_valid():
        way_in = request.POST.get("way_in", WayIn.PASSWORD)
        if way_in in _ways_in():
            asked = {"address": mailbox.inbox.address, "mailbox": mailbox.pk, **form.asked()}
            request.session["mailbox_sign_in"] = asked
            return redirect("mailbox_consent", way_in)
        if form.cleaned_data["password"]:
            return _begin_trial(request, form, mailbox=mailbox)
        form.add_error("password", _("Enter the password of the mailbox."))
    return _sign_in_page(request, form, heading=_("Sign in again"), mailbox=mailbox)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: AgentRequest, trial_id: int) -> HttpResponse:
    """How a trial goes, step by step; when it is good, what else has to be known."""
    this = get_object_or_404(Trial.objects.select_related("mailbox__inbox"), pk=trial_id, by=request.user)
    if request.htmx:
        if this.state != TrialState.RUNNING:
            response = HttpResponse(status=204)
            response["HX-Refresh"] = "true"
            return response
        return render(request, "setup/mailboxes/steps.html", {"trial": Tried.of(this)})
    inbox = Inbox.objects.filter(address=this.address).first()
    initial = {"folder": this.found.get("folder", "INBOX"), "brand": _first_brand()}
    form = ConnectForm(request.POST or None, initial=initial, is_new=inbox is None)
    if request.method == "POST":
        refused = _after_trial(request, this, form)
        if refused is None:
            return redirect("mailboxes")
        form.add_error(None, refused) if refused else None
    context = {
        "place": "settings",
        "here": "mailboxes",
        "trial": Tried.of(this),
        "form": form,
        "details": _again(this),
        "ways_in": _ways_in(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "setup/mailboxes/trial.html", context, status=status)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def mailbox(request: AgentRequest, mailbox_id: int) -> HttpResponse:
    """One mailbox: how it is, what became of its mail, and its settings."""
    this = get_object_or_404(_rows(), pk=mailbox_id)
    names = ("folder", "afterwards", "move_to", "tells_of_holes")
    form = MailboxForm(request.POST or None, initial={name: getattr(this, name) for name in names})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.change_mailbox(
            this,
            folder=given["folder"],
            afterwards=Afterwards(given["afterwards"]),
            move_to=given["move_to"],
            tells_of_holes=given["tells_of_holes"],
            by=request.user,
        )
        messages.success(request, _("Saved."))
        return redirect("mailbox", this.pk)
    context = {"place": "settings", "here": "mailboxes", "shown": Shown.of(this), "form": form}
    return render(request, "setup/mailboxes/one.html", context, status=422 if form.is_bound else 200)


@for_managers
@require_POST
def look(request: AgentRequest, mailbox_id: int) -> HttpResponse:
    """Look into a mailbox now."""
    actions.look_now(get_object_or_404(Mailbox, pk=mailbox_id), by=request.user)
    messages.success(request, _("The desk looks into the mailbox now."))
    return _back(request, mailbox_id)


@for_managers
@require_POST
def pause(request: AgentRequest, mailbox_id: int) -> HttpResponse:
    """Pause a mailbox, or go on with it."""
    this = get_object_or_404(Mailbox, pk=mailbox_id)
    if request.POST.get("do") == "resume":
        actions.resume_mailbox(this, by=request.user)
        messages.success(request, _("Fetching continues, beginning with what came in the meantime."))
    else:
        actions.pause_mailbox(this, by=request.user)
        messages.success(request, _("Paused. Mail stays in the mailbox until you resume."))
    return _back(request, mailbox_id)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: AgentRequest, mailbox_id: int) -> HttpResponse:
    """Ask by name, then forget a mailbox and its password."""
    this = get_object_or_404(_rows(), pk=mailbox_id)
    if request.method == "POST":
        actions.remove_mailbox(this, by=request.user)
        messages.success(request, _("The mailbox is no longer fetched from."))
        return redirect("mailboxes")
    context = {"place": "settings", "here": "mailboxes", "mailbox": this}
    return render(request, "setup/mailboxes/remove.html", context)


@for_managers
@require_POST
def seen(request: AgentRequest, mailbox_id: int, notice_id: int) -> HttpResponse:
    """Dismiss a notice; “Needs attention” brings it back."""
    dismiss(get_object_or_404(MailboxNotice, pk=notice_id, mailbox=mailbox_id), by=request.user)
    return _back(request, mailbox_id)


@for_managers
@require_POST
def missed(request: AgentRequest, mailbox_id: int, missed_id: int) -> HttpResponse:
    """Ask for one message again, or leave it where it is."""
    this = get_object_or_404(MissedMail, pk=missed_id, mailbox=mailbox_id)
    if request.POST.get("do") == "forget":
        actions.forget_missed(this, by=request.user)
    else:
        actions.fetch_missed_again(this, by=request.user)
        messages.success(request, _("The desk asks for it again now."))
    return _back(request, mailbox_id)


def _begin_trial(request: AgentRequest, form: SignInForm, *, mailbox: Mailbox | None) -> HttpResponse:
    given = form.cleaned_data
    made = Trial.objects.create(
        by=request.user,
        mailbox=mailbox,
        address=given["address"],
        user=given["user"].strip(),
        secret=sealed(given["password"]),
        asked=form.asked(),
        created_at=timezone.now(),
    )
    try_mailbox.enqueue(made.pk)
    return redirect("mailbox_trial", made.pk)


def _after_trial(request: AgentRequest, trial: Trial, form: ConnectForm) -> str | None:
    """Use what was tried; gives None when that is done, else why not (empty: the form says it)."""

    def connect_it() -> None:
        given = form.cleaned_data
        actions.connect_mailbox(
            trial,
            brand=given.get("brand") or Inbox.objects.get(address=trial.address).brand,
            team=given.get("team"),
            folder=given["folder"],
            days=form.days_of_old_mail,
            afterwards=Afterwards(given["afterwards"]),
            move_to=given["move_to"],
            by=request.user,
        )

    def use_it() -> None:
        assert trial.mailbox is not None
        actions.change_sign_in(trial.mailbox, trial, by=request.user)

    act: Callable[[], None] = connect_it if trial.mailbox is None else use_it
    if trial.mailbox is None and not form.is_valid():
        return ""
    try:
        act()
    except Refused as refused:
        return str(refused)
    messages.success(request, _("%(address)s is connected.") % {"address": trial.address})
    return None


def _again(trial: Trial) -> SignInForm:
    """The sign-in form as it was sent, with what was found; the password is asked anew."""
    offered = trial.found.get("offered") or trial.asked
    initial = {
        "address": trial.address,
        "user": trial.user,
        "folder": trial.asked.get("folder", ""),
        **offered,
    }
    form = SignInForm(initial=initial)
    if trial.mailbox is not None:
        form.fields["address"].disabled = True
    return form


def _sign_in_page(
    request: AgentRequest, form: SignInForm, *, heading: str, mailbox: Mailbox | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "place": "settings",
        "here": "mailboxes",
        "form": form,
        "heading": heading,
        "mailbox": mailbox,
        "ways_in": _ways_in(),
    }
    return render(request, "setup/mailboxes/connect.html", context, status=422 if form.is_bound else 200)


def _rows() -> QuerySet[Mailbox]:
    newest = Prefetch("missed", queryset=MissedMail.objects.order_by("-pk"))
    return with_notices(Mailbox.objects.select_related("inbox__brand")).prefetch_related(newest)


def _ways_in() -> dict[str, str]:
    """The providers that this desk is registered with, with their names."""
    registered = OAuthClient.objects.order_by("provider").values_list("provider", flat=True)
    return {provider: str(WayIn(provider).label) for provider in registered}


def _first_address() -> dict[str, str]:
    """The support address, when there is one that no mailbox is connected for."""
    free = Inbox.objects.filter(kind="email", is_active=True, mailbox__isnull=True)
    addresses = list(free.values_list("address", flat=True)[:2])
    return {"address": addresses[0]} if len(addresses) == 1 else {}


def _first_brand() -> Any:
    first = Inbox.objects.filter(kind="email").order_by("pk").first()
    return first.brand if first is not None else None


def _back(request: AgentRequest, mailbox_id: int) -> HttpResponse:
    return redirect("mailboxes") if request.POST.get("from") == "list" else redirect("mailbox", mailbox_id)
