"""Find the servers of an address: known providers, what the domain says in the DNS, and the usual names."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, Protocol

import dns.resolver

from madang.channels import providers
from madang.channels.providers import Place, Provider
from madang.lib.dns import NoAnswer, ask
from madang.lib.imap import Server

PATIENCE = 5.0
USUAL_NAMES = ("imap", "mail", "")


@dataclass(frozen=True, slots=True)
class Found:
    """Where a mailbox probably is; `names` are what to sign in by, the likeliest first.

    `how` is domain, exchanger, records or guess. `is_foreign` says that the DNS named a server outside of the
    domain and of every known provider: a password is not sent there before somebody has agreed.
    """

    imap: Place
    smtp: Place | None
    how: str
    names: tuple[str, ...]
    provider: Provider | None = None
    is_foreign: bool = False


class Records(Protocol):
    """What is asked of the DNS."""

    def exchangers(self, domain: str) -> list[str]:
        """The names that receive the domain's mail, the preferred first; empty when there are none."""

    def services(self, name: str) -> list[tuple[str, int]]:
        """Host and port of each SRV record, the preferred first; empty when there are none."""


class Dns:
    """The machine's own resolver."""

    def __init__(self, resolver: dns.resolver.Resolver | None = None) -> None:
        self._resolver = resolver

    def exchangers(self, domain: str) -> list[str]:
        found = sorted(self._ask(domain, "MX"), key=lambda one: one.preference)
        return [str(one.exchange).rstrip(".").lower() for one in found]

    def services(self, name: str) -> list[tuple[str, int]]:
        found = sorted(self._ask(name, "SRV"), key=lambda one: (one.priority, -one.weight))
        named = [(str(one.target).rstrip(".").lower(), int(one.port)) for one in found]
        return [(host, port) for host, port in named if host]  # a target of "." says: not offered (RFC 2782)

    def _ask(self, name: str, kind: str) -> list[Any]:
        try:
            return list(ask(name, kind, seconds=PATIENCE, resolver=self._resolver).records)
        except NoAnswer:
            return []


def find(address: str, *, records: Records) -> list[Found]:
    """The places where the mailbox of `address` may be, the likeliest first."""
    name, _, domain = address.rpartition("@")
    domain = domain.lower()
    known = providers.by_domain(domain)
    if known is not None:
        return [_of_provider(known, address, how="domain")]
    for exchanger in records.exchangers(domain)[:5]:
        hosted = providers.by_exchanger(exchanger)
        if hosted is not None:
            return [_of_provider(hosted, address, how="exchanger")]
        if region := providers.zoho_region(exchanger):
            return [_of_provider(_of_zoho(region), address, how="exchanger")]
    said = _by_records(address, domain, records)
    if said is not None:
        return [said]
    hosts = [f"{word}.{domain}" if word else domain for word in USUAL_NAMES]
    return [
        Found(Place(host, port, security), None, "guess", (address, name))
        for port, security in ((993, "tls"), (143, "starttls"))
        for host in hosts
    ]


def first_that_answers(
    places: Sequence[Found], look: Callable[[Server], None], server_of: Callable[[Place], Server]
) -> Found | None:
    """The first of the guesses whose server greets us under its own name; all are asked at once."""

    def greets(one: Found) -> bool:
        try:
            look(server_of(one.imap))
        except Exception:  # a guess that fails in any way is a wrong guess
            return False
        return True

    with ThreadPoolExecutor(max_workers=len(places) or 1) as pool:
        answers = list(pool.map(greets, places))
    return next((one for one, greeted in zip(places, answers, strict=True) if greeted), None)


def submission_of(found: Found, address: str, *, records: Records) -> Place | None:
    """The server that takes outgoing mail for the address, when it is known or the domain says so."""
    if found.smtp is not None:
        return found.smtp
    domain = address.rpartition("@")[2].lower()
    for service, security in (("_submissions._tcp", "tls"), ("_submission._tcp", "starttls")):
        for host, port in records.services(f"{service}.{domain}")[:1]:
            if _is_at_home(host, domain):
                return Place(host, port, security)
    return None


def _by_records(address: str, domain: str, records: Records) -> Found | None:
    """What the domain's SRV records say (RFC 6186)."""
    name = address.rpartition("@")[0]
    for service, security in (("_imaps._tcp", "tls"), ("_imap._tcp", "starttls")):
        for host, port in records.services(f"{service}.{domain}")[:1]:
            provider = providers.by_server(host)
            if provider is not None:
                return _of_provider(provider, address, how="records")
            return Found(
                Place(host, port, security),
                None,
                "records",
                (address, name),
                is_foreign=not _is_at_home(host, domain),
            )
    return None


def _of_provider(provider: Provider, address: str, *, how: str) -> Found:
    name = address.rpartition("@")[0]
    names = (name, address) if provider.signs_in_by == "name" and how == "domain" else (address,)
    imap = provider.imap
    smtp = provider.smtp
    if provider.code == "zoho" and how == "domain":
        imap, smtp = replace(imap, host="imap.zoho.com"), replace(smtp, host="smtp.zoho.com")
    return Found(imap, smtp, how, names, provider=provider)


def _of_zoho(region: str) -> Provider:
    zoho = providers.by_code("zoho")
    assert zoho is not None
    return replace(
        zoho,
        imap=replace(zoho.imap, host=f"imappro.{region}"),
        smtp=replace(zoho.smtp, host=f"smtppro.{region}"),
    )


def _is_at_home(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")
