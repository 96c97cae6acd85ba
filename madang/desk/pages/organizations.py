"""Organizations in the workspace: the list of all, the page of one, and what is changed there."""

from contextlib import suppress

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.accounts import actions
from madang.accounts.access import AgentRequest, for_agents, for_agents_who_may
from madang.accounts.errors import Refused
from madang.accounts.models import CustomerTag, Organization
from madang.accounts.roles import Permission
from madang.history.recording import stroke
from madang.lib.text.numbers import number_in
from madang.tickets.customers import tickets_of

from ..customers.organizations import (
    DEEDS,
    NoSuchOrganization,
    known_of,
    organization_for,
    organizations_of,
)
from ..customers.profile import history_of
from ..doing import done
from .customers import LONGEST, MOST_SUGGESTED


@for_agents
def organizations(request: AgentRequest) -> HttpResponse:
    """The organizations by name, those that `?q=` finds, or those behind `?behind=`; a POST makes one."""
    if request.method == "POST":
        return _made(request)
    asked = request.GET.get("q", "").strip()[:LONGEST]
    lines = organizations_of(request.user, words=asked, behind=request.GET.get("behind", "")[:LONGEST])
    context = {"lines": lines, "asked": asked, "place": "customers"}
    return render(request, "desk/customers/organizations.html", context)


def _made(request: AgentRequest) -> HttpResponse:
    try:
        made = actions.find_or_make_organization(request.POST.get("name", ""), by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk:organizations")
    return redirect("desk:organization", organization_id=made.pk)


@for_agents
@require_safe
def organization(request: AgentRequest, organization_id: int) -> HttpResponse:
    """One organization; the next part of its tickets with `?before=`, the facts alone for `customer`."""
    found = _visible(request, organization_id)
    before = number_in(request.GET.get("before", ""))
    if request.GET.get("before") and not before:
        raise Http404
    if before:
        theirs = tickets_of(found, seen_by=request.user)
        context: dict[str, object] = {
            "organization": found,
            "history": history_of(theirs, before=before),
        }
        return _varying(render(request, "desk/customers/tickets.html", context))
    known = known_of(request.user, found)
    context = {
        "known": known,
        "organization": found,
        "history": known.history,
        "known_tags": CustomerTag.objects.order_by("name").values_list("name", flat=True)[:MOST_SUGGESTED],
        "place": "customers",
    }
    part = request.htmx.target == "customer"
    template = "desk/customers/organization_facts.html" if part else "desk/customers/organization.html"
    return _varying(render(request, template, context))


@for_agents_who_may(Permission.CHANGE_CUSTOMERS)
@require_POST
def change_organization(request: AgentRequest, organization_id: int) -> HttpResponse:
    """Change what is given of an organization, all in one go.

    The names are `name`, `notes`, `joins_by_domain` and `shares_tickets` (1 or 0), `domain`, `undomain`,
    `tag`, `untag`. Answers {"before": {…}}: sending that back undoes the change.
    """
    try:
        found = organization_for(request.user, organization_id)
        with stroke():
            return JsonResponse({"before": done(DEEDS, found, request.POST, request.user)})
    except (NoSuchOrganization, Organization.DoesNotExist):
        words = _("There is no such organization, or you can't see it.")
        return JsonResponse({"detail": words}, status=404)
    except Refused as refused:
        return JsonResponse({"detail": str(refused)}, status=409)


@for_agents_who_may(Permission.CHANGE_CUSTOMERS)
def remove_organization(request: AgentRequest, organization_id: int) -> HttpResponseBase:
    """Ask whether an organization shall be removed for good; a POST does it."""
    found = _visible(request, organization_id)
    if request.method == "POST":
        with suppress(Organization.DoesNotExist):  # somebody was quicker: it is gone all the same
            actions.remove_organization(found, by=request.user)
        messages.success(request, _("%(name)s was removed. Its people stay.") % {"name": found.name})
        return redirect("desk:organizations")
    context = {"organization": found, "people": found.people.count(), "place": "customers"}
    return render(request, "desk/customers/remove_organization.html", context)


def _visible(request: AgentRequest, organization_id: int) -> Organization:
    try:
        return organization_for(request.user, organization_id)
    except NoSuchOrganization:
        raise Http404 from None


def _varying(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
