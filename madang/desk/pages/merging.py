"""Merging a customer with another, and parting them again."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from madang.accounts import actions as of_people
from madang.accounts.access import AgentRequest, for_agents_who_may
from madang.accounts.actions import Valued
from madang.accounts.errors import Refused
from madang.accounts.models import CustomerMerge, User
from madang.accounts.roles import Permission
from madang.lib.text.numbers import number_in
from madang.tickets import actions

from ..customers.listing import customers_found
from ..customers.merging import OF_FIELD, THEIRS, preview_of
from ..customers.profile import MergedAway, NoSuchCustomer, customer_for

LONGEST = 200

for_changers = for_agents_who_may(Permission.CHANGE_CUSTOMERS)


@for_changers
@require_http_methods(["GET", "HEAD", "POST"])
def merge_customer(request: AgentRequest, customer_id: int) -> HttpResponseBase:
    """Choose whom a customer is merged with, among those found by `?q=`; see what it would do with `?with=`.

    A POST merges the customer `with` into this one. `name`, `email`, `organization_id`, `language`,
    `time_zone`, and `field-ID` of the desk's own fields, say `theirs` where the other's value wins. Asked for
    `people-rows`, it gives the choices.
    """
    try:
        own = customer_for(request.user, customer_id)
    except MergedAway as merged:
        messages.info(request, _("This customer was merged meanwhile. Here is the one as whom they go on."))
        return redirect("desk:customer", customer_id=merged.one.pk)
    except NoSuchCustomer:
        raise Http404 from None
    given = request.POST if request.method == "POST" else request.GET
    if not given.get("with"):
        return _choose(request, own)
    theirs = _other(request.user, given["with"])
    if theirs is None:
        messages.error(request, _("There is no such customer, or you can't see them."))
        return redirect("desk:merge_customer", customer_id=own.pk)
    chosen, fields = _chosen(given), _chosen_fields(given)
    refused = ""
    if request.method == "POST":
        try:
            actions.merge_customers(theirs, into=own, by=request.user, take=chosen, take_fields=fields)
        except Refused as wrong:
            refused = str(wrong)
        else:
            return redirect("desk:customer", customer_id=own.pk)
    elif theirs.pk == own.pk:
        refused = _("A customer can't be merged with themselves. Choose another one.")
    preview = preview_of(own, theirs, seen_by=request.user, chosen=chosen, fields=fields)
    context = {"preview": preview, "refused": refused, "place": "customers"}
    return render(request, "desk/customers/merge.html", context, status=422 if refused else 200)


@for_changers
@require_POST
def part_customer(request: AgentRequest, customer_id: int) -> HttpResponse:
    """Undo the merge `merge` into a customer."""
    try:
        own = customer_for(request.user, customer_id)
    except NoSuchCustomer:
        raise Http404 from None
    asked = request.POST.get("merge", "")
    merge = get_object_or_404(CustomerMerge, pk=number_in(asked), into=own)
    try:
        actions.part_customers(merge, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("They are two customers again."))
    return redirect("desk:customer", customer_id=own.pk)


@for_changers
@require_POST
def dismiss_likeness(request: AgentRequest, customer_id: int) -> HttpResponse:
    """Say for good that a customer and `other` are two."""
    try:
        own = customer_for(request.user, customer_id)
    except NoSuchCustomer:
        raise Http404 from None
    other = _other(request.user, request.POST.get("other", ""))
    if other is not None:
        of_people.dismiss_likeness(own, other, by=request.user)
    return HttpResponse() if request.htmx else redirect("desk:customer", customer_id=own.pk)


def _choose(request: AgentRequest, own: User) -> HttpResponse:
    asked = request.GET.get("q", own.name).strip()[:LONGEST]
    found = customers_found(request.user, asked) if asked else None
    lines = [line for line in found.customers if line.pk != own.pk] if found is not None else []
    context = {"customer": own, "asked": asked, "lines": lines, "place": "customers"}
    part = request.htmx.target == "people-rows"
    return render(request, f"desk/customers/{'merge_choices' if part else 'merge_with'}.html", context)


def _other(person: User, given: str) -> User | None:
    try:
        return customer_for(person, number_in(given))
    except MergedAway as merged:
        return merged.one
    except NoSuchCustomer:
        return None


def _chosen(given: QueryDict) -> list[Valued]:
    return [one for one in Valued if given.get(one.value) == THEIRS]


def _chosen_fields(given: QueryDict) -> list[int]:
    theirs = (name for name, value in given.items() if value == THEIRS and name.startswith(OF_FIELD))
    return [number_in(name.removeprefix(OF_FIELD)) for name in theirs]
