"""Fields of the desk's own on customers and organizations, filled in where they are shown."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.accounts.access import AgentRequest, for_agents, for_agents_who_may
from madang.accounts.agents import agents
from madang.accounts.models import Organization
from madang.accounts.roles import Permission
from madang.tickets import actions
from madang.tickets.answers import Answer, written
from madang.tickets.errors import ActionRefused
from madang.tickets.models import Field, FieldSubject

from ..customers.organizations import NoSuchOrganization, organization_for
from ..customers.profile import customer_for
from .customers import explained

P = ParamSpec("P")

MOST_PEOPLE = 8

for_changers = for_agents_who_may(Permission.CHANGE_CUSTOMERS)


def _refused_in_words(
    page: Callable[Concatenate[AgentRequest, P], HttpResponse],
) -> Callable[Concatenate[AgentRequest, P], HttpResponse]:
    """Answer what can't be in a field with its words, and what is gone."""

    @wraps(page)
    def answered(request: AgentRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return page(request, *args, **kwargs)
        except ActionRefused as refused:
            return JsonResponse({"detail": str(refused)}, status=409)
        except Field.DoesNotExist:
            return JsonResponse(
                {
                    "detail": _(
                        "That field was removed meanwhile. Open the page again to see what is asked now."
                    )
                },
                status=409,
            )
        except (NoSuchOrganization, Organization.DoesNotExist):
            words = _("There is no such organization, or you can't see it.")
            return JsonResponse({"detail": words}, status=404)

    return answered


@for_changers
@require_POST
@explained
@_refused_in_words
def set_customer_field(request: AgentRequest, customer_id: int, field_id: int) -> HttpResponse:
    """Fill in one field of a customer: `value`, once for each choice.

    Answers {"before": {"value": […]}}: sending that back undoes it.
    """
    found = customer_for(request.user, customer_id)
    field = Field.objects.get(pk=field_id, subject=FieldSubject.CUSTOMER)
    return _undone_by(
        actions.set_customer_field(found, field, request.POST.getlist("value"), by=request.user)
    )


@for_changers
@require_POST
@explained
@_refused_in_words
def set_organization_field(request: AgentRequest, organization_id: int, field_id: int) -> HttpResponse:
    """Fill in one field of an organization, as of a customer."""
    found = organization_for(request.user, organization_id)
    field = Field.objects.get(pk=field_id, subject=FieldSubject.ORGANIZATION)
    return _undone_by(
        actions.set_organization_field(found, field, request.POST.getlist("value"), by=request.user)
    )


@for_agents
@require_safe
def people_for_fields(request: AgentRequest) -> HttpResponse:
    """Colleagues by `?q=`, to be put into a field. Answers {"choices": [{"value", "label", "note"}]}."""
    asked = request.GET.get("q", "").strip()[:100]
    like = Q(name__icontains=asked) | Q(email__icontains=asked)
    found = agents().filter(like, email__isnull=False).order_by("name", "pk")[:MOST_PEOPLE]
    return JsonResponse(
        {"choices": [{"value": one.email, "label": one.shown_name, "note": one.email} for one in found]}
    )


def _undone_by(before: Answer) -> HttpResponse:
    return JsonResponse({"before": {"value": written(before) or [""]}})
