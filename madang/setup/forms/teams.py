"""What administrators say about teams."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from madang.accounts.agents import agents
from madang.accounts.models import Team, User

from .delays import lazy_team_delay_choices
from .look import Dressed

NO_TEAM = "none"  # the name of a choice


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One person in the form of a team: the tick that they are in it, and the tick that they lead it."""

    name: str
    is_in: SafeString
    leads: SafeString


class TeamForm(Dressed, forms.Form):
    """A team's name, who is in it and who leads it; whoever leads it is in it."""

    name = forms.CharField(label=_("Name"), max_length=100)
    send_delay = forms.TypedChoiceField(
        label=_("Answers wait before they leave"),
        choices=lazy_team_delay_choices,
        coerce=int,
        empty_value=None,
        required=False,
    )
    members = forms.ModelMultipleChoiceField(
        label=_("Members"), queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    leads = forms.ModelMultipleChoiceField(
        label=_("Team lead"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = agents().order_by("name", "pk")
        for name in ("members", "leads"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelMultipleChoiceField)
            field.queryset = people

    def rows(self) -> Iterator[MemberRow]:
        """Everybody with their two ticks."""
        for member, lead in zip(self["members"], self["leads"], strict=True):
            yield MemberRow(name=str(member.choice_label), is_in=member.tag(), leads=lead.tag())


class RemoveTeamForm(Dressed, forms.Form):
    """Where the tickets and addresses of a team go that is removed."""

    to = forms.ChoiceField(label=_("They go to"), required=False)

    def __init__(self, *args: Any, team: Team, has_something: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_something = has_something
        self._others = {str(one.pk): one for one in Team.objects.exclude(pk=team.pk).order_by("name", "pk")}
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        names = [(key, one.name) for key, one in self._others.items()]
        field.choices = [("", _("Choose")), *names, (NO_TEAM, _("No team"))]

    def clean_to(self) -> Team | None:
        """The team that takes over, None for no team. Something must be chosen when there is something to move."""
        given = self.cleaned_data["to"]
        if not given and self.has_something:
            raise ValidationError(_("Choose where the tickets and addresses go."))
        return self._others.get(given)
