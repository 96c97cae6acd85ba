from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from madang.accounts import actions
from madang.accounts.errors import Refused
from madang.accounts.models import ApiToken, User
from madang.accounts.requesters import find_by_email, normal_email


class Command(BaseCommand):
    """`madang token create E`: print a new token for the API, alone on its line."""

    help = "Make, list and revoke tokens for the API."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        create = verbs.add_parser("create", help="make a token and print it, this once")
        create.add_argument("email", help="the member in whose name it speaks")
        create.add_argument("--name", default="", help="what it is for")
        show = verbs.add_parser("list", help="a member's tokens: id, made, last used, name")
        show.add_argument("email")
        revoke = verbs.add_parser("revoke", help="refuse a token from now on")
        revoke.add_argument("id", type=int, help="its id, from the list")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verb"] == "create":
            self._create(options["email"], name=options["name"])
        elif options["verb"] == "list":
            self._list(options["email"])
        else:
            self._revoke(options["id"])

    def _create(self, email: str, *, name: str) -> None:
        try:
            self.stdout.write(actions.issue_token(self._person(email), name))
        except Refused as refused:
            raise CommandError(str(refused)) from None

    def _list(self, email: str) -> None:
        for token in ApiToken.objects.filter(user=self._person(email)).order_by("pk"):
            used = f"{token.last_used_at:%Y-%m-%d %H:%M}" if token.last_used_at else "never"
            self.stdout.write(f"{token.pk}\t{token.created_at:%Y-%m-%d %H:%M}\t{used}\t{token.name}")

    def _revoke(self, token_id: int) -> None:
        token = ApiToken.objects.select_related("user").filter(pk=token_id).first()
        if token is None:
            raise CommandError(f"There is no token {token_id}; `madang token list EMAIL` shows a member's.")
        actions.revoke_token(token, by=None)

    def _person(self, email: str) -> User:
        person = find_by_email(normal_email(email))
        if person is None:
            raise CommandError(f"Nobody is known by {email}; write the address that a member signs in with.")
        return person
