"""What somebody who stands in for a customer writes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from madang.accounts.requesters import normal_email
from madang.channels.base import File
from madang.channels.models import Inbox
from madang.lib.mime import filenames

from .look import Dressed


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, none too."""

    widget = _ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        if not data:
            return []
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given]


class _WithFiles(Dressed, forms.Form):
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 7}),
        strip=False,
        required=False,
        max_length=1_000_000,
    )
    attachments = FilesField(label=_("Files"), required=False, allow_empty_file=True)

    def attached(self) -> Sequence[File]:
        """The files, with names that are safe to carry."""
        return tuple(
            File(
                filename=filenames.safe(one.name or "") or filenames.fallback(one.content_type or "", place),
                content_type=one.content_type or "application/octet-stream",
                content=one.read(),
            )
            for place, one in enumerate(self.cleaned_data["attachments"], start=1)
        )


class LetterForm(_WithFiles):
    """A new mail to a support address."""

    name = forms.CharField(label=_("Customer's name"), max_length=200, required=False)
    email = forms.EmailField(label=_("Customer's e-mail"), max_length=254)
    to = forms.ModelChoiceField(
        label=_("To"), queryset=Inbox.objects.none(), to_field_name="address", empty_label=None
    )
    subject = forms.CharField(label=_("Subject"), max_length=500, required=False)

    field_order = ("name", "email", "to", "subject", "text", "attachments")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inboxes = Inbox.objects.filter(kind="email", is_active=True).order_by("pk")
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = inboxes
        field.widget.attrs["class"] = "input"

    def clean_email(self) -> str:
        email = normal_email(self.cleaned_data["email"])
        if Inbox.objects.filter(address=email).exists():
            raise ValidationError(_("This is a support address of the desk; a customer has another one."))
        return email


class AnswerForm(_WithFiles):
    """An answer to a mail that the customer got."""

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not text.strip():
            raise ValidationError(_("Write something first."))
        return text
