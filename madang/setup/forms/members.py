"""What administrators say about members."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from madang.accounts.at_work import Skill
from madang.accounts.models import Team, User
from madang.accounts.roles import Permission, Reach, Role
from madang.accounts.tongues import TONGUES

from .look import Dressed

INVITE, SET_PASSWORD = "invite", "password"  # names of choices
MEMBER_ROLES = [choice for choice in Role.choices if choice[0] != Role.REQUESTER]


class _WithRights(Dressed, forms.Form):
    """Role, reach and teams; only owners make owners."""

    role = forms.ChoiceField(label=_("Role"), choices=MEMBER_ROLES, initial=Role.AGENT)
    reach = forms.ChoiceField(
        label=_("Sees"), choices=Reach.choices, initial=Reach.ALL, help_text=_("How far into the tickets.")
    )
    teams = forms.ModelMultipleChoiceField(
        label=_("Teams"),
        queryset=Team.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams, role = self.fields["teams"], self.fields["role"]
        assert isinstance(teams, forms.ModelMultipleChoiceField)
        assert isinstance(role, forms.ChoiceField)
        teams.queryset = Team.objects.order_by("name")
        if not by.may(Permission.OWN):
            role.choices = [choice for choice in MEMBER_ROLES if choice[0] != Role.OWNER]


class NewMemberForm(_WithRights):
    """Somebody who shall work here."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), max_length=254, help_text=_("They sign in with it."))
    way_in = forms.ChoiceField(
        label=_("How they get in"),
        choices=[
            (INVITE, _("Mail them a link to set their own password")),
            (SET_PASSWORD, _("I set a first password and tell them")),
        ],
        initial=INVITE,
        widget=forms.RadioSelect,
    )
    password = forms.CharField(
        label=_("First password"),
        required=False,
        strip=False,
        max_length=1000,
        help_text=_("Only when you set it; at least 10 characters."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    field_order = ("name", "email", "role", "reach", "teams", "way_in", "password")

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("way_in") == SET_PASSWORD:
            try:
                validate_password(
                    given.get("password") or "", User(email=given.get("email"), name=given.get("name", ""))
                )
            except ValidationError as error:
                self.add_error("password", error)
        return given


class MemberForm(_WithRights):
    """Somebody who works here."""

    name = forms.CharField(label=_("Name"), max_length=200)
    title = forms.CharField(
        label=_("Title"),
        max_length=100,
        required=False,
        help_text=_("For signatures: Customer care, Billing"),
    )
    skills = forms.ModelMultipleChoiceField(
        label=_("Skills"),
        queryset=Skill.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=_("Answers in"),
        choices=list(TONGUES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    field_order = ("name", "title", "role", "reach", "teams", "skills", "languages")
