"""From what can be checked of a mail to what is known of its sender."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

from . import arc, dkim, spf, upstream
from .dmarc import Policy, aligned, policy_of
from .names import Names, NotAnswered
from .result import NOT_KNOWN, Authentication, Result, Sign

LARGEST_HEAD = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Envelope:
    """How a mail was handed over: by the server at the IP address `client`, which called itself `helo`.

    Without `client` it was fetched from a mailbox, or came in some other way that tells nothing of servers.
    """

    mail_from: str = ""
    client: str = ""
    helo: str = ""

    @property
    def is_from_afar(self) -> bool:
        """Whether a server beyond our own network handed it over, so that its address says something."""
        try:
            return ipaddress.ip_address(self.client).is_global
        except ValueError:
            return False


@dataclass(frozen=True, slots=True)
class TrustedServer:
    """A server whose Authentication-Results are believed: the name it writes, and where it delivers from.

    Without `networks` only mail from our own network, or fetched from a mailbox, can carry its word: anybody
    else could have written it.
    """

    name: str
    networks: tuple[str, ...] = ()

    def delivered(self, envelope: Envelope) -> bool:
        """Whether the mail can have come by this server."""
        if not envelope.is_from_afar:
            return True
        client = ipaddress.ip_address(envelope.client)
        return any(client in ipaddress.ip_network(network) for network in self.networks)


def can_be_checked(raw: bytes, envelope: Envelope) -> bool:
    """Whether the DNS has to be asked at all: there is a signature, or a server's address."""
    if envelope.is_from_afar:
        return True
    head, _ = dkim.split_head(raw[:LARGEST_HEAD])
    return any(field[:14].lower() == b"dkim-signature" for field in head)


def has_one_author(raw: bytes) -> bool:
    """Whether there is one From field: of two, one could be checked and the other believed."""
    head, _ = dkim.split_head(raw[:LARGEST_HEAD])
    return sum(field.partition(b":")[0].strip().lower() == b"from" for field in head) == 1


def told_upstream(
    values: Iterable[str], *, sender: str, envelope: Envelope, trusted: Iterable[TrustedServer]
) -> Authentication | None:
    """What a trusted server in front of us says; None when none says anything."""
    servers = [server.name for server in trusted if server.delivered(envelope)]
    told = upstream.read(values, trusted=servers) if servers else None
    return _as_told(*told, sender=sender) if told is not None else None


def told_by_sealer(
    raw: bytes, *, sender: str, trusted: Iterable[TrustedServer], names: Names, now: float
) -> Authentication | None:
    """What a trusted server found out before it passed the mail on, by ARC; None when none has sealed it.

    The seal proves who says so, wherever the mail came from after that. Only the last server of the chain is
    asked: what those before it saw may have been another mail.
    """
    if not has_one_author(raw):
        return None
    sealed = arc.read_chain(raw, names=names, now=now)
    if sealed is None:
        return None
    known = [server.name for server in trusted if aligned(server.name, sealed.domain, strict=False)]
    told = upstream.read([sealed.results], trusted=known)
    return _as_told(*told, sender=sender, by_arc=True) if told is not None else None


def _as_told(by: str, findings: upstream.Findings, *, sender: str, by_arc: bool = False) -> Authentication:
    domain = _domain(sender)

    def best(method: str) -> Result:
        """A pass counts when it is about the sender's domain; other results are told as they are."""
        results = findings.get(method, [])
        if any(result == Result.PASSED and aligned(domain, about, strict=False) for result, about in results):
            return Result.PASSED
        others = [result for result, _ in results if result != Result.PASSED]
        return others[0] if others else Result.NONE if results else Result.UNKNOWN

    dmarc = next(
        (result for result, about in findings.get("dmarc", []) if about in {"", domain}), Result.UNKNOWN
    )
    vouched = dmarc == Result.PASSED or Result.PASSED in {best("dkim"), best("spf")}
    failed = dmarc == Result.FAILED
    if vouched and not failed:
        sign = Sign.VERIFIED
    else:
        sign = Sign.FAILED if failed or best("spf") == Result.FAILED else Sign.UNKNOWN
    return Authentication(
        sign=sign,
        spf=best("spf"),
        dkim=best("dkim"),
        dmarc=dmarc,
        domain=domain,
        by=f"{by[:90]} (ARC)" if by_arc else by[:100],
    )


def check(raw: bytes, *, sender: str, envelope: Envelope, names: Names, now: float) -> Authentication:
    """Ask the DNS what there is to know. `now` is when the mail came, in seconds."""
    domain = _domain(sender)
    if not domain or not has_one_author(raw):
        return NOT_KNOWN
    signatures = dkim.verify(raw, names=names, now=now)
    by_server, server_domain = Result.UNKNOWN, ""
    if envelope.is_from_afar:
        by_server, server_domain = spf.check(
            envelope.client, mail_from=envelope.mail_from, helo=envelope.helo, names=names
        )
    try:
        policy = policy_of(domain, names=names)
    except NotAnswered:
        return _judged(domain, signatures, by_server, server_domain, policy=None, dmarc=Result.TEMPERROR)
    return _judged(domain, signatures, by_server, server_domain, policy=policy, dmarc=Result.NONE)


def _judged(
    domain: str,
    signatures: list[dkim.Signature],
    by_server: Result,
    server_domain: str,
    *,
    policy: Policy | None,
    dmarc: Result,
) -> Authentication:
    rules = policy or Policy()
    own = [one.result for one in signatures if aligned(domain, one.domain, strict=rules.strict_dkim)]
    signed = Result.PASSED if Result.PASSED in own else (own[0] if own else Result.NONE)
    sent = by_server
    if by_server == Result.PASSED and not aligned(domain, server_domain, strict=rules.strict_spf):
        sent = Result.NONE
    unsure = Result.TEMPERROR in {signed, sent, dmarc}
    if Result.PASSED in {signed, sent}:
        sign, verdict = Sign.VERIFIED, Result.PASSED if policy else dmarc
    elif unsure:
        sign, verdict = Sign.UNKNOWN, Result.TEMPERROR
    elif policy is not None and (by_server != Result.UNKNOWN or signed == Result.FAILED):
        sign, verdict = Sign.FAILED, Result.FAILED
    elif by_server == Result.FAILED and aligned(domain, server_domain, strict=False):
        sign, verdict = Sign.FAILED, dmarc
    else:
        sign, verdict = Sign.UNKNOWN, Result.UNKNOWN if policy else dmarc
    return Authentication(sign=sign, spf=sent, dkim=signed, dmarc=verdict, domain=domain)


def _domain(sender: str) -> str:
    return sender.rpartition("@")[2].strip().rstrip(".").lower()
