"""Whether a server may send for a domain (SPF, RFC 7208)."""

import ipaddress
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from .names import Names, NotAnswered
from .result import Result

MOST_QUESTIONS = 10
MOST_IN_VAIN = 2
MOST_SERVERS = 10
LONGEST_NAME = 253

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_RESULTS = {"+": Result.PASSED, "-": Result.FAILED, "~": Result.SOFTFAIL, "?": Result.NEUTRAL}
_TERM = re.compile(r"([+\-~?]?)([A-Za-z][A-Za-z0-9_.-]*)(?:([:=/])(.*))?\Z")
_LENGTHS = re.compile(r"(?P<domain>.*?)(?:/(?P<four>0|[1-9]\d?))?(?://(?P<six>0|[1-9]\d{0,2}))?\Z")
_MACRO = re.compile(r"%(?:([%_-])|\{([slodiphcrtvSLODIPHCRTV])([1-9]\d{0,2})?(r|R)?([.\-+,/_=]*)\})?")
_ENDS_IN_MACRO = re.compile(r"%(?:[%_-]|\{[^}]*\})\Z")
_HOST = re.compile(r"(?=.{1,253}\Z)(?:[A-Za-z0-9_][^\s.]{0,62}\.)+[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])\.?\Z")
_LETTERS = set("slodiphv")
_MECHANISMS = {"all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists"}


class _Wrong(Exception):
    """The record can't be followed (RFC 7208, 2.6.7)."""


@dataclass(slots=True)
class _Question:
    """One evaluation with what it has cost so far."""

    address: Address
    sender: str
    helo: str
    names: Names
    left: int = MOST_QUESTIONS
    vain_left: int = MOST_IN_VAIN
    seen: list[str] = field(default_factory=list)

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise _Wrong

    def vain(self, found: list[str]) -> list[str]:
        if not found:
            self.vain_left -= 1
            if self.vain_left < 0:
                raise _Wrong
        return found


def check(client: str, *, mail_from: str, helo: str, names: Names) -> tuple[Result, str]:
    """What the domain of `mail_from` says of the server at `client`, and that domain in lower case.

    Without a MAIL FROM it is the name that the server gave for itself (RFC 7208, 2.4).
    """
    local, at, domain = mail_from.rpartition("@")
    if not at:
        local, domain = "postmaster", helo
    domain = domain.strip().rstrip(".").lower()
    if not _HOST.match(domain):
        return Result.NONE, domain
    address = ipaddress.ip_address(client)
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    question = _Question(address, f"{local or 'postmaster'}@{domain}", helo, names)
    try:
        return _host(question, domain), domain
    except NotAnswered:
        return Result.TEMPERROR, domain
    except _Wrong:
        return Result.PERMERROR, domain


def _host(question: _Question, domain: str) -> Result:
    record = _record(question.names, domain)
    if record is None:
        return Result.NONE
    mechanisms, redirect = _terms(record)
    for result, name, value in mechanisms:
        if _matches(question, domain, name, value):
            return result
    if redirect is None:
        return Result.NEUTRAL
    question.spend()
    return _elsewhere(question, domain, redirect)


def _elsewhere(question: _Question, domain: str, value: str) -> Result:
    """What the record says that `value` leads to; there must be one (5.2, 6.1)."""
    target = _expanded(question, domain, value)
    if not _HOST.match(target):
        raise _Wrong
    answer = _host(question, target.rstrip("."))
    if answer == Result.NONE:
        raise _Wrong
    return answer


def _record(names: Names, domain: str) -> str | None:
    found = []
    for text in names.texts(domain):
        words = text.decode("latin-1")
        if words.lower() == "v=spf1" or words.lower().startswith("v=spf1 "):
            found.append(words[6:])
    if len(found) > 1 or any(not one.isascii() for one in found):
        raise _Wrong
    return found[0] if found else None


def _terms(record: str) -> tuple[list[tuple[Result, str, str]], str | None]:
    """The mechanisms in order with their values, and where `redirect` leads; _Wrong for any error in them."""
    mechanisms: list[tuple[Result, str, str]] = []
    modifiers: dict[str, str] = {}
    for term in record.split(" "):
        if not term:
            continue
        read = _TERM.match(term)
        if read is None:
            raise _Wrong
        sign, name, mark, value = read[1], read[2].lower(), read[3], read[4] or ""
        if mark == "=":
            if sign or (name in {"redirect", "exp"} and (name in modifiers or not value)):
                raise _Wrong
            if name == "redirect":
                _check_domain(value)
            elif name == "exp":
                _check_domain(value, letters=_LETTERS | set("crt"))
            else:
                _check_macros(value)
            modifiers[name] = value
            continue
        if name not in _MECHANISMS:
            raise _Wrong
        value = f"/{value}" if mark == "/" else value
        _check_mechanism(name, value, mark)
        mechanisms.append((_RESULTS[sign or "+"], name, value))
    return mechanisms, modifiers.get("redirect")


def _check_mechanism(name: str, value: str, mark: str | None) -> None:
    if name == "all":
        if mark:
            raise _Wrong
        return
    if name in {"ip4", "ip6"}:
        _network(name, value)
        return
    if name in {"include", "exists"} and not (mark == ":" and value):
        raise _Wrong
    if name == "ptr" and mark == "/":
        raise _Wrong
    if mark == ":" and (not value or value.startswith("/")):
        raise _Wrong
    domain = value if name in {"include", "exists", "ptr"} else _split_lengths(value)[0]
    if domain:
        _check_domain(domain)


def _check_domain(given: str, *, letters: set[str] = _LETTERS) -> None:
    """A domain may be made of macros, but must end in one or in the last label of a name (7.1)."""
    _check_macros(given)
    if any(found[2] and found[2].lower() not in letters for found in _MACRO.finditer(given)):
        raise _Wrong
    before, dot, last = given.rstrip(".").rpartition(".")
    if not _ENDS_IN_MACRO.search(given) and not (before and dot and _HOST.match(f"x.{last}")):
        raise _Wrong


def _check_macros(value: str) -> None:
    for found in _MACRO.finditer(value):
        if found[0] == "%" or found[3] == "0":
            raise _Wrong
    if any(not "!" <= character <= "~" for character in value):
        raise _Wrong


def _network(name: str, value: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    if not re.fullmatch(r"[0-9A-Fa-f:.]+(?:/(?:0|[1-9]\d{0,2}))?", value):
        raise _Wrong
    try:
        if name == "ip4":
            return ipaddress.IPv4Network(value, strict=False)
        return ipaddress.IPv6Network(value, strict=False)
    except ValueError:
        raise _Wrong from None


def _split_lengths(value: str) -> tuple[str, int, int]:
    """`example.com/24//64` as the domain and its two prefix lengths."""
    read = _LENGTHS.match(value)
    if read is None:
        raise _Wrong
    domain, four, six = read["domain"], int(read["four"] or "32"), int(read["six"] or "128")
    if four > 32 or six > 128:
        raise _Wrong
    return domain, four, six


def _matches(question: _Question, domain: str, name: str, value: str) -> bool:
    if name == "all":
        return True
    if name in {"ip4", "ip6"}:
        return question.address in _network(name, value)
    question.spend()
    match: Callable[[_Question, str, str], bool] = {
        "include": _included, "exists": _exists, "ptr": _pointed, "a": _of_a, "mx": _of_mx,
    }[name]  # fmt: skip
    return match(question, domain, value)


def _included(question: _Question, domain: str, value: str) -> bool:
    return _elsewhere(question, domain, value) == Result.PASSED


def _exists(question: _Question, domain: str, value: str) -> bool:
    target = _expanded(question, domain, value)
    return bool(_HOST.match(target)) and bool(
        question.vain(question.names.addresses(target.rstrip("."), version=4))
    )


def _pointed(question: _Question, domain: str, value: str) -> bool:
    target = _expanded(question, domain, value) if value else domain
    wanted = target.lower().rstrip(".")
    return any(name == wanted or name.endswith(f".{wanted}") for name in _validated_names(question))


def _of_a(question: _Question, domain: str, value: str) -> bool:
    target, four, six = _target(question, domain, value)
    return bool(target) and _is_among(question, target, four, six, first=True)


def _of_mx(question: _Question, domain: str, value: str) -> bool:
    target, four, six = _target(question, domain, value)
    if not target:
        return False
    servers = question.vain(question.names.mail_servers(target))
    if len(servers) > MOST_SERVERS:
        raise _Wrong
    return any(_is_among(question, server, four, six, first=False) for server in servers if server)


def _target(question: _Question, domain: str, value: str) -> tuple[str, int, int]:
    given, four, six = _split_lengths(value)
    target = _expanded(question, domain, given) if given else domain
    return (target.rstrip(".") if _HOST.match(target) else ""), four, six


def _is_among(question: _Question, host: str, four: int, six: int, *, first: bool) -> bool:
    version = question.address.version
    found = question.names.addresses(host, version=version)
    if first:
        question.vain(found)
    length = four if version == 4 else six
    return any(question.address in ipaddress.ip_network(f"{one}/{length}", strict=False) for one in found)


def _validated_names(question: _Question) -> Iterator[str]:
    """The names of the server that lead back to it; a DNS that fails here counts as no match (5.5)."""
    try:
        pointed = question.vain(question.names.names_of(str(question.address)))
    except NotAnswered:
        return
    for name in pointed[:MOST_SERVERS]:
        try:
            addresses = question.names.addresses(name, version=question.address.version)
        except NotAnswered:
            continue
        if any(ipaddress.ip_address(one) == question.address for one in addresses):
            yield name.lower().rstrip(".")


def _expanded(question: _Question, domain: str, given: str) -> str:
    """`given` with its macros filled in (RFC 7208, 7), cut from the left to the length a name may have."""
    expanded = _MACRO.sub(lambda found: _macro(question, domain, found), given)
    too_much = len(expanded.rstrip(".")) - LONGEST_NAME
    return expanded if too_much <= 0 else expanded[expanded.find(".", too_much - 1) + 1 :]


def _macro(question: _Question, domain: str, found: re.Match[str]) -> str:
    if found[1]:
        return {"%": "%", "_": " ", "-": "%20"}[found[1]]
    letter, digits, reverse, delimiters = found[2], found[3], found[4], found[5] or "."
    value = _letter(question, domain, letter.lower())
    parts = re.split(f"[{re.escape(delimiters)}]", value)
    if reverse:
        parts.reverse()
    if digits:
        parts = parts[-int(digits) :]
    joined = ".".join(parts)
    return quote(joined, safe="-._~") if letter.isupper() else joined


def _letter(question: _Question, domain: str, letter: str) -> str:
    address = question.address
    local, _, of_domain = question.sender.rpartition("@")
    match letter:
        case "s":
            return question.sender
        case "l":
            return local
        case "o":
            return of_domain
        case "d":
            return domain
        case "i" if address.version == 6:
            return ".".join(address.exploded.replace(":", ""))
        case "i" | "c":
            return str(address)
        case "p":
            return _best_name(question, domain)
        case "v":
            return "in-addr" if address.version == 4 else "ip6"
        case "h":
            return question.helo
        case "t":
            return str(int(time.time()))
        case _:
            return "unknown"


def _best_name(question: _Question, domain: str) -> str:
    found = list(_validated_names(question))
    wanted = domain.lower()
    same = [name for name in found if name == wanted] or [
        name for name in found if name.endswith(f".{wanted}")
    ]
    return next(iter([*same, *found]), "unknown")
