"""The desk, its brands and their support addresses."""

from collections.abc import Callable

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from madang import __version__
from madang.accounts.access import AgentRequest, for_agents_who_may
from madang.accounts.roles import Permission
from madang.brands.actions import change_brand, change_desk, make_brand
from madang.brands.errors import Refused
from madang.brands.models import Brand, Desk, Language
from madang.channels.actions import change_inbox, make_inbox
from madang.channels.models import Inbox
from madang.delivery.servers import all_mail_is_kept

from ..forms.brands import BrandForm, BrandInUseForm, DeskForm, InboxForm, InboxInUseForm

for_managers = for_agents_who_may(Permission.MANAGE_DESK)


@for_managers
@require_safe
def brands(request: AgentRequest) -> HttpResponse:
    """Every brand with its support addresses."""
    every = Brand.objects.prefetch_related("inboxes__team").order_by("-is_active", "pk")
    context = {
        "place": "settings",
        "here": "brands",
        "brands": every,
        "receiver": f"{settings.MADANG.bind}:{settings.MADANG.smtp_port}",
    }
    return render(request, "setup/brands/list.html", context)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def new_brand(request: AgentRequest) -> HttpResponse:
    """Make a brand."""
    form = BrandForm(request.POST or None)

    def act() -> None:
        given = form.cleaned_data
        make_brand(
            name=given["name"], language=Language(given["language"]), colour=given["colour"], by=request.user
        )

    heading = _("New brand")
    return _through(request, form, act, heading=heading)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def brand(request: AgentRequest, brand_id: int) -> HttpResponse:
    """Change a brand."""
    this = get_object_or_404(Brand, pk=brand_id)
    initial = {
        "name": this.name,
        "language": this.language,
        "colour": this.colour,
        "is_active": this.is_active,
    }
    form = BrandInUseForm(request.POST or None, initial=initial)

    def act() -> None:
        given = form.cleaned_data
        change_brand(
            this,
            name=given["name"],
            language=Language(given["language"]),
            colour=given["colour"],
            is_active=given["is_active"],
            by=request.user,
        )

    return _through(request, form, act, heading=this.name)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def new_inbox(request: AgentRequest, brand_id: int) -> HttpResponse:
    """Make a support address for a brand."""
    of_brand = get_object_or_404(Brand, pk=brand_id)
    form = InboxForm(request.POST or None, initial={"brand": of_brand})

    def act() -> None:
        given = form.cleaned_data
        make_inbox(brand=given["brand"], address=given["address"], team=given["team"], by=request.user)

    return _through(request, form, act, heading=_("New support address"))


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def inbox(request: AgentRequest, inbox_id: int) -> HttpResponse:
    """Change a support address."""
    this = get_object_or_404(Inbox.objects.select_related("brand", "team"), pk=inbox_id, kind="email")
    initial = {
        "brand": this.brand,
        "address": this.address,
        "team": this.team,
        "catch_all": this.catch_all,
        "is_active": this.is_active,
    }
    form = InboxInUseForm(request.POST or None, initial=initial)

    def act() -> None:
        given = form.cleaned_data
        change_inbox(
            this,
            brand=given["brand"],
            address=given["address"],
            team=given["team"],
            catch_all=given["catch_all"],
            is_active=given["is_active"],
            by=request.user,
        )

    return _through(request, form, act, heading=this.address)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: AgentRequest) -> HttpResponse:
    """The desk's name, language and time zone, and what its environment says."""
    this = get_object_or_404(Desk)
    initial = {
        "name": this.name,
        "language": this.language,
        "time_zone": this.time_zone,
        "send_delay": this.send_delay,
    }
    form = DeskForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        change_desk(
            this,
            name=given["name"],
            language=Language(given["language"]),
            time_zone=given["time_zone"],
            send_delay=given["send_delay"],
            by=request.user,
        )
        messages.success(request, _("Saved."))
        return redirect("desk_settings")
    context = {
        "place": "settings",
        "here": "desk_settings",
        "form": form,
        "environment": settings.MADANG,
        "mail_leaves": not all_mail_is_kept(),
        "version": __version__,
    }
    return render(request, "setup/desk.html", context, status=422 if form.is_bound else 200)


def _through(
    request: AgentRequest, form: forms.Form, act: Callable[[], None], *, heading: str
) -> HttpResponse:
    """Show the form, or act on it and go back to the list."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("brands")
    context = {"place": "settings", "here": "brands", "form": form, "heading": heading}
    return render(request, "setup/brands/form.html", context, status=422 if form.is_bound else 200)
