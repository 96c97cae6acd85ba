"""Fields of the desk's own on tickets."""

from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts.access import AgentRequest, for_agents_who_may
from madang.accounts.roles import Permission
from madang.tickets import actions
from madang.tickets.errors import ActionRefused
from madang.tickets.models import CHOSEN_KINDS, Field, FieldKind, FieldOption, FieldValue, ForCustomer

from ..forms.fields import FieldForm, NewFieldForm
from ..ordering import wanted_order
from ..removing_fields import remove
from .answers import status_of

MOST_COUNTED = 1000

for_managers = for_agents_who_may(Permission.MANAGE_DESK)


@for_managers
@require_safe
def fields(request: AgentRequest) -> HttpResponse:
    """All fields in order, and below them those that are retired."""
    in_use = Prefetch("options", FieldOption.objects.filter(is_retired=False))
    every = list(Field.objects.prefetch_related("brands", in_use))
    context = {
        "place": "settings",
        "here": "fields",
        "fields": [one for one in every if not one.is_retired],
        "retired": [one for one in every if one.is_retired],
    }
    return render(request, "setup/fields/list.html", context)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def new_field(request: AgentRequest) -> HttpResponse:
    """Make a field."""
    form = NewFieldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.make_field(
                form.names,
                kind=FieldKind(given["kind"]),
                helps=form.words("help"),
                is_required=given["is_required"],
                for_customer=ForCustomer(given["for_customer"]),
                brands=list(given.get("brands") or ()),
                by=request.user,
            )
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("field", made.pk) if made.kind in CHOSEN_KINDS else redirect("fields")
    return _shown(request, form, None)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def field(request: AgentRequest, field_id: int) -> HttpResponse:
    """Change one field."""
    this = get_object_or_404(Field, pk=field_id)
    initial = {
        "is_required": this.is_required,
        "for_customer": this.for_customer,
        "brands": list(this.brands.all()),
        **{f"help_{code}": words for code, words in this.helps.items()},
    }
    form = FieldForm(request.POST or None, names=this.names, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.change_field(
                this,
                names=form.names,
                helps=form.words("help"),
                is_required=given["is_required"],
                for_customer=ForCustomer(given["for_customer"]),
                brands=list(given.get("brands") or ()),
                by=request.user,
            )
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("fields")
    return _shown(request, form, this)


@for_managers
@require_POST
def order_fields(request: AgentRequest) -> HttpResponse:
    """Put the fields in another order."""
    there = list(Field.objects.filter(is_retired=False).values_list("pk", flat=True))
    actions.order_fields(wanted_order(request.POST, there), by=request.user)
    return redirect("fields")


@for_managers
@require_POST
def retire_field(request: AgentRequest, field_id: int) -> HttpResponse:
    """Let a field be filled in no more."""
    this = get_object_or_404(Field, pk=field_id)
    actions.retire_field(this, by=request.user)
    words = _("%(name)s can't be filled in any more. What tickets have in it stays.")
    messages.info(request, words % {"name": this.name})
    return redirect("fields")


@for_managers
@require_POST
def bring_back_field(request: AgentRequest, field_id: int) -> HttpResponse:
    """Let a retired field be filled in again."""
    this = get_object_or_404(Field, pk=field_id)
    actions.bring_back_field(this, by=request.user)
    messages.success(request, _("%(name)s can be filled in again.") % {"name": this.name})
    return redirect("fields")


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def remove_field(request: AgentRequest, field_id: int) -> HttpResponse:
    """Remove a field for good with all that is in it, once its name was written."""
    this = get_object_or_404(Field, pk=field_id)
    wrong = False
    if request.method == "POST":
        wrong = " ".join(request.POST.get("name", "").split()) not in this.names.values()
        if not wrong:
            if remove(this, by=request.user):
                messages.success(request, _("%(name)s was removed.") % {"name": this.name})
            else:
                words = _("%(name)s is being removed; that takes a while.")
                messages.info(request, words % {"name": this.name})
            return redirect("fields")
    having = FieldValue.objects.filter(field=this).order_by().values("ticket")[:MOST_COUNTED].count()
    context = {
        "place": "settings",
        "here": "fields",
        "field": this,
        "having": having,
        "many": having >= MOST_COUNTED,
        "wrong": wrong,
    }
    return render(request, "setup/fields/remove.html", context, status=422 if wrong else 200)


def _shown(request: AgentRequest, form: forms.Form, this: Field | None) -> HttpResponse:
    options = list(this.options.all()) if this is not None and this.kind in CHOSEN_KINDS else None
    context = {"place": "settings", "here": "fields", "form": form, "field": this, "options": options}
    return render(request, "setup/fields/one.html", context, status=status_of(form))
