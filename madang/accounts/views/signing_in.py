"""Coming in and going out."""

from allauth.account.views import AccountInactiveView, LoginView, LogoutView, ReauthenticateView

from ..forms import ConfirmPasswordForm, SignInForm


class SignIn(LoginView):  # type: ignore[misc]  # allauth ships no types
    """E-mail and password; who has a second factor is asked for it next."""

    template_name = "accounts/sign_in.html"
    form_class = SignInForm


class SignOut(LogoutView):  # type: ignore[misc]  # allauth ships no types
    """Ends the session by POST; a GET asks first."""

    template_name = "accounts/sign_out.html"


class SwitchedOff(AccountInactiveView):  # type: ignore[misc]  # allauth ships no types
    """For those whose password is right, and who work here no more."""

    template_name = "accounts/switched_off.html"


class ConfirmPassword(ReauthenticateView):  # type: ignore[misc]  # allauth ships no types
    """Asks for the password once more, before something that matters."""

    template_name = "accounts/confirm_password.html"
    form_class = ConfirmPasswordForm
