"""Passwords: forgotten, set by a mailed link, changed."""

from typing import Any

from allauth.account.views import (
    PasswordChangeView,
    PasswordResetDoneView,
    PasswordResetFromKeyView,
    PasswordResetView,
)
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from ..forms import ChangeMyPasswordForm, ForgotPasswordForm, NewPasswordForm


class ForgotPassword(PasswordResetView):  # type: ignore[misc]  # allauth ships no types
    """Asks where to mail the link."""

    template_name = "accounts/forgot_password.html"
    form_class = ForgotPasswordForm


class LinkIsSent(PasswordResetDoneView):  # type: ignore[misc]  # allauth ships no types
    """Says the same whether or not there is a member with that address."""

    template_name = "accounts/link_is_sent.html"


class SetPassword(PasswordResetFromKeyView):  # type: ignore[misc]  # allauth ships no types
    """Where the mailed link leads: the secret goes into the session, and the address bar is clean."""

    template_name = "accounts/set_password.html"
    form_class = NewPasswordForm


class ChangePassword(PasswordChangeView):  # type: ignore[misc]  # allauth ships no types
    """For those who know the current one."""

    template_name = "accounts/mine/password.html"
    extra_context = {"here": "accounts:password"}
    form_class = ChangeMyPasswordForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect("account_reset_password")
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer
