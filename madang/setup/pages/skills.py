"""Skills: made, named anew, removed; who has them stands on the members' pages."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madang.accounts import actions
from madang.accounts.access import AgentRequest, for_agents_who_may
from madang.accounts.agents import agents
from madang.accounts.at_work import Skill, SkillColour
from madang.accounts.roles import Permission

from .answers import done

for_managers = for_agents_who_may(Permission.MANAGE_PEOPLE)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def skills(request: AgentRequest) -> HttpResponse:
    """The skills, and a line to make another one."""
    name, colour = request.POST.get("name", ""), request.POST.get("colour", "")
    refused = ""
    if request.method == "POST":
        refused = done(lambda: actions.make_skill(name, colour=colour, by=request.user)) or ""
        if not refused:
            return redirect("skills")
    context = {
        "place": "settings",
        "here": "skills",
        "skills": Skill.objects.annotate(how_many=Count("people")).order_by("name"),
        "colours": SkillColour.choices,
        "name": name,
        "refused": refused,
    }
    return render(request, "setup/skills/list.html", context, status=422 if refused else 200)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def skill(request: AgentRequest, skill_id: int) -> HttpResponse:
    """One skill: its name, its colour, and who has it."""
    this = get_object_or_404(Skill, pk=skill_id)
    name, colour, refused = this.name, this.colour, ""
    members = agents().order_by("name", "pk")
    if request.method == "POST":
        name, colour = request.POST.get("name", ""), request.POST.get("colour", "")
        refused = done(lambda: actions.change_skill(this, name=name, colour=colour, by=request.user)) or ""
        if not refused:
            messages.success(request, _("Saved."))
            return redirect("skills")
    context = {
        "place": "settings",
        "here": "skills",
        "skill": this,
        "colours": SkillColour.choices,
        "name": name,
        "colour": colour,
        "refused": refused,
        "people": members.filter(skills=this),
    }
    return render(request, "setup/skills/one.html", context, status=422 if refused else 200)


@for_managers
@require_http_methods(["POST"])
def remove_skill(request: AgentRequest, skill_id: int) -> HttpResponse:
    """Take a skill away from everybody."""
    this = get_object_or_404(Skill, pk=skill_id)
    refused = done(lambda: actions.remove_skill(this, by=request.user))
    if refused is None:
        messages.success(request, _("%(name)s was removed.") % {"name": this.name})
    else:
        messages.error(request, refused)
    return redirect("skills")
