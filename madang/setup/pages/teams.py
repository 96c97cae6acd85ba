"""Teams."""

from django.contrib import messages
from django.db.models import Count, Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madang.accounts import actions
from madang.accounts.access import AgentRequest, for_agents_who_may
from madang.accounts.models import Team, TeamMembership, User
from madang.accounts.roles import Permission
from madang.history.recording import stroke
from madang.tickets.models import Ticket

from ..forms.teams import RemoveTeamForm, TeamForm
from ..removing import remove
from .answers import done, status_of

LEADS = Prefetch(
    "memberships", TeamMembership.objects.filter(is_lead=True).select_related("user"), to_attr="led_by"
)
for_managers = for_agents_who_may(Permission.MANAGE_PEOPLE)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def teams(request: AgentRequest) -> HttpResponse:
    """The teams, and a line to make another one."""
    if request.method == "POST":
        name = request.POST.get("name", "").strip()
        refused = (
            done(lambda: actions.make_team(name, by=request.user)) if name else _("A team needs a name.")
        )
        if refused is None:
            return redirect("teams")
        messages.error(request, refused)
    every = Team.objects.annotate(how_many=Count("memberships")).prefetch_related("inboxes", "members", LEADS)
    context = {"place": "settings", "here": "teams", "teams": every.order_by("name")}
    return render(request, "setup/teams/list.html", context)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: AgentRequest, team_id: int) -> HttpResponse:
    """One team: its name, who is in it and who leads it."""
    this = get_object_or_404(Team, pk=team_id)
    memberships = list(this.memberships.all())
    initial = {
        "name": this.name,
        "send_delay": "" if this.send_delay is None else this.send_delay,
        "members": [one.user_id for one in memberships],
        "leads": [one.user_id for one in memberships if one.is_lead],
    }
    form = TeamForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        refused = done(lambda: _change_team(this, form, request.user))
        if refused is None:
            messages.success(request, _("Saved."))
            return redirect("teams")
        form.add_error(None, refused)
    context = {"place": "settings", "here": "teams", "form": form, "team": this}
    return render(request, "setup/teams/one.html", context, status=status_of(form))


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def remove_team(request: AgentRequest, team_id: int) -> HttpResponse:
    """Say what a team has, ask where that shall go, and remove the team."""
    this = get_object_or_404(Team, pk=team_id)
    tickets = Ticket.objects.filter(team=this)
    open_tickets, all_tickets = tickets.filter(is_open=True).count(), tickets.count()
    inboxes = list(this.inboxes.order_by("address"))
    sent = request.POST if request.method == "POST" else None
    form = RemoveTeamForm(sent, team=this, has_something=bool(all_tickets or inboxes))
    if request.method == "POST" and form.is_valid():
        to: Team | None = form.cleaned_data["to"]
        if remove(this, to=to, by=request.user):
            messages.success(request, _("%(name)s was removed.") % {"name": this.name})
        else:
            words = _("The tickets of %(name)s are being moved. The team goes when the last has left it.")
            messages.info(request, words % {"name": this.name})
        return redirect("teams")
    context = {
        "place": "settings",
        "here": "teams",
        "form": form,
        "team": this,
        "open_tickets": open_tickets,
        "past_tickets": all_tickets - open_tickets,
        "inboxes": inboxes,
        "members": this.memberships.count(),
    }
    return render(request, "setup/teams/remove.html", context, status=status_of(form))


def _change_team(team: Team, form: TeamForm, by: User) -> None:
    leads = list(form.cleaned_data["leads"])
    wanted = {person.pk: person for person in [*form.cleaned_data["members"], *leads]}
    present = {person.pk: person for person in team.members.filter(is_active=True)}
    with stroke():
        actions.rename_team(team, to=form.cleaned_data["name"], by=by)
        actions.set_send_delay(team, to=form.cleaned_data["send_delay"], by=by)
        for key in wanted.keys() ^ present.keys():
            person = wanted.get(key) or present[key]
            others = person.teams.exclude(pk=team.pk)
            actions.set_teams(person, to=[*others, team] if key in wanted else others, by=by)
        actions.set_leads(team, to=leads, by=by)
