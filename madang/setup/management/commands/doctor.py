import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils import translation

from madang.brands.models import Desk
from madang.setup.doctor import Finding, State, examine

SIGNS = {State.WELL: "✓", State.NOTE: "·", State.WRONG: "✗"}


class Command(BaseCommand):
    """`madang doctor`: exit code 0 when all is well, 1 when something is wrong."""

    help = "Say in words what is wrong with this set-up."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            help="ko or en; else the desk's",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        something_is_wrong = False
        with translation.override(options["language"] or _language_of_the_desk()):
            for finding in examine():
                self.stdout.write(self._line(finding))
                something_is_wrong |= finding.state is State.WRONG
        if something_is_wrong:
            sys.exit(1)

    def _line(self, finding: Finding) -> str:
        line = f"{SIGNS[finding.state]} {finding.about}: {finding.words}"
        return self.style.ERROR(line) if finding.state is State.WRONG else line


def _language_of_the_desk() -> str:
    try:
        return Desk.objects.values_list("language", flat=True).first() or "en"
    except DatabaseError:
        return "en"
