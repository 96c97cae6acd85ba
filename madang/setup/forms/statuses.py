"""What administrators say about statuses of the desk's own."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .named import NamedForm


class StatusForm(NamedForm):
    """A status: its names, and whether tickets get it that come into its category."""

    is_default = forms.BooleanField(
        label=_("The default of its category"),
        required=False,
        help_text=_("A ticket that comes into the category by itself or by a rule gets this status."),
    )
