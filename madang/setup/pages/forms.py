"""Forms of the desk's own: fields in an order, with conditions."""

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts.access import AgentRequest, for_agents_who_may
from madang.accounts.roles import Permission
from madang.tickets import actions
from madang.tickets.errors import ActionRefused
from madang.tickets.fields import fields_of_tickets
from madang.tickets.models import Form, Ticket

from ..form_preview import AGENT, CUSTOMER, preview_of
from ..forms.forms import FormForm
from ..forms_in_words import lines_of
from ..ordering import wanted_order
from .answers import status_of

for_managers = for_agents_who_may(Permission.MANAGE_DESK)


@for_managers
@require_safe
def forms(request: AgentRequest) -> HttpResponse:
    """All forms in order, and below them those that are retired."""
    every = list(Form.objects.prefetch_related("brands"))
    context = {
        "place": "settings",
        "here": "forms",
        "forms": [one for one in every if not one.is_retired],
        "retired": [one for one in every if one.is_retired],
        "has_fields": fields_of_tickets().filter(is_retired=False).exists(),
    }
    return render(request, "setup/forms/list.html", context)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def new_form(request: AgentRequest) -> HttpResponse:
    """Make a form; its fields come next."""
    form = FormForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        brands = list(form.cleaned_data.get("brands") or ())
        try:
            made = actions.make_form(form.names, brands=brands, by=request.user)
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("form", made.pk)
    return _names(request, form, None)


@for_managers
@require_safe
def form(request: AgentRequest, form_id: int) -> HttpResponse:
    """The editor of one form, with the result beside it."""
    this = get_object_or_404(Form, pk=form_id)
    lines = lines_of(this)
    there = {line.field.pk for line in lines}
    context = {
        "place": "settings",
        "here": "forms",
        "form": this,
        "lines": lines,
        "others": fields_of_tickets().filter(is_retired=False).exclude(pk__in=there),
        "preview": preview_of(this, seen_by=AGENT),
        "seen_by": AGENT,
    }
    return render(request, "setup/forms/one.html", context)


@for_managers
@require_POST
def preview(request: AgentRequest, form_id: int) -> HttpResponse:
    """The form with the answers that were given in the preview; it changes nothing."""
    this = get_object_or_404(Form, pk=form_id)
    seen_by = CUSTOMER if request.POST.get("seen_by") == CUSTOMER else AGENT
    shown = preview_of(this, seen_by=seen_by, given=request.POST)
    return render(request, "setup/forms/preview.html", {"form": this, "preview": shown, "seen_by": seen_by})


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def rename_form(request: AgentRequest, form_id: int) -> HttpResponse:
    """Change a form's names and brands."""
    this = get_object_or_404(Form, pk=form_id)
    asked = FormForm(request.POST or None, names=this.names, initial={"brands": list(this.brands.all())})
    if request.method == "POST" and asked.is_valid():
        brands = list(asked.cleaned_data.get("brands") or ())
        try:
            actions.change_form(this, names=asked.names, brands=brands, by=request.user)
        except ActionRefused as refused:
            asked.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("form", this.pk)
    return _names(request, asked, this)


@for_managers
@require_POST
def order_forms(request: AgentRequest) -> HttpResponse:
    """Put the forms in another order."""
    there = list(Form.objects.filter(is_retired=False).values_list("pk", flat=True))
    actions.order_forms(wanted_order(request.POST, there), by=request.user)
    return redirect("forms")


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def remove_form(request: AgentRequest, form_id: int) -> HttpResponse:
    """Say what becomes of the tickets that have a form, and take it out of use."""
    this = get_object_or_404(Form, pk=form_id)
    if request.method == "POST":
        if actions.remove_form(this, by=request.user):
            messages.success(request, _("%(name)s was removed.") % {"name": this.name})
        else:
            words = _("%(name)s can't be chosen any more. Tickets that have it keep it.")
            messages.info(request, words % {"name": this.name})
        return redirect("forms")
    having = Ticket.objects.filter(form=this).exists()
    context = {"place": "settings", "here": "forms", "form": this, "having": having}
    return render(request, "setup/forms/remove.html", context)


@for_managers
@require_POST
def bring_back_form(request: AgentRequest, form_id: int) -> HttpResponse:
    """Let a retired form be chosen again."""
    this = get_object_or_404(Form, pk=form_id)
    actions.bring_back_form(this, by=request.user)
    messages.success(request, _("%(name)s can be chosen again.") % {"name": this.name})
    return redirect("forms")


def _names(request: AgentRequest, asked: django_forms.Form, this: Form | None) -> HttpResponse:
    context = {"place": "settings", "here": "forms", "asked": asked, "form": this}
    return render(request, "setup/forms/names.html", context, status=status_of(asked))
