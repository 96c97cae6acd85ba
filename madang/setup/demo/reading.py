"""The files of setup/sample as what they mean. Nothing here touches the database."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from functools import cache
from pathlib import Path
from typing import Any

from madang.brands.models import Language

FOLDER = Path(__file__).resolve().parent.parent / "sample"
CUSTOMER = "requester"
OWNER = "jiwoo"


@dataclass(frozen=True, slots=True)
class SampleBrand:
    """One brand; `conversations` is the folder with what is written to it."""

    key: str
    name: str
    address: str
    language: Language
    colour: str
    conversations: str


@dataclass(frozen=True, slots=True)
class SampleAgent:
    """One member of the desk, named as in `language`; `teams` and `leads` are keys of teams."""

    key: str
    name: str
    email: str
    role: str
    reach: str
    language: Language
    teams: tuple[str, ...]
    leads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SamplePeople:
    """The brands, the teams (key → name in Korean and in English) and the members."""

    brands: tuple[SampleBrand, ...]
    teams: Mapping[str, Mapping[Language, str]]
    agents: tuple[SampleAgent, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One message: `by` is an agent's key or CUSTOMER, `after` minutes after the first."""

    by: str
    after: int
    text: str
    html: str
    is_note: bool

    @property
    def by_customer(self) -> bool:
        return self.by == CUSTOMER


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation; `key` stays the same as long as its place in its file does."""

    key: str
    brand: str
    subject: str
    name: str
    email: str
    team: str
    assignee: str
    status: str
    priority: str
    type: str
    tags: tuple[str, ...]
    minutes_ago: int
    said: tuple[Said, ...]


def people(language: Language) -> SamplePeople:
    """Who is in the sample data, with names in the language of the desk."""
    read = _read(FOLDER / "people.toml")
    return SamplePeople(
        brands=tuple(
            SampleBrand(
                key=one["key"],
                name=one["name"],
                address=one["address"],
                language=Language(one["language"]),
                colour=one["colour"],
                conversations=one["conversations"],
            )
            for one in read["brand"]
        ),
        teams={one["key"]: {code: one[f"name_{code}"] for code in Language} for one in read["team"]},
        agents=tuple(_agent(one, language) for one in read["agent"]),
    )


def conversations() -> Sequence[Conversation]:
    """Every conversation, the oldest first."""
    read = [
        _conversation(one, key=f"{file.parent.name}/{file.stem}:{place}", brand=brand.key)
        for brand in people(Language.ENGLISH).brands
        for file in sorted((FOLDER / brand.conversations).glob("*.toml"))
        for place, one in enumerate(_read(file)["conversation"])
    ]
    return sorted(read, key=lambda one: (-one.minutes_ago, one.key))


@cache
def how_many() -> int:
    """The number of conversations, counted without taking them apart."""
    files = (file for folder in FOLDER.iterdir() if folder.is_dir() for file in folder.glob("*.toml"))
    return sum(file.read_text(encoding="utf-8").count("[[conversation]]\n") for file in files)


def _agent(one: Mapping[str, Any], language: Language) -> SampleAgent:
    may = one.get(f"may_{language}", "")
    name = one[f"name_{language}"]
    return SampleAgent(
        key=one["key"],
        name=f"{name} ({may})" if may else name,
        email=one["email"],
        role=one["role"],
        reach=one["reach"],
        language=Language(one["language"]),
        teams=tuple(one["teams"]),
        leads=tuple(one["leads"]),
    )


def _conversation(one: Mapping[str, Any], *, key: str, brand: str) -> Conversation:
    name, email = parseaddr(one["requester"])
    return Conversation(
        key=key,
        brand=brand,
        subject=one["subject"],
        name=name,
        email=email,
        team=one["team"],
        assignee=one["assignee"],
        status=one["status"],
        priority=one["priority"],
        type=one["type"],
        tags=tuple(one["tags"]),
        minutes_ago=one["minutes_ago"],
        said=tuple(
            Said(
                by=each["by"],
                after=each["after"],
                text=each["text"].strip("\n"),
                html=each.get("html", "").strip(),
                is_note=each.get("note", False),
            )
            for each in one["message"]
        ),
    )


def _read(file: Path) -> Mapping[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
