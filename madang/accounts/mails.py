"""The desk's own mails to its members, in the member's language; they go out as every other mail does."""

from collections.abc import Mapping
from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from madang.brands.models import Desk

from .models import User


def send_mail(name: str, person: User, context: Mapping[str, Any]) -> None:
    """Send the mail `accounts/mail/<name>.txt` to a member; its first line is the subject.

    Nobody without an address is written to.
    """
    if not person.email:
        return
    desk = Desk.objects.first()
    desk_name, desk_language = (desk.name, desk.language) if desk is not None else ("Madang", "en")
    with translation.override(person.language or desk_language):
        written = render_to_string(
            f"accounts/mail/{name}.txt", {**context, "person": person, "desk_name": desk_name}
        )
    subject, _, body = written.strip().partition("\n")
    EmailMessage(subject.strip(), body.strip() + "\n", to=[person.email]).send()
