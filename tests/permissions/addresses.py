"""Every address of the program, read from its URL patterns, and how each of them is asked."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

PAGES = ("GET", "POST")
PROGRAMS = ("GET", "POST", "PATCH", "PUT", "DELETE")

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ask:
    """One way to ask one address: `address` has {names} where its parts vary."""

    method: str
    address: str
    variant: str = ""
    body: Body = field(default_factory=dict)

    @property
    def key(self) -> str:
        """How the table names it: `POST:note /desk/tickets/{number}/send/`."""
        return f"{self.method}{':' if self.variant else ''}{self.variant} {self.address}"

    @property
    def part(self) -> str:
        """The surface it belongs to: the first part of the address."""
        return self.address.split("/")[1] or "start"


BODIES: dict[str, dict[str, Body]] = {
    "POST /desk/tickets/{number}/send/": {
        "reply": {"visibility": "public", "html": "<p>확인했습니다.</p>"},
        "note": {"visibility": "internal", "html": "<p>확인했습니다.</p>"},
    },
    "POST /desk/tickets/{number}/draft/": {
        "reply": {"visibility": "public", "html": "<p>쓰다 만 글</p>"},
        "note": {"visibility": "internal", "html": "<p>쓰다 만 글</p>"},
    },
    "POST /desk/tickets/{number}/change/": {
        "status": {"status": "pending"},
        "assignee": {"assignee": "{agent}"},
        "team": {"team": ""},
        "tag": {"tag": "vip"},
        "snooze": {"snooze": "answer"},
    },
    "POST /desk/organizations/{organization_id}/change/": {"name": {"name": "등불"}},
    "POST /desk/people/{customer_id}/change/": {"name": {"name": "윤서아 님"}},
    "POST /desk/tickets/{number}/macros/{macro_id}/": {
        "reply": {"visibility": "public"},
        "note": {"visibility": "internal"},
    },
    "POST /desk/tickets/{number}/macros/keep/": {
        "note": {"visibility": "internal", "name": "점검", "html": "<p>점검했습니다.</p>"},
    },
    "POST /desk/tickets/{number}/macros/drop/": {
        "reply": {"visibility": "public"},
        "note": {"visibility": "internal"},
    },
    "POST /desk/planned/{planned_id}/": {
        "cancel": {"do": "cancel"},
        "send": {"do": "send"},
    },
    "POST /desk/presence": {"viewing": {"ticket": "{number}", "state": "viewing", "tab": "a"}},
    "POST /api/v1/tickets": {
        "open": {"requester_email": "seoa.yoon@example.com", "subject": "새 문의", "body": "도와주세요."}
    },
    "POST /api/v1/tickets/{number}/messages": {
        "reply": {"body": "확인했습니다.", "visibility": "public"},
        "note": {"body": "확인했습니다.", "visibility": "internal"},
    },
    "POST /api/v1/tickets/{number}/side-conversations": {
        "people": {"subject": "운송장", "body": "네?", "to": ["courier@fast.example"]},
    },
    "POST /api/v1/side-conversations/{side_id}/messages": {"words": {"body": "확인했습니다."}},
    "POST /api/v1/tickets/{number}/links": {"related": {"ticket": "{number}", "role": "related"}},
    "POST /api/v1/customers": {"made": {"identities": [{"value": "somebody@new.example"}]}},
    "POST /api/v1/organizations": {"made": {"name": "새 조직"}},
    "PATCH /api/v1/customers/{customer_id}": {"name": {"name": "윤서아"}},
    "PATCH /api/v1/organizations/{organization_id}": {"notes": {"notes": "메모"}},
    "PATCH /api/v1/tickets/{number}": {
        "status": {"status": "pending"},
        "assignee": {"assignee": "me"},
    },
}
"""What an address needs to be told before it decides who may: method and address → variant → body.

Anything that isn't here is asked with an empty body, which shows who gets past the door.
"""


def asks() -> list[Ask]:
    """Every address with every method that it could have."""
    found: dict[str, Ask] = {}
    for address in dict.fromkeys(_addresses(get_resolver())):
        for method in PROGRAMS if address.startswith("/api/") else PAGES:
            for variant, body in BODIES.get(f"{method} {address}", {"": {}}).items():
                ask = Ask(method=method, address=address, variant=variant, body=body)
                found[ask.key] = ask
    return list(found.values())


def names_in(address: str) -> set[str]:
    """The names of the parts that vary."""
    return set(re.findall(r"\{(\w+)\}", address))


def _addresses(resolver: URLResolver, above: str = "/") -> Iterator[str]:
    for entry in resolver.url_patterns:
        path = above + _plain(str(entry.pattern))
        if isinstance(entry, URLPattern):
            yield path
        else:
            yield from _addresses(entry, path)


def _plain(pattern: str) -> str:
    """`<int:number>` and `(?P<number>\\d+)` become `{number}`."""
    pattern = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"{\1}", pattern.removeprefix("^").removesuffix("$"))
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", pattern)
