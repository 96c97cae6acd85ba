"""The addresses of signing in and of one's own account.

allauth's pages keep the names that allauth looks for; those that a desk has no use for (sign-up, addresses,
other providers) are not here. Ours are in the namespace `accounts`.
"""

from django.urls import include, path, re_path
from django.views.generic import RedirectView

from .access import for_agents, public
from .views import availability, passwords, profile, sessions, signing_in, tokens, two_factor

_mine = (
    [
        path("profile/", profile.profile, name="profile"),
        path("availability/", availability.availability, name="availability"),
        path("availability/say/", availability.say, name="say_availability"),
        path("availability/shown/", availability.shown, name="shown_availability"),
        path("availability/sign/", availability.sign, name="sign"),
        path("availability/days-off/", availability.add_day_off, name="add_day_off"),
        path("availability/days-off/remove/", availability.remove_day_off, name="remove_day_off"),
        path("password/", for_agents(passwords.ChangePassword.as_view()), name="password"),
        path("sessions/", sessions.sessions, name="sessions"),
        path("sessions/others/end/", sessions.end_other_sessions, name="end_other_sessions"),
        path("sessions/<int:session_id>/end/", sessions.end_session, name="end_session"),
        path("tokens/", tokens.tokens, name="tokens"),
        path("tokens/<int:token_id>/revoke/", tokens.revoke_token, name="revoke_token"),
    ],
    "accounts",
)

urlpatterns = [
    path("", for_agents(RedirectView.as_view(pattern_name="accounts:profile"))),
    path("", include(_mine)),
    path("login/", public(signing_in.SignIn.as_view()), name="account_login"),
    path("logout/", public(signing_in.SignOut.as_view()), name="account_logout"),
    path("inactive/", public(signing_in.SwitchedOff.as_view()), name="account_inactive"),
    path("confirm/", for_agents(signing_in.ConfirmPassword.as_view()), name="account_reauthenticate"),
    path("password/reset/", public(passwords.ForgotPassword.as_view()), name="account_reset_password"),
    path("password/reset/sent/", public(passwords.LinkIsSent.as_view()), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(passwords.SetPassword.as_view()),
        name="account_reset_password_from_key",
    ),
    path("2fa/", for_agents(two_factor.TwoFactor.as_view()), name="mfa_index"),
    path("2fa/code/", public(two_factor.AskCode.as_view()), name="mfa_authenticate"),
    path("2fa/confirm/", for_agents(two_factor.ConfirmByCode.as_view()), name="mfa_reauthenticate"),
    path("2fa/on/", for_agents(two_factor.SwitchOn.as_view()), name="mfa_activate_totp"),
    path("2fa/off/", for_agents(two_factor.SwitchOff.as_view()), name="mfa_deactivate_totp"),
    path("2fa/codes/", for_agents(two_factor.NewRecoveryCodes.as_view()), name="mfa_generate_recovery_codes"),
]
