"""The form of a brand's mail look."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from madang.delivery.looks import GAPS
from madang.delivery.models import MailLook
from madang.lib.text.filling import CannotFill, check

from .look import Dressed

LARGEST_LOGO = 300 * 1024
DAYS = (
    (7, _("7 days")),
    (30, _("30 days")),
    (90, _("90 days")),
    (365, _("A year")),
    (0, _("Without an end")),
)
_PICTURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}


class LookForm(Dressed, forms.Form):
    """Heading, logo, signature and footer of a brand's mail, its page on the web, and read marks."""

    heading = forms.CharField(
        label=_("Heading"),
        max_length=200,
        required=False,
        help_text=_("A line at the top, in the brand's colour."),
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG, JPEG or GIF, up to 300 KB. It goes with each mail."),
    )
    no_logo = forms.BooleanField(label=_("Take the logo away"), required=False)
    signature = forms.CharField(
        label=_("Signature"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Below what agents write. {{ agent }} is their name, {{ title }} their title, {{ brand }} the brand's."
        ),
    )
    own_signatures = forms.BooleanField(
        label=_("Agents may sign with a signature of their own"),
        required=False,
        initial=True,
        help_text=_("Who has none signs with the one above."),
    )
    footer = forms.CharField(
        label=_("Footer"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("At the end of each mail. {{ number }} is the ticket's number."),
    )
    web_page = forms.BooleanField(
        label=_("A page on the web for each answer"),
        required=False,
        help_text=_(
            "The mail carries a private link to the answer and its conversation. Switched off, all links that "
            "were sent end for good."
        ),
    )
    web_page_days = forms.TypedChoiceField(
        label=_("The page stays open"),
        choices=DAYS,
        coerce=int,
        required=False,
        initial=90,
        help_text=_("From when the answer was written. It counts for links that were sent, too."),
    )
    read_marks = forms.BooleanField(
        label=_("Show when a mail was opened"),
        required=False,
        help_text=_(
            "Mail then carries a one-pixel picture, and the page on the web tells when a person "
            "reads it. Mention this in your privacy notice."
        ),
    )

    def __init__(self, *args: Any, row: MailLook | None, **kwargs: Any) -> None:
        if row is not None:
            kwargs["initial"] = {
                "heading": row.heading,
                "signature": row.signature,
                "footer": row.footer,
                "own_signatures": row.own_signatures,
                "read_marks": row.read_marks,
                "web_page": row.web_page_since is not None,
                "web_page_days": row.web_page_days,
            }
        super().__init__(*args, **kwargs)
        if row is None or not row.logo:
            del self.fields["no_logo"]

    def clean_web_page_days(self) -> int:
        given = self.cleaned_data["web_page_days"]
        return 90 if given in {None, ""} else given

    def clean_signature(self) -> str:
        return _with_gaps(self.cleaned_data["signature"])

    def clean_footer(self) -> str:
        return _with_gaps(self.cleaned_data["footer"])

    def clean_logo(self) -> Any:
        given = self.cleaned_data["logo"]
        if given is None:
            return None
        if given.size > LARGEST_LOGO:
            raise ValidationError(_("The picture is larger than 300 KB."))
        if not kind_of(given.read(8)):
            raise ValidationError(_("That is no PNG, JPEG or GIF picture."))
        given.seek(0)
        return given


def kind_of(start: bytes) -> str:
    """The type of a picture by its first bytes, empty for what is none."""
    return next((kind for first, kind in _PICTURES.items() if start.startswith(first)), "")


def _with_gaps(text: str) -> str:
    try:
        check(text, names=GAPS)
    except CannotFill as error:
        raise ValidationError(_("Nothing can be filled in for %(gap)s."), params={"gap": error.gap}) from None
    return text
