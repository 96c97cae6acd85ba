"""The place of the customers: the list of all, the page of one, and what is changed there."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.accounts.access import AgentRequest, for_agents
from madang.accounts.errors import CustomerMerged, NotAllowed, Refused
from madang.accounts.identities import Kind
from madang.accounts.models import CustomerTag
from madang.accounts.zones import zone_choices
from madang.brands.models import Language
from madang.history.recording import stroke
from madang.lib.text.numbers import number_in
from madang.tickets.customers import organizations_visible_to
from madang.tickets.queries import visible_to

from ..customers.changes import DEEDS
from ..customers.listing import customers_found, customers_of
from ..customers.merging import last_merge
from ..customers.profile import MergedAway, NoSuchCustomer, customer_for, history_of, profile_of
from ..doing import done

P = ParamSpec("P")

LONGEST = 200
"""Characters of what somebody searches for."""
MOST_SUGGESTED = 200


def explained(
    page: Callable[Concatenate[AgentRequest, P], HttpResponse],
) -> Callable[Concatenate[AgentRequest, P], HttpResponse]:
    """Answer a refusal with its words: {"detail": …} and 403, 404 or 409."""

    @wraps(page)
    def answered(request: AgentRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return page(request, *args, **kwargs)
        except MergedAway as merged:
            return JsonResponse({"detail": str(CustomerMerged(merged.one.shown_name))}, status=409)
        except NoSuchCustomer:
            words = _("There is no such customer, or you can't see them.")
            return JsonResponse({"detail": words}, status=404)
        except NotAllowed as refused:
            return JsonResponse({"detail": str(refused)}, status=403)
        except Refused as refused:
            return JsonResponse({"detail": str(refused)}, status=409)

    return answered


@for_agents
@require_safe
def customers(request: AgentRequest) -> HttpResponse:
    """The customers, the newest first (`?before=id` of the page before), or those found by `?q=`.

    Asked for the element `people-rows` or `people-more` alone, it gives the rows to put there.
    """
    asked = request.GET.get("q", "").strip()[:LONGEST]
    before = number_in(request.GET.get("before", ""))
    if request.GET.get("before") and not before:
        raise Http404
    lines = (
        customers_found(request.user, asked) if asked else customers_of(request.user, before=before or None)
    )
    context = {"lines": lines, "asked": asked, "continued": bool(before), "place": "customers"}
    part = request.htmx.target in {"people-rows", "people-more"}
    template = "desk/customers/rows.html" if part else "desk/customers/page.html"
    return _varying(render(request, template, context))


@for_agents
@require_safe
def customer(request: AgentRequest, customer_id: int) -> HttpResponse:
    """One customer; the next part of their tickets with `?before=`, the facts alone for `customer`.

    Asked for `merged` alone, it tells how far the last merge is. Who was merged is shown as the one.
    """
    try:
        found = customer_for(request.user, customer_id)
    except MergedAway as merged:
        return redirect("desk:customer", customer_id=merged.one.pk)
    except NoSuchCustomer:
        raise Http404 from None
    if request.htmx.target == "merged":
        return _varying(render(request, "desk/customers/merged.html", {"merged": last_merge(found)}))
    before = number_in(request.GET.get("before", ""))
    if request.GET.get("before") and not before:
        raise Http404
    if before:
        theirs = visible_to(request.user).filter(requester=found)
        context: dict[str, object] = {"customer": found, "history": history_of(theirs, before=before)}
        return _varying(render(request, "desk/customers/tickets.html", context))
    profile = profile_of(request.user, found)
    context = {
        "profile": profile,
        "customer": found,
        "history": profile.history,
        "kinds": Kind.choices,
        "languages": Language.choices,
        "zones": zone_choices(),
        "organizations": organizations_visible_to(request.user)
        .order_by("-pk")
        .values_list("name", flat=True)[:MOST_SUGGESTED],
        "known_tags": CustomerTag.objects.order_by("name").values_list("name", flat=True)[:MOST_SUGGESTED],
        "place": "customers",
    }
    part = request.htmx.target == "customer"
    return _varying(render(request, f"desk/customers/{'facts' if part else 'customer'}.html", context))


@for_agents
@require_POST
@explained
def change_customer(request: AgentRequest, customer_id: int) -> HttpResponse:
    """Change what is given of a customer, all in one go.

    The names are `name`, `language`, `time_zone`, `notes`, `organization` (a name, empty for none), `tag`,
    `untag`, `add` with `kind` (an address), `remove` and `first` (the id of an address).
    Answers {"before": {…}}: sending that back undoes the change.
    """
    found = customer_for(request.user, customer_id)
    with stroke():
        return JsonResponse({"before": done(DEEDS, found, request.POST, request.user)})


def _varying(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
