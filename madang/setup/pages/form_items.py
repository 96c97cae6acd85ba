"""The fields of a form: put in, taken out, ordered, required, and shown by conditions."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from madang.accounts.access import AgentRequest, for_agents_who_may
from madang.accounts.roles import Permission
from madang.lib.text.numbers import number_in
from madang.tickets import actions
from madang.tickets.actions.settings_guard import in_order
from madang.tickets.errors import ActionRefused
from madang.tickets.forms import Condition, Item
from madang.tickets.models import Field, Form

from ..forms_in_words import Line, asked_by, lines_of
from ..ordering import wanted_order

for_managers = for_agents_who_may(Permission.MANAGE_DESK)


@for_managers
@require_POST
def put_in(request: AgentRequest, form_id: int) -> HttpResponse:
    """Put a field in, as the last: `field`."""
    form = get_object_or_404(Form, pk=form_id)
    if given := number_in(request.POST.get("field", "")):
        field = get_object_or_404(Field, pk=given, is_retired=False)
        actions.change_items(form, lambda items: [*items, Item(field.pk)], by=request.user)
    return redirect("form", form.pk)


@for_managers
@require_POST
def take_out(request: AgentRequest, form_id: int, field_id: int) -> HttpResponse:
    """Take a field out of the form; what tickets have in it stays."""
    form = get_object_or_404(Form, pk=form_id)
    actions.change_items(form, lambda items: [one for one in items if one.field != field_id], by=request.user)
    return redirect("form", form.pk)


@for_managers
@require_POST
def order_items(request: AgentRequest, form_id: int) -> HttpResponse:
    """Put the fields of the form in another order."""
    form = get_object_or_404(Form, pk=form_id)
    fields = [Field(pk=line.field.pk) for line in lines_of(form)]
    wanted = [one.pk for one in in_order(fields, wanted_order(request.POST, [one.pk for one in fields]))]
    actions.change_items(
        form, lambda items: sorted(items, key=lambda one: _place(one, wanted)), by=request.user
    )
    return redirect("form", form.pk)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: AgentRequest, form_id: int, field_id: int) -> HttpResponse:
    """Whether a field is required in the form, and which answers show it: `required`, `when-ID` with keys."""
    form = get_object_or_404(Form, pk=form_id)
    line = _line(form, field_id)
    asked = asked_by(form, line.item)
    status = 200
    if request.method == "POST":
        conditions = tuple(
            Condition(one.field.pk, frozenset(chosen))
            for one in asked
            if (
                chosen := {key for key, _, _ in one.answers} & {*request.POST.getlist(f"when-{one.field.pk}")}
            )
        )
        changed = replace(line.item, is_required="required" in request.POST, conditions=conditions)
        try:
            actions.change_items(
                form,
                lambda items: [changed if one.field == field_id else one for one in items],
                by=request.user,
            )
        except ActionRefused as refused:
            messages.error(request, str(refused))
            status, asked = 422, asked_by(form, changed)
        else:
            return redirect("form", form.pk)
    context = {"place": "settings", "here": "forms", "form": form, "line": line, "asked": asked}
    return render(request, "setup/forms/item.html", context, status=status)


def _line(form: Form, field_id: int) -> Line:
    found = next((one for one in lines_of(form) if one.field.pk == field_id), None)
    if found is None:
        raise Http404
    return found


def _place(item: Item, wanted: list[int]) -> int:
    return wanted.index(item.field) if item.field in wanted else len(wanted)
