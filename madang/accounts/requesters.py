"""Who a customer is, known by the address they write from."""

import unicodedata
from collections.abc import Iterable
from typing import Protocol

from django.db import transaction

from madang.lib.rows import insert

from .domains import organization_of
from .models import Identity, User
from .roles import Role

LONGEST_EMAIL = 254  # RFC 5321, section 4.5.3.1.3: a path of 256 octets with its angle brackets
LONGEST_NAME = 200

UNPROVEN = "unproven"
"""The kind of identity of somebody who uses an address without showing that it is theirs."""


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


class Requesters:
    """The people behind the addresses of a batch: those who are known are looked up in one query.

    What `find_or_make` makes is undone when the caller's transaction is; a new one is needed then.
    """

    def __init__(self, addresses: Iterable[Addressed]) -> None:
        emails = {email for address in addresses if (email := normal_email(address.email))}
        known = Identity.objects.select_related("user").filter(kind__in=["email", UNPROVEN], value__in=emails)
        self._known: dict[str, User] = {}
        self._unproven: dict[str, User] = {}
        for identity in known:
            of_kind = self._known if identity.kind == "email" else self._unproven
            of_kind[identity.value] = identity.user

    def known(self) -> Iterable[User]:
        """Everybody found or made so far."""
        return (*self._known.values(), *self._unproven.values())

    def known_as(self, address: Addressed) -> User | None:
        """The person who is known by this address already."""
        return self._known.get(normal_email(address.email))

    def find_or_make_unproven(self, address: Addressed) -> User:
        """Whoever uses this address of somebody else's without showing that it is theirs.

        A customer without an address: they are never taken for the person whose address it is, and nothing is
        sent to them. The same one each time, so that they are limited like everybody.
        """
        email = normal_email(address.email)
        person = self._unproven.get(email)
        if person is None:
            person = User(email=None, name=normal_name(address.name), role=Role.REQUESTER)
            with transaction.atomic(savepoint=False):
                insert(person)
                if not insert(Identity(user=person, kind=UNPROVEN, value=email), unless_there=True):
                    User.objects.filter(pk=person.pk).delete()
                    known = Identity.objects.select_related("user").get(kind=UNPROVEN, value=email)
                    person = known.user
            self._unproven[email] = person
        return person

    def find_or_make(self, address: Addressed) -> User:
        """The person who is known by this address, made as a requester when nobody is.

        An agent stays an agent. Somebody new belongs to the organization of their domain. A name is filled
        in where there was none, never replaced. Two at once get the same person. Without a usable address it
        is a new nameless person each time, so that strangers never see each other's tickets.
        """
        email, name = normal_email(address.email), normal_name(address.name)
        if not email:
            stranger = User(email=None, name=name)
            insert(stranger)
            return stranger
        person = self._known.get(email) or _make(email, name)
        self._known[email] = person
        if name and not person.name:
            person.name = name
            person.save(update_fields=["name"])
        return person


def find_or_make_requester(address: Addressed) -> User:
    """The person who is known by one address, as `Requesters.find_or_make` gives them."""
    return Requesters([address]).find_or_make(address)


def find_by_email(email: str) -> User | None:
    """The person who is known by this address (already normal), or None."""
    return _known_as(email) or User.objects.filter(email=email).first()


def _known_as(email: str) -> User | None:
    identity = Identity.objects.select_related("user").filter(kind="email", value=email).first()
    return identity.user if identity is not None else None


def _make(email: str, name: str) -> User:
    person = User(email=email, name=name, role=Role.REQUESTER, organization_id=organization_of(email))
    with transaction.atomic(savepoint=False):
        if insert(person, unless_there=True):
            if insert(Identity(user=person, kind="email", value=email), unless_there=True):
                return person
            User.objects.filter(pk=person.pk).delete()
    # Somebody has it as their first address alone, or another process was quicker than we.
    found = find_by_email(email)
    if found is None:
        raise LookupError(f"{email} belongs to nobody and can't be given to anybody")
    return found
