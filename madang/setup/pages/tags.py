"""Tags: what is in use, how often, named anew and merged."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from madang.accounts.access import AgentRequest, for_agents_who_may
from madang.accounts.roles import Permission
from madang.tickets import actions
from madang.tickets.errors import ActionRefused, TagExists
from madang.tickets.models import Tag
from madang.tickets.tags import as_kept, tags_in_use, tags_like

from ..merging_tags import merge

A_PAGE = 100

for_managers = for_agents_who_may(Permission.MANAGE_DESK)


@for_managers
@require_safe
def tags(request: AgentRequest) -> HttpResponse:
    """The tags, most used first; `?q=` finds some."""
    asked = request.GET.get("q", "").strip()[:60]
    found = tags_like(asked) if as_kept(asked) else tags_in_use().order_by("-uses", "name")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {"place": "settings", "here": "tags", "tags": page, "asked": asked}
    return render(request, "setup/tags/list.html", context)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def tag(request: AgentRequest, tag_id: int) -> HttpResponse:
    """Name a tag anew; a name that another tag has leads to merging the two."""
    this = get_object_or_404(tags_in_use(), pk=tag_id)
    name, refused, other = this.name, "", ""
    if request.method == "POST":
        name = request.POST.get("name", "")
        try:
            actions.rename_tag(this, to=name, by=request.user)
        except ActionRefused as error:
            refused, other = str(error), as_kept(name) if isinstance(error, TagExists) else ""
        else:
            messages.success(request, _("Saved."))
            return redirect("tags")
    return _shown(request, this, name=name, refused=refused, goal=other)


@for_managers
@require_http_methods(["POST"])
def merge_tag(request: AgentRequest, tag_id: int) -> HttpResponse:
    """Merge a tag into the one named `into`."""
    this = get_object_or_404(tags_in_use(), pk=tag_id)
    goal = as_kept(request.POST.get("into", ""))
    into = tags_in_use().filter(name=goal).first()
    if into is None:
        words = _("There is no tag “%(name)s”.") % {"name": goal} if goal else _("Name the other tag.")
        return _shown(request, this, name=this.name, not_merged=words, goal=goal)
    try:
        done = merge(this, into=into, by=request.user)
    except ActionRefused as refused:
        return _shown(request, this, name=this.name, not_merged=str(refused), goal=goal)
    names = {"name": this.name, "into": into.name}
    if done:
        messages.success(request, _("“%(name)s” was merged into “%(into)s”.") % names)
    else:
        messages.info(request, _("“%(name)s” is being merged into “%(into)s”; that takes a while.") % names)
    return redirect("tags")


def _shown(
    request: AgentRequest, this: Tag, *, name: str, refused: str = "", not_merged: str = "", goal: str = ""
) -> HttpResponse:
    context = {
        "place": "settings",
        "here": "tags",
        "tag": this,
        "name": name,
        "refused": refused,
        "not_merged": not_merged,
        "goal": goal,
        "others": tags_in_use().exclude(pk=this.pk).order_by("-uses", "name")[:A_PAGE],
    }
    return render(request, "setup/tags/one.html", context, status=422 if refused or not_merged else 200)
