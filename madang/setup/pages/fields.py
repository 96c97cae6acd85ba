"""Fields of the desk's own on tickets, customers and organizations."""

from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts.access import AgentRequest, for_agents_who_may
from madang.accounts.roles import Permission
from madang.tickets import actions
from madang.tickets.errors import ActionRefused, WrongKey
from madang.tickets.models import (
    CHOSEN_KINDS,
    Field,
    FieldKind,
    FieldOption,
    FieldSubject,
    FieldValue,
    ForCustomer,
)
from madang.tickets.people_fields import TABLES

from ..forms.fields import FieldForm, NewFieldForm
from ..ordering import wanted_order
from ..removing_fields import remove
from .answers import status_of

MOST_COUNTED = 1000

for_managers = for_agents_who_may(Permission.MANAGE_DESK)


@for_managers
@require_safe
def fields(request: AgentRequest) -> HttpResponse:
    """The fields of tickets in order, or those `?of=` customers or organizations; below them the retired."""
    subject = _subject(request.GET.get("of", ""))
    in_use = Prefetch("options", FieldOption.objects.filter(is_retired=False))
    every = list(Field.objects.filter(subject=subject).prefetch_related("brands", in_use))
    context = {
        "place": "settings",
        "here": "fields",
        "subject": subject,
        "subjects": FieldSubject.choices,
        "fields": [one for one in every if not one.is_retired],
        "retired": [one for one in every if one.is_retired],
    }
    return render(request, "setup/fields/list.html", context)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def new_field(request: AgentRequest) -> HttpResponse:
    """Make a field of tickets, or `?of=` customers or organizations."""
    subject = _subject(request.GET.get("of", ""))
    form = NewFieldForm(request.POST or None, subject=subject)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.make_field(
                form.names,
                kind=FieldKind(given["kind"]),
                subject=subject,
                key=given["key"],
                helps=form.words("help"),
                is_required=given.get("is_required", False),
                beside_tickets=given.get("beside_tickets", False),
                for_customer=ForCustomer(given["for_customer"]),
                brands=list(given.get("brands") or ()),
                by=request.user,
            )
        except WrongKey as wrong:
            form.add_error("key", str(wrong))
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("field", made.pk) if made.kind in CHOSEN_KINDS else _all_of(subject)
    return _shown(request, form, None, subject)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def field(request: AgentRequest, field_id: int) -> HttpResponse:
    """Change one field."""
    this = get_object_or_404(Field, pk=field_id)
    initial = {
        "is_required": this.is_required,
        "beside_tickets": this.beside_tickets,
        "for_customer": this.for_customer,
        "brands": list(this.brands.all()),
        **{f"help_{code}": words for code, words in this.helps.items()},
    }
    subject = FieldSubject(this.subject)
    form = FieldForm(request.POST or None, names=this.names, initial=initial, subject=subject)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.change_field(
                this,
                names=form.names,
                helps=form.words("help"),
                is_required=given.get("is_required", False),
                beside_tickets=given.get("beside_tickets", False),
                for_customer=ForCustomer(given["for_customer"]),
                brands=list(given.get("brands") or ()),
                by=request.user,
            )
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return _all_of(subject)
    return _shown(request, form, this, subject)


@for_managers
@require_POST
def order_fields(request: AgentRequest) -> HttpResponse:
    """Put the fields of tickets, or `?of=` others, in another order."""
    subject = _subject(request.GET.get("of", ""))
    there = list(Field.objects.filter(subject=subject, is_retired=False).values_list("pk", flat=True))
    actions.order_fields(wanted_order(request.POST, there), by=request.user)
    return _all_of(subject)


@for_managers
@require_POST
def retire_field(request: AgentRequest, field_id: int) -> HttpResponse:
    """Let a field be filled in no more."""
    this = get_object_or_404(Field, pk=field_id)
    actions.retire_field(this, by=request.user)
    words = _("%(name)s can't be filled in any more. What is in it stays.")
    messages.info(request, words % {"name": this.name})
    return _all_of(this.subject)


@for_managers
@require_POST
def bring_back_field(request: AgentRequest, field_id: int) -> HttpResponse:
    """Let a retired field be filled in again."""
    this = get_object_or_404(Field, pk=field_id)
    actions.bring_back_field(this, by=request.user)
    messages.success(request, _("%(name)s can be filled in again.") % {"name": this.name})
    return _all_of(this.subject)


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
            return _all_of(this.subject)
    table, whose = TABLES.get(this.subject, (FieldValue, "ticket"))
    values = table._default_manager.filter(field=this).order_by().values(whose)
    having = values[:MOST_COUNTED].count()
    context = {
        "place": "settings",
        "here": "fields",
        "field": this,
        "having": having,
        "many": having >= MOST_COUNTED,
        "wrong": wrong,
    }
    return render(request, "setup/fields/remove.html", context, status=422 if wrong else 200)


def _subject(given: str) -> FieldSubject:
    return FieldSubject(given) if given in FieldSubject.values else FieldSubject.TICKET


def _all_of(subject: str) -> HttpResponse:
    of = f"?of={subject}" if subject != FieldSubject.TICKET else ""
    return redirect(reverse("fields") + of)


def _shown(
    request: AgentRequest, form: forms.Form, this: Field | None, subject: FieldSubject
) -> HttpResponse:
    options = list(this.options.all()) if this is not None and this.kind in CHOSEN_KINDS else None
    context = {"place": "settings", "here": "fields", "form": form, "field": this, "options": options}
    context["subject"] = subject
    return render(request, "setup/fields/one.html", context, status=status_of(form))
