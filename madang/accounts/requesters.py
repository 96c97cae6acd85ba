"""Who a customer is, known by the address they write from."""

import unicodedata
from typing import Protocol

from django.db import IntegrityError, transaction

from .models import Identity, User
from .roles import Role

LONGEST_EMAIL = 254  # RFC 5321, section 4.5.3.1.3: a path of 256 octets with its angle brackets
LONGEST_NAME = 200


class Addressed(Protocol):
    """Anything that names a person by address, as `channels.base.Address` does."""

    @property
    def email(self) -> str: ...

    @property
    def name(self) -> str: ...


def normal_email(given: str) -> str:
    """The address as identities keep it: composed, trimmed, in lower case; empty when it is no address."""
    email = unicodedata.normalize("NFC", given).strip().lower()
    local, at, host = email.rpartition("@")
    return email if local and at and host and len(email) <= LONGEST_EMAIL else ""


def normal_name(given: str) -> str:
    """A person's name in one line, as long as it may be."""
    return " ".join(given.split())[:LONGEST_NAME]


def find_or_make_requester(address: Addressed) -> User:
    """The person who is known by this address, made as a requester when nobody is.

    An agent stays an agent. A name is filled in where there was none, never replaced. Two at once get the
    same person. Without a usable address it is a new nameless person each time, so that strangers never
    see each other's tickets.
    """
    email, name = normal_email(address.email), normal_name(address.name)
    if not email:
        return User.objects.create(email=None, name=name)
    person = _known_as(email) or _make(email, name)
    if name and not person.name:
        person.name = name
        person.save(update_fields=["name"])
    return person


def find_by_email(email: str) -> User | None:
    """The person who is known by this address (already normal), or None."""
    return _known_as(email) or User.objects.filter(email=email).first()


def _known_as(email: str) -> User | None:
    identity = Identity.objects.select_related("user").filter(kind="email", value=email).first()
    return identity.user if identity is not None else None


def _make(email: str, name: str) -> User:
    try:
        with transaction.atomic():
            person = User.objects.create(email=email, name=name, role=Role.REQUESTER)
            Identity.objects.create(user=person, kind="email", value=email)
    except IntegrityError:
        # Somebody has it as their first address alone, or another process was quicker than we.
        found = find_by_email(email)
        if found is None:
            raise
        return found
    return person
