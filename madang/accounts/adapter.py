"""What django-allauth asks us about signing in."""

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import actions
from .browsers import browser_name
from .clients import client_address
from .links import absolute
from .mails import send_mail
from .models import User
from .requesters import find_by_email, normal_email

MAILS = {
    "account/email/password_changed": "password_changed",
    "account/email/password_reset": "password_changed",
    "mfa/email/totp_activated": "two_factor_enabled",
    "mfa/email/totp_deactivated": "two_factor_disabled",
    "mfa/email/recovery_codes_generated": "recovery_codes_made",
}
"""allauth's mails about a changed way in → ours."""

MESSAGES = {
    "account/messages/password_changed.txt": _(
        "Your password has been changed. Other browsers are signed out."
    ),
    "mfa/messages/totp_deactivated.txt": _("Two-step sign-in is off."),
}
"""allauth's messages → ours; what isn't here isn't shown."""


class DeskAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Members of the desk alone, no sign-up, links from MADANG_URL, everything written down."""

    error_messages: Mapping[str, Any] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is switched off. Ask an administrator."),
        "email_password_mismatch": _("The e-mail or the password is not right. Check both."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": _("This code is not right. Wait for the next one and type it in."),
        "incorrect_password": _("This is not your password."),
        "invalid_password_reset": _("This link is used up or too old. Ask for a new one."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, then try again."),
        "rate_limited": _("Too many tries. Wait a minute, then try again."),
        "same_as_current": _("The new one must differ from the current one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Members are invited; nobody makes an account for themselves."""
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """These pages answer in HTML only: one way in is enough to guard."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that rate limits count by."""
        return client_address(request)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in the mail, on the desk's own address whatever Host the request named."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return absolute(path.replace("UID-KEY", key))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Where one is after changing the password."""
        return reverse("accounts:password")

    def send_password_reset_mail(self, user: User, email: str, context: Mapping[str, Any]) -> None:
        """Mail the link, and write down that it was."""
        actions.send_password_link(user)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: Mapping[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the person by mail that a way into their account changed: they must know if it wasn't them."""
        if template_prefix not in MAILS:
            return
        facts = {
            "at": timezone.now(),
            "address": client_address(self.request),
            "browser": browser_name(self.request.META.get("HTTP_USER_AGENT", "")),
            "link": absolute(reverse("account_reset_password")),
        }
        send_mail(MAILS[template_prefix], user, facts)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: Mapping[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Show our words for allauth's messages."""
        words = message or MESSAGES.get(message_template or "")
        if words:
            messages.add_message(request, level, str(words), extra_tags=extra_tags)

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Stop customers and those who were let go, though the password was right."""
        if not user.is_agent:
            return self.respond_user_inactive(request, user)  # type: ignore[no-any-return]  # allauth ships no types
        return super().pre_login(request, user, **kwargs)  # type: ignore[no-any-return]  # allauth ships no types

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Write down that a session began."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        methods = {record["method"] for record in get_authentication_records(request, user)}
        actions.note_sign_in(user, session=_session_of(request), second_factor="mfa" in methods)
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Write down a wrong password, when it was given for a member."""
        person = find_by_email(normal_email(str(credentials.get("email", ""))))
        if person is not None and person.is_agent:
            actions.note_failed_sign_in(person)

    def logout(self, request: HttpRequest) -> None:
        """End the session, and write it down."""
        if isinstance(request.user, User):
            session = _session_of(request)
            actions.note_sign_out(request.user, session=session)
            UserSession.objects.filter(pk=session).delete()
        super().logout(request)

    def set_password(self, user: User, password: str) -> None:
        """Set a password: by its owner who is signed in, or by somebody who followed the mailed link."""
        by_mail = not self.request.user.is_authenticated
        actions.change_password(user, password, by_mail=by_mail)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth's own key has the Host in it, port and all: every port would be another five tries.
        return normal_email(str(credentials.get("email", "")))


def _session_of(request: HttpRequest) -> int | None:
    key = request.session.session_key
    found: int | None = UserSession.objects.filter(session_key=key).values_list("pk", flat=True).first()
    return found
