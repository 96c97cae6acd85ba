import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from madang.accounts.actions import change_password
from madang.brands.models import Desk
from madang.setup.demo import NotSetUp, Progress, load, sample_members

WIDTH = 32


class Command(BaseCommand):
    """`madang demo`: load the sample data, or say that it is there."""

    help = "Load the sample data."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--password", default="", help="a password for all sample members, to sign in as one of them"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        password: str = options["password"]
        desk = Desk.objects.first()
        with translation.override(desk.language if desk is not None else "en"):
            _check(password)
            try:
                new = load(told=self._draw)
            except NotSetUp as error:
                raise CommandError(f"{error} (madang setup --help)") from error
            self.stdout.write(
                f"{new} conversations were loaded." if new else "The sample data is there already."
            )
            if password:
                self._let_in(password)

    def _let_in(self, password: str) -> None:
        for member in sample_members():
            change_password(member, password, by_mail=False)
            self.stdout.write(f"{member.email}  {member.shown_name}")
        self.stdout.write("Each of them signs in with that password.")

    def _draw(self, progress: Progress) -> None:
        if not sys.stderr.isatty():
            return
        filled = WIDTH * progress.done // progress.total
        bar = "█" * filled + "░" * (WIDTH - filled)
        end = "\n" if progress.is_complete else ""
        self.stderr.write(f"\r{bar} {progress.done}/{progress.total}{end}", ending="")


def _check(password: str) -> None:
    if not password:
        return
    try:
        validate_password(password)
    except ValidationError as error:
        raise CommandError("--password " + " ".join(error.messages)) from error
