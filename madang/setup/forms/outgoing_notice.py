"""The form of one notice."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from madang.lib.text.filling import CannotFill, check
from madang.notifications.steps import GAPS

from .look import Dressed


class NoticeForm(Dressed, forms.Form):
    """Whether customers are told of a step, and in which words; empty words are those of the program."""

    is_on = forms.BooleanField(label=_("Tell customers"), required=False)
    subject = forms.CharField(
        label=_("Subject"), max_length=200, required=False, help_text=_("Empty: that of the ticket.")
    )
    body = forms.CharField(
        label=_("Text"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )

    def clean_subject(self) -> str:
        return _with_gaps(self.cleaned_data["subject"])

    def clean_body(self) -> str:
        return _with_gaps(self.cleaned_data["body"])


def _with_gaps(text: str) -> str:
    try:
        check(text, names=GAPS)
    except CannotFill as error:
        raise ValidationError(_("Nothing can be filled in for %(gap)s."), params={"gap": error.gap}) from None
    return text
