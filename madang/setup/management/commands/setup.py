from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from madang.accounts.errors import Refused as RefusedPerson
from madang.brands.errors import Refused
from madang.setup.actions import set_up
from madang.setup.forms.first import FirstForm

OPTIONS = {
    "desk": "name of the desk",
    "owner_name": "the owner's name",
    "owner_email": "the owner's e-mail address, to sign in with",
    "owner_password": "the owner's password, at least 10 characters",
    "brand": "name of the first brand, as customers know it",
    "address": "its support address",
}


class Command(BaseCommand):
    """`madang setup …`: what the set-up form does, without a browser."""

    help = "Set the desk up without a browser."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name, words in OPTIONS.items():
            parser.add_argument(_option(name), default="", help=words)
        parser.add_argument(
            "--language", default="en", help="ko or en: the language of desk, owner and brand"
        )
        parser.add_argument("--time-zone", default="", help="for example Asia/Seoul")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        language = options["language"] if options["language"] in dict(settings.LANGUAGES) else "en"
        with translation.override(language):
            form = FirstForm({**options, "sample": False})
            if not form.is_valid():
                raise CommandError(_wrong(form))
            try:
                owner = set_up(form.answers())
            except (Refused, RefusedPerson) as refused:
                raise CommandError(str(refused)) from refused
        self.stdout.write(f"The desk is set up. {owner.email} signs in at {settings.MADANG.url}/")


def _wrong(form: FirstForm) -> str:
    lines = [
        f"{_option(field) if field in form.fields else ''} {message}".strip()
        for field, messages in form.errors.items()
        for message in messages
    ]
    return "\n".join(lines)


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"
