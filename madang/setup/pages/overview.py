"""The first steps of a new desk, and the loading of sample data."""

from dataclasses import dataclass

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.accounts.access import AgentRequest, for_agents, for_agents_who_may
from madang.accounts.agents import agents
from madang.accounts.models import TeamMembership, User
from madang.accounts.roles import Permission, Role
from madang.intake.models import RawMessage, RawState
from madang.lib import jobs
from madang.tickets.models import Field, Message, OwnStatus, Visibility

from .. import demo
from ..jobs import load_sample_data
from ..outgoing import mail_is_kept
from ..templatetags.settings_menu import pages_found


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do on the first day; `go` is where it is done, empty when it is done elsewhere."""

    what: str
    why: str
    is_done: bool
    go: str = ""
    word: str = ""


@for_agents
@require_safe
def settings_home(request: AgentRequest) -> HttpResponse:
    """First steps for those who manage the desk; everybody else has their own account to set."""
    if not request.user.may(Permission.MANAGE_PEOPLE):
        return redirect("accounts:profile")
    context = {
        "place": "settings",
        "here": "settings",
        "steps": _steps(request.user),
        "sample": demo.progress(),
    }
    return render(request, "setup/overview.html", context)


@for_agents
@require_safe
def find(request: AgentRequest) -> HttpResponse:
    """Pages of the settings by `?q=`, also under the names that other desks use."""
    asked = request.GET.get("q", "").strip()[:100]
    found = pages_found(request.user, asked)
    context = {"place": "settings", "here": "", "looked_for": asked, "found": found}
    return render(request, "setup/find.html", context)


@for_agents_who_may(Permission.OWN)
@require_safe
def sample(request: AgentRequest) -> HttpResponse:
    """How far the sample data has come; asks itself again until it is there."""
    failed = [job for job in jobs.failed() if job.name.endswith(load_sample_data.func.__name__)]
    context = {"progress": demo.progress(), "failed": failed[0] if failed else None}
    template = "setup/sample_progress.html" if request.htmx else "setup/sample.html"
    return render(request, template, context)


@for_agents_who_may(Permission.OWN)
@require_POST
def load_sample(request: AgentRequest) -> HttpResponse:
    """Have the sample data loaded."""
    load_sample_data.enqueue()
    return redirect("sample")


def _steps(person: User) -> list[Step]:
    steps = []
    if person.may(Permission.OWN):
        steps.append(
            Step(
                what=_("Write to the desk as a customer"),
                why=_(
                    "Before real mail is connected: see a ticket come in, answer it, and read what the customer gets."
                ),
                is_done=RawMessage.objects.filter(state=RawState.TAKEN).exists(),
                go=reverse("try_it"),
                word=_("Try it"),
            )
        )
    members = agents()
    sample_members = [member.pk for member in demo.sample_members()]
    steps += [
        Step(
            what=_("Answer a ticket"),
            why=_("Open it in the workspace and press R."),
            is_done=_somebody_answered(),
            go="/desk/",
            word=_("To the workspace"),
        ),
        Step(
            what=_("Bring in your colleagues"),
            why=_("Each has a role that says what they may do, and teams whose tickets they share."),
            is_done=members.exclude(pk__in=sample_members).count() > 1,
            go=reverse("new_member"),
            word=_("Add a member"),
        ),
        Step(
            what=_("Put members into teams"),
            why=_("Tickets come into a team's queue; a support address says which team."),
            is_done=TeamMembership.objects.exclude(user__role=Role.OWNER)
            .exclude(user__in=sample_members)
            .exists(),
            go=reverse("teams"),
            word=_("Teams"),
        ),
        Step(
            what=_("Name an outgoing mail server"),
            why=_("Your mail provider's server will do. Until then what the desk sends is kept here."),
            is_done=not mail_is_kept(),
            go=reverse("outgoing"),
            word=_("Outgoing mail"),
        ),
        Step(
            what=_("Let your support address reach this desk"),
            why=_("Connect its mailbox with address and password, or forward its mail to this machine."),
            is_done=RawMessage.objects.filter(state=RawState.TAKEN)
            .exclude(mail_from__endswith="@example.com")
            .exists(),
            go=reverse("mailboxes"),
            word=_("Mailboxes"),
        ),
    ]
    if person.may(Permission.MANAGE_DESK):
        steps.append(
            Step(
                what=_("Keep with tickets what your company needs to know"),
                why=_("Fields, forms and statuses of your own; leave it if you need none yet."),
                is_done=Field.objects.exists() or OwnStatus.objects.exists(),
                go=reverse("fields"),
                word=_("Fields"),
            )
        )
    steps.append(
        Step(
            what=_("Protect your account with a second step"),
            why=_("Whoever learns your password still can't sign in."),
            is_done=is_mfa_enabled(person),
            go=reverse("mfa_index"),
            word=_("Two-step sign-in"),
        )
    )
    return steps


def _somebody_answered() -> bool:
    answers = Message.objects.filter(incoming=False, visibility=Visibility.PUBLIC)
    return answers.exclude(key__startswith="sample:").exists()
