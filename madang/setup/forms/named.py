"""Things that a desk names in each of its languages."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.brands.models import Language

from .look import Dressed


class NamedForm(Dressed, forms.Form):
    """A name in each language; one is enough."""

    longest = 100

    name_ko = forms.CharField(label=_("Name in Korean"), required=False)
    name_en = forms.CharField(label=_("Name in English"), required=False)

    def __init__(self, *args: Any, names: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        given = {f"name_{code}": (names or {}).get(code, "") for code in Language.values}
        kwargs["initial"] = {**given, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        for code in Language.values:
            field = self.fields[f"name_{code}"]
            field.widget.attrs["maxlength"] = str(self.longest)
            field.widget.attrs["lang"] = code

    @property
    def names(self) -> dict[str, str]:
        """What was written, by language."""
        return self.words("name")

    def words(self, what: str) -> dict[str, str]:
        """What was written in the fields of that beginning, by language."""
        return {code: self.cleaned_data.get(f"{what}_{code}", "") for code in Language.values}
