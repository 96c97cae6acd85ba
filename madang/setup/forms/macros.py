"""What people say about a macro: its text in each language, what it does, and who may use it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Team, User
from madang.accounts.roles import Permission
from madang.brands.models import Language
from madang.tickets.actions import WrittenMacro
from madang.tickets.models import Audience, Macro, Tag, Visibility
from madang.tickets.part_choices import NONE, UNCHANGED, choices_of_parts, tag_parts
from madang.tickets.parts import Part, PartKind, parts_in

from .look import Dressed


class MacroForm(Dressed, forms.Form):
    """A macro; parts whose goal is gone are named by `gone` and fall away when it is saved."""

    name = forms.CharField(label=_("Name"), max_length=100)
    visibility = forms.ChoiceField(label=_("Its text is"), choices=Visibility.choices)
    body_ko = forms.CharField(label=_("Text in Korean"), required=False, widget=forms.Textarea)
    body_en = forms.CharField(label=_("Text in English"), required=False, widget=forms.Textarea)
    status = forms.ChoiceField(label=_("Status"))
    priority = forms.ChoiceField(label=_("Priority"))
    type = forms.ChoiceField(label=_("Type"))
    assignee = forms.ChoiceField(label=_("Assignee"))
    team = forms.ChoiceField(label=_("Team"))
    tag = forms.CharField(label=_("Put tags on"), required=False, help_text=_("Separated by commas."))
    untag = forms.CharField(label=_("Take tags off"), required=False, help_text=_("Separated by commas."))
    snooze = forms.ChoiceField(label=_("Snooze"))
    audience = forms.ChoiceField(label=_("Who may use it"), choices=Audience.choices)
    teams = forms.ModelMultipleChoiceField(
        label=_("Teams"), queryset=Team.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, person: User, macro: Macro | None = None, **kwargs: Any) -> None:
        self.gone: list[str] = []
        choices = choices_of_parts()
        kwargs["initial"] = self._initial(macro, choices) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        for kind, offered in choices.items():
            field = self.fields[kind]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered
        for code in Language.values:
            self.fields[f"body_{code}"].widget.attrs |= {"lang": code, "rows": "8", "data-rich": ""}
        teams = self.fields["teams"]
        assert isinstance(teams, forms.ModelMultipleChoiceField)
        led = Team.objects.filter(memberships__user=person, memberships__is_lead=True)
        manages = person.may(Permission.MANAGE_DESK)
        teams.queryset = (Team.objects.all() if manages else led).order_by("name", "pk")
        audience = self.fields["audience"]
        assert isinstance(audience, forms.ChoiceField)
        if not manages:
            audience.choices = [one for one in Audience.choices if one[0] != Audience.EVERYBODY]
            if not teams.queryset.exists():
                audience.choices = [one for one in Audience.choices if one[0] == Audience.PERSONAL]
                del self.fields["teams"]

    def _initial(self, macro: Macro | None, choices: dict[str, list[tuple[str, str]]]) -> dict[str, Any]:
        initial: dict[str, Any] = dict.fromkeys(choices, UNCHANGED)
        if macro is None:
            return initial
        initial |= {"name": macro.name, "visibility": macro.visibility, "audience": macro.audience}
        initial |= {f"body_{code}": macro.bodies.get(code, "") for code in Language.values}
        initial["teams"] = [team.pk for team in macro.teams.all()]
        parts = parts_in(macro.parts)
        names = dict(
            Tag.objects.filter(
                pk__in=[int(part.value) for part in parts if part.kind in {PartKind.TAG, PartKind.UNTAG}]
            ).values_list("pk", "name")
        )
        for part in parts:
            if part.kind in {PartKind.TAG, PartKind.UNTAG}:
                name = names.get(int(part.value))
                if name is None:
                    self.gone.append(part.name)
                else:
                    initial[part.kind] = ", ".join(filter(None, [initial.get(part.kind, ""), name]))
                continue
            value = part.value or NONE
            if value in dict(choices[part.kind]):
                initial[part.kind] = value
            else:
                self.gone.append(part.name or part.value)
        return initial

    def written(self) -> WrittenMacro:
        """What the form says."""
        given = self.cleaned_data
        return WrittenMacro(
            name=given["name"],
            bodies={code: given[f"body_{code}"] for code in Language.values},
            parts=self.parts(),
            visibility=Visibility(given["visibility"]),
            audience=Audience(given["audience"]),
            teams=list(given.get("teams") or ()),
        )

    def parts(self) -> list[Part]:
        """What it does."""
        given, parts = self.cleaned_data, []
        for kind in PartKind:
            if kind in {PartKind.TAG, PartKind.UNTAG}:
                parts += tag_parts(kind, given.get(kind, ""))
                continue
            value = given.get(kind, UNCHANGED)
            if value != UNCHANGED:
                field = self.fields[kind.value]
                assert isinstance(field, forms.ChoiceField)
                name = dict(_flat(field.choices)).get(value, "")
                parts.append(Part(kind.value, "" if value == NONE else value, name))
        return parts


def _flat(choices: Any) -> Iterable[tuple[str, str]]:
    return [(str(value), str(name)) for value, name in choices]
