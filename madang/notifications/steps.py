"""The steps of a ticket that a customer can be told of, and what is said until a brand has its own words."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.db import models
from django.utils.translation import gettext_lazy as _

FOLDER = Path(__file__).parent / "words"


class Step(models.TextChoices):
    """A step of a ticket."""

    RECEIVED = "received", _("Received")
    ASSIGNED = "assigned", _("Assigned")
    WAITING = "waiting", _("Waiting for customer")
    SOLVED = "solved", _("Solved")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Open again")


STRONGEST_FIRST = (Step.CLOSED, Step.SOLVED, Step.REOPENED, Step.WAITING, Step.ASSIGNED, Step.RECEIVED)
"""Of several steps that were taken at once the customer hears of the first of these alone."""

ON_AT_FIRST = frozenset({Step.RECEIVED})

GAPS = ("name", "number", "subject", "brand", "agent", "team")
"""What can be filled in: the customer's name, the ticket's number and subject, brand, agent and team."""

LANGUAGES = ("ko", "en")


def first_words(step: Step, language: str, *, named: bool) -> str:
    """What is said at a step in a language, as long as a brand has no words of its own."""
    words = _words(language if language in LANGUAGES else "en")
    return f"{words['named' if named else 'nameless']}\n\n{words[step.value].strip()}"


@cache
def _words(language: str) -> Mapping[str, str]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text())
