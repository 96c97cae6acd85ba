"""The answers to choose in a field."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from madang.accounts.access import AgentRequest, for_agents_who_may
from madang.accounts.roles import Permission
from madang.brands.models import Language
from madang.history.recording import stroke
from madang.tickets import actions
from madang.tickets.errors import ActionRefused
from madang.tickets.models import CHOSEN_KINDS, Field, FieldOption

from ..ordering import wanted_order

for_managers = for_agents_who_may(Permission.MANAGE_DESK)


@for_managers
@require_POST
def save_options(request: AgentRequest, field_id: int) -> HttpResponse:
    """Name the options anew, and add one: `ID_ko`, `ID_en`, `new_ko`, `new_en`."""
    field = get_object_or_404(Field, pk=field_id, kind__in=sorted(CHOSEN_KINDS))
    try:
        with stroke():
            for option in field.options.all():
                names = _names(request, str(option.pk))
                if names is not None:
                    actions.rename_option(option, names, by=request.user)
            new = _names(request, "new") or {}
            if any(words.strip() for words in new.values()):
                actions.add_option(field, new, by=request.user)
    except ActionRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Saved."))
    return redirect("field", field.pk)


@for_managers
@require_POST
def order_options(request: AgentRequest, field_id: int) -> HttpResponse:
    """Put the options in another order."""
    field = get_object_or_404(Field, pk=field_id)
    there = list(field.options.filter(is_retired=False).values_list("pk", flat=True))
    actions.order_options(field, wanted_order(request.POST, there), by=request.user)
    return redirect("field", field.pk)


@for_managers
@require_POST
def remove_option(request: AgentRequest, option_id: int) -> HttpResponse:
    """Take an option away; tickets that have it keep it."""
    option = get_object_or_404(FieldOption, pk=option_id)
    if not actions.remove_option(option, by=request.user):
        words = _("%(name)s can't be chosen any more. Tickets that have it keep it.")
        messages.info(request, words % {"name": option.name})
    return redirect("field", option.field_id)


@for_managers
@require_POST
def bring_back_option(request: AgentRequest, option_id: int) -> HttpResponse:
    """Let a retired option be chosen again."""
    option = get_object_or_404(FieldOption, pk=option_id)
    actions.bring_back_option(option, by=request.user)
    return redirect("field", option.field_id)


def _names(request: AgentRequest, key: str) -> dict[str, str] | None:
    if not any(f"{key}_{code}" in request.POST for code in Language.values):
        return None
    return {code: request.POST.get(f"{key}_{code}", "") for code in Language.values}
