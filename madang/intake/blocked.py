"""Senders whose mail is held back, because somebody said so."""

from collections.abc import Iterable

from django.db import models

from madang.accounts.models import User
from madang.accounts.requesters import normal_email


class BlockedSender(models.Model):
    """An address, or with `@` in front all addresses of a domain; in lower case."""

    value = models.CharField(max_length=320, unique=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.value


def blocked_value(given: str) -> str:
    """An address or `@domain` as it is kept; empty when it is neither."""
    words = given.strip().lower()
    if words.startswith("@"):
        domain = words[1:]
        return words if "." in domain and "@" not in domain and not domain.startswith(".") else ""
    return normal_email(words)


def ways_to_block(address: str) -> tuple[str, ...]:
    """What would block this address: itself, and its domain."""
    email = normal_email(address)
    return (email, f"@{email.rpartition('@')[2]}") if email else ()


def blocked_among(addresses: Iterable[str]) -> frozenset[str]:
    """Those of the addresses and their domains that are blocked. One query, none without an address."""
    values = {value for address in addresses for value in ways_to_block(address)}
    if not values:
        return frozenset()
    found = BlockedSender.objects.filter(value__in=values)
    return frozenset(found.values_list("value", flat=True))
