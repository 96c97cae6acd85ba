"""The forms about signing in and about oneself."""

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from madang.brands.models import Language

from . import actions
from .adapter import DeskAdapter
from .models import Theme, User
from .requesters import LONGEST_NAME
from .zones import zone_choices

NEW_PASSWORD_HELP = _("At least 10 characters. A short sentence is easy to remember and hard to guess.")
LONGEST_PASSWORD = 1000


class Dressed:
    """A form whose fields look as the design system has them; mixed in before forms.Form."""

    fields: dict[str, forms.Field]
    labels: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            if not isinstance(field.widget, forms.RadioSelect):
                field.widget.attrs.setdefault("class", "input")
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field.widget, forms.PasswordInput):
                field.widget.attrs["maxlength"] = LONGEST_PASSWORD


class SignInForm(Dressed, LoginForm):  # type: ignore[misc]  # allauth ships no types
    """E-mail and password."""

    labels = {"login": _("E-mail"), "password": _("Password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autofocus": True}
        self.fields["password"].help_text = ""


class ConfirmPasswordForm(Dressed, ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The password once more, before something that matters."""

    labels = {"password": _("Password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].widget.attrs["autofocus"] = True
        self.fields["password"].help_text = ""


class ForgotPasswordForm(Dressed, ResetPasswordForm):  # type: ignore[misc]  # allauth ships no types
    """The address to mail a link to; only members get one, and nobody is told who is a member."""

    labels = {"email": _("E-mail")}

    users: list[User]

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users = [user for user in self.users if user.is_agent]
        return email


class NewPasswordForm(Dressed, ResetPasswordKeyForm):  # type: ignore[misc]  # allauth ships no types
    """A new password, twice."""

    labels = {"password1": _("New password"), "password2": _("New password once more")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = NEW_PASSWORD_HELP

    def save(self) -> None:
        super().save()
        # Who can read the mail has shown more than the password: the tries before it don't count.
        adapter = DeskAdapter()
        adapter._delete_login_attempts_cached_email(adapter.request, email=self.user.email)


class ChangeMyPasswordForm(Dressed, ChangePasswordForm):  # type: ignore[misc]  # allauth ships no types
    """The current password, and a new one twice."""

    labels = {
        "oldpassword": _("Current password"),
        "password1": _("New password"),
        "password2": _("New password once more"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].help_text = NEW_PASSWORD_HELP


class _CodeFields(Dressed):
    labels = {"code": _("Code")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "autofocus": True,
            "class": "input code-input",
            "maxlength": 20,
        }


class CodeForm(_CodeFields, AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """A code from the app, or a recovery code, after the password."""

    def _emit_authentication_failed(self, authenticator: object) -> None:
        actions.note_failed_sign_in(self.user)


class ConfirmByCodeForm(_CodeFields, ReauthenticateByCodeForm):  # type: ignore[misc]  # allauth ships no types
    """A code once more, before something that matters."""

    def _emit_authentication_failed(self, authenticator: object) -> None:
        actions.note_failed_sign_in(self.user)


class FirstCodeForm(_CodeFields, ActivateTOTPForm):  # type: ignore[misc]  # allauth ships no types
    """The first code, which shows that the app has the secret."""


class ProfileForm(Dressed, forms.Form):
    """How somebody is called, and how the desk looks and speaks to them."""

    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        help_text=_("Customers see it under your answers."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("As the desk")), *Language.choices], required=False
    )
    theme = forms.ChoiceField(
        label=_("Appearance"),
        choices=[
            (Theme.AUTO.value, _("As the device")),
            (Theme.LIGHT.value, _("Light")),
            (Theme.DARK.value, _("Dark")),
        ],
        widget=forms.RadioSelect,
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=lazy(zone_choices, list)(), required=False)

    @classmethod
    def of(cls, person: User) -> "ProfileForm":
        """The form with what is set now."""
        return cls(
            initial={
                "name": person.name,
                "language": person.language,
                "theme": person.theme,
                "time_zone": person.time_zone,
            }
        )


class TokenForm(Dressed, forms.Form):
    """What a token will be used for."""

    name = forms.CharField(
        label=_("What is it for"),
        max_length=100,
        help_text=_("For example: nightly export"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
