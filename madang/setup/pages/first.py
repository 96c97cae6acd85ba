"""The first page of all: the set-up form."""

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from madang.accounts.access import public
from madang.accounts.errors import Refused as RefusedPerson
from madang.accounts.models import User
from madang.brands.errors import AlreadySetUp, Refused
from madang.brands.models import Desk

from ..actions import set_up
from ..forms.first import FirstForm
from ..jobs import load_sample_data
from ..key import is_the_key
from ..nearness import is_at_this_machine

FIRST_WORKSPACE_PAGE = "/desk/"
LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


@public
@never_cache
@sensitive_post_parameters("owner_password", "key")
@require_http_methods(["GET", "HEAD", "POST"])
def first(request: HttpRequest) -> HttpResponse:
    """Show the form, or set the desk up by it; once there is a desk, it leads to the start page."""
    if Desk.objects.exists():
        return redirect("/")
    with translation.override(_language_of(request)):
        answer = _answer(request)
        answer.headers["Content-Language"] = translation.get_language() or ""
        return answer


def _answer(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _shown(request, FirstForm(initial={"language": translation.get_language()}))
    if "show_in" in request.POST:
        # Another language was asked for in the middle of it: what was typed stays, but for the password.
        typed = {name: value for name, value in request.POST.items() if name not in {"owner_password", "key"}}
        return _shown(request, FirstForm(initial={**typed, "language": translation.get_language()}))

    form = FirstForm(request.POST)
    key_is_wrong = _is_wrong_key(request)
    if not form.is_valid() or key_is_wrong:
        return _shown(request, form, key_is_wrong=key_is_wrong, status=422)
    try:
        owner = set_up(form.answers())
    except AlreadySetUp as already:
        messages.info(request, str(already))
        return redirect("/")
    except (Refused, RefusedPerson) as refused:
        form.add_error(None, str(refused))
        return _shown(request, form, status=422)
    return _begin(request, owner, with_sample=form.cleaned_data["sample"])


def _begin(request: HttpRequest, owner: User, *, with_sample: bool) -> HttpResponse:
    next_page = FIRST_WORKSPACE_PAGE
    if with_sample:
        load_sample_data.enqueue()
        next_page = "/setup/sample/"
    perform_login(request, owner, redirect_url=next_page)
    return HttpResponseRedirect(next_page)


def _shown(
    request: HttpRequest, form: FirstForm, *, key_is_wrong: bool = False, status: int = 200
) -> HttpResponse:
    key_error = ""
    if key_is_wrong:
        key_error = _("This is not the key. It is in the terminal where Madang was started.")
    context = {"form": form, "needs_key": not is_at_this_machine(request), "key_error": key_error}
    return render(request, "setup/first.html", context, status=status)


def _is_wrong_key(request: HttpRequest) -> bool:
    if is_at_this_machine(request):
        return False
    return not is_the_key(settings.MADANG.data, request.POST.get("key", ""))


def _language_of(request: HttpRequest) -> str:
    """What was asked for, else what the page was in, else what the browser prefers."""
    for asked in (request.POST.get("show_in"), request.POST.get("shown_in"), request.GET.get("language")):
        if asked in LANGUAGES:
            return str(asked)
    return translation.get_language_from_request(request)
