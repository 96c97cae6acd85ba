from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from madang.accounts import actions
from madang.accounts.links import password_link
from madang.accounts.models import User
from madang.accounts.requesters import find_by_email, normal_email


class Command(BaseCommand):
    """`madang member link E`: a way back in for a member whom no mail reaches."""

    help = "Let a member back in: print a link that sets a password, or drop the second factor."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        link = verbs.add_parser("link", help="print a link that sets a password; it works once")
        link.add_argument("email", help="the address that the member signs in with")
        drop = verbs.add_parser("drop-two-factor", help="ask for the password alone again")
        drop.add_argument("email", help="the address that the member signs in with")

    def handle(self, *args: Any, **options: Any) -> None:
        person = self._member(options["email"])
        if options["verb"] == "link":
            self.stdout.write(password_link(person))
        else:
            actions.drop_two_factor(person, by=None)

    def _member(self, email: str) -> User:
        person = find_by_email(normal_email(email))
        if person is None or not person.is_agent:
            raise CommandError(f"No active member signs in with {email}; check the spelling.")
        return person
