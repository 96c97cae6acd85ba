"""The second factor: asked for at sign-in, switched on and off."""

from typing import Any, cast

from allauth.mfa.base.views import AuthenticateView, IndexView, ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.flows import generate_recovery_codes
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.internal.flows import activate_totp
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from madang.history.recording import stroke

from .. import actions
from ..forms import CodeForm, ConfirmByCodeForm, FirstCodeForm
from ..models import User


class AskCode(AuthenticateView):  # type: ignore[misc]  # allauth ships no types
    """The step after the password."""

    template_name = "accounts/ask_code.html"
    form_class = CodeForm


class ConfirmByCode(ReauthenticateView):  # type: ignore[misc]  # allauth ships no types
    """Asks for a code once more, before something that matters."""

    template_name = "accounts/confirm_by_code.html"
    form_class = ConfirmByCodeForm


class TwoFactor(IndexView):  # type: ignore[misc]  # allauth ships no types
    """Says whether it is on, and what can be done."""

    template_name = "accounts/mine/two_factor.html"
    extra_context = {"here": "mfa_index"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        codes = context["authenticators"].get(Authenticator.Type.RECOVERY_CODES)
        context["codes_left"] = len(codes.get_unused_codes()) if codes is not None else 0
        return context


class SwitchOn(ActivateTOTPView):  # type: ignore[misc]  # allauth ships no types
    """Shows the secret; the first right code switches it on, and the answer holds the recovery codes."""

    template_name = "accounts/mine/switch_on.html"
    extra_context = {"here": "mfa_index"}
    form_class = FirstCodeForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        secret = context["form"].secret
        context["key_in_groups"] = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        return context

    def form_valid(self, form: Form) -> HttpResponse:
        with stroke():
            activate_totp(self.request, form)
            actions.note_two_factor_enabled(cast(User, self.request.user))
        return show_recovery_codes(self.request)


class SwitchOff(DeactivateTOTPView):  # type: ignore[misc]  # allauth ships no types
    """Asks first, because it can't be undone: the app's entry is worthless after it."""

    template_name = "accounts/mine/switch_off.html"
    extra_context = {"here": "mfa_index"}

    def form_valid(self, form: Form) -> HttpResponse:
        with stroke():
            answer: HttpResponse = super().form_valid(form)
            actions.note_two_factor_disabled(cast(User, self.request.user))
        return answer


class NewRecoveryCodes(GenerateRecoveryCodesView):  # type: ignore[misc]  # allauth ships no types
    """Makes new codes by POST and shows them in the answer; the old ones are worthless after it."""

    template_name = "accounts/mine/new_recovery_codes.html"
    extra_context = {"here": "mfa_index"}

    def form_valid(self, form: Form) -> HttpResponse:
        with stroke():
            generate_recovery_codes(self.request)
            actions.note_recovery_codes_made(cast(User, self.request.user))
        return show_recovery_codes(self.request)


def show_recovery_codes(request: HttpRequest) -> HttpResponse:
    """The codes, this once: no address shows them again, so no history and no cache gives them away."""
    made = Authenticator.objects.get(user_id=request.user.pk, type=Authenticator.Type.RECOVERY_CODES)
    wrapped = made.wrap()
    wrapped.mark_as_viewed()
    codes = [f"{code[:4]} {code[4:]}" for code in wrapped.get_unused_codes()]
    answer = render(request, "accounts/mine/recovery_codes.html", {"codes": codes, "here": "mfa_index"})
    answer["Cache-Control"] = "private, no-store"
    return answer
