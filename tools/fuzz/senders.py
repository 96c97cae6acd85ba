"""What is read to tell where a mail comes from: records of the DNS and fields of the header."""

from collections.abc import Callable, Iterator
from pathlib import Path

AUTHOR = "joe@football.example.com"
MOST_NAMES = 150
"""Names that one SPF record may make the desk ask for: ten questions, with up to ten servers behind each."""

_PLAYED = b"We lost the game."


class _Saying:
    """A DNS that says the same of every name, `first` of example.com, and that counts what it is asked."""

    def __init__(self, says: bytes, first: bytes | None = None) -> None:
        self._says = says
        self._first = says if first is None else first
        self.asked: set[str] = set()

    def texts(self, name: str) -> list[bytes]:
        self._ask(name)
        return [self._first if name == "example.com" else self._says]

    def addresses(self, name: str, *, version: int) -> list[str]:
        self._ask(name)
        return [] if len(name) % 3 == 0 else ["192.0.2.1"] if version == 4 else ["2001:db8::1"]

    def mail_servers(self, name: str) -> list[str]:
        self._ask(name)
        return [f"mx{number}.{name}" for number in range(len(name) % 4)]

    def names_of(self, address: str) -> list[str]:
        self._ask(address)
        return ["host.example.com", "elsewhere.example.org"]

    def _ask(self, name: str) -> None:
        self.asked.add(name)


def read_spf() -> Callable[[bytes], None]:
    """A record and one that it leads to, with all macros; lines are MAIL FROM, HELO, the two records."""
    from madang.intake.authentication import Result, spf

    def read(raw: bytes) -> None:
        sender, helo, record, other = (*raw.split(b"\n", 3), b"", b"", b"", b"")[:4]
        local, greeted = sender.decode("utf-8", "replace"), helo.decode("utf-8", "replace")
        for client in ("192.0.2.1", "2001:db8::1"):
            names = _Saying(b"v=spf1 " + other, b"v=spf1 " + record)
            result, domain = spf.check(client, mail_from=f"{local}@example.com", helo=greeted, names=names)
            assert result in Result
            assert domain == "example.com"
            assert len(names.asked) <= MOST_NAMES
        spf.check("192.0.2.1", mail_from=local, helo=greeted, names=_Saying(b"v=spf1 " + record))

    return read


def spf_seeds(_: Path) -> Iterator[bytes]:
    """Records with each mechanism, modifier and macro."""
    for record in (
        b"ip4:192.0.2.0/24 ip6:2001:db8::/32 -all",
        b"a mx:mail.example.org/24//64 ~all",
        b"include:_spf.example.org ?all redirect=_spf.%{d}",
        b"exists:%{ir}.%{v}._spf.%{d2} ptr:example.org exp=explain.%{d} -all",
        b"exists:%{L4r+-}.%{s}.%{o}.%{h}.%{p}.example.org %%%_%- x-madang=%{c}",
    ):
        yield b"seoa.yoon\nmail.example.com\n" + record + b"\na:%{d}/8 mx -all"
    yield b'"seoa yoon"\n[192.0.2.1]\n\n'
    yield "윤서아@예시.한국\n예시.한국\na -all\n".encode()


def read_dkim() -> Callable[[bytes], None]:
    """Signature, key and mail, divided by zero octets; what holds must be what was signed."""
    from madang.intake.authentication import Envelope, Result, can_be_checked, check, dkim, has_one_author

    def read(raw: bytes) -> None:
        field, key, rest = (*raw.split(b"\0", 2), b"", b"", b"")[:3]
        mail = b"DKIM-Signature:" + field + b"\r\n" + rest
        for one in dkim.verify(mail, names=_Saying(key), now=1_600_000_000):
            if one.result == Result.PASSED:
                assert AUTHOR.encode() in mail
                assert _PLAYED in b" ".join(mail.split())
                assert one.domain == "football.example.com"
        can_be_checked(mail, Envelope())
        has_one_author(mail)
        found = check(mail, sender=AUTHOR, envelope=Envelope(), names=_Saying(key), now=1_600_000_000)
        assert found.domain in {"", "football.example.com"}

    return read


def read_arc() -> Callable[[bytes], None]:
    """A chain's fields, then a zero octet and the mail; what holds must be what was sealed."""
    from madang.intake.authentication import TrustedServer, is_sealed, told_by_sealer
    from tests.intake.authentication.sealed import KEYS
    from tests.intake.authentication.zone import Zone

    forwarder = TrustedServer("mx.forwarder.example")

    def read(raw: bytes) -> None:
        mail = raw.replace(b"\0", b"\n", 1)
        found = told_by_sealer(
            mail, sender="seoa.yoon@example.com", trusted=[forwarder], names=Zone(KEYS), now=1_762_050_000
        )
        if found is not None:
            assert is_sealed(mail)
            assert b"a week ago" in b" ".join(mail.split())
            assert found.dmarc == "pass"

    return read


def arc_seeds(_: Path) -> Iterator[bytes]:
    """A mail that two servers passed on, and the one that the first passed on."""
    from tests.intake.authentication.sealed import SEALED, SEALED_ONCE

    for mail in (SEALED, SEALED_ONCE):
        head, _mark, rest = mail.partition(b"\nFrom:")
        yield head + b"\0From:" + rest


def dkim_seeds(_: Path) -> Iterator[bytes]:
    """The signed mail of the standard, with each of its signatures and keys."""
    from tests.intake.authentication.zone import FOOTBALL, SIGNED

    _nothing, first, last = SIGNED.split(b"DKIM-Signature:")
    second, _from, rest = last.partition(b"\nFrom:")
    for field, selector in ((first, "brisbane"), (second, "test")):
        (key,) = FOOTBALL[f"{selector}._domainkey.football.example.com TXT"]
        yield b"\0".join([field.rstrip(b"\n"), key.encode(), b"From:" + rest])
        yield b"\0".join([field.replace(b"relaxed/relaxed", b"simple"), key.encode(), b"From:" + rest])


def read_dmarc() -> Callable[[bytes], None]:
    """Lines are the record, a domain and another; belonging together is mutual."""
    from madang.intake.authentication import dmarc, zones

    def read(raw: bytes) -> None:
        record, one, other = (*raw.split(b"\n", 2), b"", b"", b"")[:3]
        domain, second = (text.decode("utf-8", "replace").lower().strip(". ") for text in (one, other))
        dmarc.policy_of(domain, names=_Saying(record))
        assert domain.endswith(zones.organization(domain))
        for strict in (False, True):
            assert dmarc.aligned(domain, second, strict=strict) == dmarc.aligned(
                second, domain, strict=strict
            )

    return read


def dmarc_seeds(_: Path) -> Iterator[bytes]:
    """Records with each tag, for domains with long and short public suffixes."""
    yield b"v=DMARC1; p=reject; aspf=s; adkim=r; pct=50\nshop.example.co.kr\nexample.co.kr"
    yield b"V = dmarc1 ;p=none;;\nexample.com\nexample.com."
    yield "v=DMARC1;p=quarantine;sp=none\n가게.예시.한국\nco.kr".encode()


def read_upstream() -> Callable[[bytes], None]:
    """The fields of servers in front, one a line; only the trusted one's word counts, and it can be kept."""
    from madang.intake.authentication import Envelope, Sign, TrustedServer, restored, told_upstream

    def read(raw: bytes) -> None:
        values = raw.decode("utf-8", "replace").split("\n")
        found = told_upstream(
            values, sender=AUTHOR, envelope=Envelope(), trusted=[TrustedServer("mx.lantern.example")]
        )
        if found is not None:
            assert restored(found.stored()) == found
            assert any("mx.lantern.example" in value.lower() for value in values)
            if found.sign == Sign.VERIFIED:
                assert any("pass" in value.lower() for value in values)

    return read


def upstream_seeds(_: Path) -> Iterator[bytes]:
    """What servers write, and what somebody would like them to have written."""
    yield b"mx.lantern.example; dmarc=pass (p=none) header.from=football.example.com; spf=fail smtp.helo=a.c"
    yield b'mx.lantern.example 1; dkim=pass reason="2048" header.i=@football.example.com header.s="a;b=c"'
    yield b'mx.lantern.example; spf=none smtp.mailfrom="a; dmarc=pass"@example.org\nmx.example.org; dkim=pass'
    yield b"mx.lantern.example; none"
    yield b"spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=x (y (z\\)) w); dkim/1=hardfail; auth=policy"
