"""Members."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts import actions
from madang.accounts.access import AgentRequest, for_agents_who_may
from madang.accounts.agents import all_members
from madang.accounts.at_work import Skill
from madang.accounts.availability import whereabouts_of
from madang.accounts.cards import card_of
from madang.accounts.models import Team, User
from madang.accounts.roles import Permission, Reach, Role
from madang.accounts.tongues import spoken
from madang.accounts.where_in_words import hours_in_words
from madang.history.recording import stroke

from ..forms.members import INVITE, SET_PASSWORD, MemberForm, NewMemberForm
from ..outgoing import mail_is_kept
from .answers import done, status_of

for_managers = for_agents_who_may(Permission.MANAGE_PEOPLE)


@for_managers
@require_safe
def members(request: AgentRequest) -> HttpResponse:
    """Everybody who works here, and those who did."""
    people = all_members().prefetch_related(
        Prefetch("teams", queryset=Team.objects.order_by("name")),
        Prefetch("skills", queryset=Skill.objects.order_by("name")),
    )
    everybody = people.select_related("card").order_by("-is_active", "pk")
    where = whereabouts_of([one.pk for one in everybody])
    shown = [
        {
            "person": one,
            "where": where[one.pk] if one.is_active else None,
            "languages": ", ".join(spoken(card.languages)) if (card := card_of(one)) is not None else "",
        }
        for one in everybody
    ]
    context = {"place": "settings", "here": "members", "members": shown}
    return render(request, "setup/members/list.html", context)


@for_managers
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def new_member(request: AgentRequest) -> HttpResponse:
    """Invite somebody, or make their account with a first password."""
    initial = {"way_in": SET_PASSWORD if mail_is_kept() else INVITE}
    form = NewMemberForm(request.POST or None, by=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        refused = done(lambda: _make(form, request.user))
        if refused is None:
            messages.success(request, _("%(name)s is a member now.") % {"name": form.cleaned_data["name"]})
            return redirect("members")
        form.add_error(None, refused)
    context = {"place": "settings", "here": "members", "form": form, "mail_is_kept": mail_is_kept()}
    return render(request, "setup/members/new.html", context, status=status_of(form))


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: AgentRequest, person_id: int) -> HttpResponse:
    """One member: their name, role, reach and teams."""
    person = get_object_or_404(all_members(), pk=person_id)
    card = card_of(person)
    initial = {
        "name": person.name,
        "role": person.role,
        "reach": person.reach,
        "teams": list(person.teams.values_list("pk", flat=True)),
        "skills": list(person.skills.values_list("pk", flat=True)),
        "title": card.title if card is not None else "",
        "languages": card.languages if card is not None else [],
    }
    form = MemberForm(request.POST or None, by=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        refused = done(lambda: _change(person, form, request.user))
        if refused is None:
            messages.success(request, _("Saved."))
            return redirect("members")
        form.add_error(None, refused)
    context = {
        "place": "settings",
        "here": "members",
        "form": form,
        "person": person,
        "where": whereabouts_of([person.pk])[person.pk],
        "hours": hours_in_words(person.availability) if hasattr(person, "availability") else [],
        "may_drop": _may_drop_two_factor(person, request.user),
    }
    return render(request, "setup/members/one.html", context, status=status_of(form))


@for_managers
@require_POST
def let_go(request: AgentRequest, person_id: int) -> HttpResponse:
    """Deactivate a member, or take them back."""
    person = get_object_or_404(all_members(), pk=person_id)
    act = actions.deactivate if person.is_active else actions.reactivate
    refused = done(lambda: act(person, by=request.user))
    if refused is not None:
        messages.error(request, refused)
        return redirect("member", person_id=person.pk)
    words = _("%(name)s can't sign in any more.") if person.is_active else _("%(name)s can sign in again.")
    messages.success(request, words % {"name": person.shown_name})
    return redirect("members")


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def drop_two_factor(request: AgentRequest, person_id: int) -> HttpResponse:
    """Ask whether a member's second factor shall go, and take it off when the answer is yes."""
    person = get_object_or_404(all_members(), pk=person_id)
    if not _may_drop_two_factor(person, request.user):
        raise Http404
    if request.method == "POST":
        refused = done(lambda: actions.drop_two_factor(person, by=request.user))
        if refused is not None:
            messages.error(request, refused)
        else:
            words = _("%(name)s signs in with the password alone now.") % {"name": person.shown_name}
            messages.success(request, words)
        return redirect("member", person_id=person.pk)
    context = {"place": "settings", "here": "members", "person": person}
    return render(request, "setup/members/drop_two_factor.html", context)


@for_managers
@require_POST
def invite_again(request: AgentRequest, person_id: int) -> HttpResponse:
    """Mail the link once more to somebody who has not signed in yet."""
    person = get_object_or_404(all_members(), pk=person_id, last_login=None)
    refused = done(lambda: actions.invite_again(person, by=request.user))
    if refused is None:
        messages.success(request, _("A new link is on its way to %(address)s.") % {"address": person.email})
    else:
        messages.error(request, refused)
    return redirect("member", person_id=person.pk)


def _may_drop_two_factor(person: User, by: User) -> bool:
    """Whether there is a second factor to take off, and `by` is one who may; one's own is one's own affair."""
    if person.pk == by.pk or (person.role == Role.OWNER and not by.may(Permission.OWN)):
        return False
    return bool(Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists())


def _make(form: NewMemberForm, by: User) -> None:
    given = form.cleaned_data
    if given["way_in"] == INVITE:
        actions.invite(
            name=given["name"],
            email=given["email"],
            role=Role(given["role"]),
            by=by,
            teams=given["teams"],
            reach=Reach(given["reach"]),
        )
        return
    actions.make_member(
        name=given["name"],
        email=given["email"],
        role=Role(given["role"]),
        by=by,
        teams=given["teams"],
        reach=Reach(given["reach"]),
        password=given["password"],
    )


def _change(person: User, form: MemberForm, by: User) -> None:
    given = form.cleaned_data
    with stroke():
        actions.change_profile(
            person,
            name=given["name"],
            language=person.language,
            theme=person.theme,
            time_zone=person.time_zone,
            by=by,
        )
        if not person.is_active:
            return
        actions.change_role(person, to=Role(given["role"]), by=by)
        actions.change_reach(person, to=Reach(given["reach"]), by=by)
        actions.set_teams(person, to=given["teams"], by=by)
        actions.set_skills(person, to=given["skills"], by=by)
        actions.change_card(person, title=given["title"], languages=given["languages"], by=by)
