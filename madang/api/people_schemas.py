"""What programs send and get about customers and organizations."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import ConfigDict

KindName = Literal[
    "email", "phone", "kakao", "line", "telegram", "whatsapp", "instagram", "facebook", "x", "own"
]
LanguageName = Literal["", "ko", "en"]
Tag = Annotated[str, Field(min_length=1, max_length=100)]

MOST_IDENTITIES = 100


class _In(Schema):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class OfOrganization(Schema):
    """The organization that a customer belongs to."""

    id: int
    name: str


class CustomerRow(Schema):
    """A customer in a list. `email` is the first address; empty `language` and `time_zone` are the desk's."""

    id: int
    name: str
    email: str | None
    organization: OfOrganization | None
    language: str
    time_zone: str
    created_at: datetime


class CustomerPage(Schema):
    """A page of customers; `next` is the cursor of the next page, null on the last one."""

    items: list[CustomerRow]
    next: str | None


class IdentityOut(Schema):
    """An address by which a customer is known, and when it was verified."""

    kind: str
    value: str
    verified_at: datetime | None


class CustomerOut(CustomerRow):
    """A customer. `fields` has what is in each field of customers by its key.

    `tickets`, `open_tickets` and `last_contact` are of the tickets that the token's person sees.
    """

    identities: list[IdentityOut]
    tags: list[str]
    notes: str
    fields: dict[str, Any]
    tickets: int
    open_tickets: int
    last_contact: datetime | None


class IdentityIn(_In):
    """An address to know a customer by."""

    kind: KindName = "email"
    value: str = Field(min_length=1, max_length=320)


class CustomerChange(_In):
    """What to change; what is left out stays.

    `organization` is a name, made when it is new; null takes them out of theirs. `tags` and `identities` are
    all that there are afterwards; the first e-mail address is where answers go. `fields` has what to put into
    fields by their keys; null empties one. Of options it is the key, or a list of keys; of a person an
    address.
    """

    name: str | None = Field(None, max_length=200)
    language: LanguageName | None = None
    time_zone: str | None = Field(None, max_length=60)
    notes: str | None = Field(None, max_length=10_000)
    organization: str | None = Field(None, max_length=200)
    tags: list[Tag] | None = Field(None, max_length=100)
    identities: list[IdentityIn] | None = Field(None, min_length=1, max_length=MOST_IDENTITIES)
    fields: dict[str, Any] | None = Field(None, max_length=100)


class NewCustomer(CustomerChange):
    """A customer to make, by one address at least. An address belongs to one customer alone: sent twice, it
    makes nobody again (409)."""

    identities: list[IdentityIn] = Field(min_length=1, max_length=MOST_IDENTITIES)


class OrganizationRow(Schema):
    """An organization in a list."""

    id: int
    name: str
    created_at: datetime


class OrganizationPage(Schema):
    """A page of organizations; `next` is the cursor of the next page, null on the last one."""

    items: list[OrganizationRow]
    next: str | None


class OrganizationOut(OrganizationRow):
    """An organization. `joins_by_domain`: whoever writes for the first time from one of the `domains` belongs
    to it. `fields` has what is in each field of organizations by its key."""

    domains: list[str]
    joins_by_domain: bool
    shares_tickets: bool
    tags: list[str]
    notes: str
    fields: dict[str, Any]


class OrganizationChange(_In):
    """What to change; what is left out stays. `domains` and `tags` are all that there are afterwards."""

    name: str | None = Field(None, min_length=1, max_length=200)
    notes: str | None = Field(None, max_length=10_000)
    domains: list[Annotated[str, Field(min_length=1, max_length=254)]] | None = Field(None, max_length=100)
    joins_by_domain: bool | None = None
    shares_tickets: bool | None = None
    tags: list[Tag] | None = Field(None, max_length=100)
    fields: dict[str, Any] | None = Field(None, max_length=100)


class NewOrganization(OrganizationChange):
    """An organization to make. There is one of a name: sent twice, it is not made again (409)."""

    name: str = Field(min_length=1, max_length=200)
