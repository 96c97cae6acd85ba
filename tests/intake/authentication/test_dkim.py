"""DKIM signatures hold for what was signed and for nothing else; the examples are those of RFC 8463."""

import pytest

from madang.intake.authentication import Result, dkim
from tests.intake.authentication.zone import FOOTBALL, SIGNED, Zone

ZONE = Zone(FOOTBALL)


def results(raw: bytes, zone: Zone = ZONE) -> list[Result]:
    return [one.result for one in dkim.verify(raw, names=zone, now=1_600_000_000)]


def test_the_signatures_of_the_standards_example_hold() -> None:
    assert results(SIGNED) == [Result.PASSED, Result.PASSED]
    assert results(SIGNED.replace(b"\n", b"\r\n")) == [Result.PASSED, Result.PASSED]


def test_white_space_that_servers_change_breaks_no_relaxed_signature() -> None:
    assert results(SIGNED.replace(b"the game.  Are", b"the game. Are") + b"\n\n \n") == [Result.PASSED] * 2


@pytest.mark.parametrize(
    ("signed", "changed"),
    [
        (b"We lost", b"We won"),
        (b"joe@football.example.com>", b"mina@football.example.com>"),
        (b"Is dinner ready?", b"Is lunch ready?"),
    ],
)
def test_a_changed_mail_does_not_hold(signed: bytes, changed: bytes) -> None:
    assert results(SIGNED.replace(signed, changed)) == [Result.FAILED, Result.FAILED]


def test_a_second_author_put_on_top_breaks_a_signature_that_counts_the_authors() -> None:
    assert results(b"From: mina@lantern.example\n" + SIGNED) == [Result.FAILED, Result.FAILED]


@pytest.mark.parametrize(
    ("signed", "changed"),
    [
        (b"v=1; a=", b"v=2; a="),
        (b"-sha256; c=", b"-sha1; c="),
        (b"h=from :", b"h=sender :"),
        (b"q=dns/txt;", b"l=10;"),
        (b"i=@football.example.com", b"i=@example.org"),
        (b"t=1528637909", b"x=1528637909"),
        (b"bh=2jUS", b"bh=\xff\xff"),
        (b"d=football", b"d=foot..ball/"),
    ],
)
def test_a_signature_that_says_too_little_proves_nothing(signed: bytes, changed: bytes) -> None:
    assert Result.PASSED not in results(SIGNED.replace(signed, changed))


def test_a_key_that_is_gone_or_no_key_proves_nothing() -> None:
    assert results(SIGNED, Zone()) == [Result.PERMERROR, Result.PERMERROR]
    revoked = dict.fromkeys(FOOTBALL, ("v=DKIM1; p=",))
    assert results(SIGNED, Zone(revoked)) == [Result.PERMERROR, Result.PERMERROR]


def test_a_silent_dns_says_nothing_about_a_signature() -> None:
    assert results(SIGNED, Zone(silent=["*"])) == [Result.TEMPERROR, Result.TEMPERROR]


def test_a_mail_of_many_megabytes_is_read_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dkim, "CHUNK", 8)
    assert results(SIGNED) == [Result.PASSED, Result.PASSED]
    assert results(SIGNED + b"\n\n\n\n\n\n\n\n") == [Result.PASSED, Result.PASSED]


def test_nothing_that_a_sender_writes_raises() -> None:
    for raw in (b"", b"\n", b"dkim-signature", b"DKIM-Signature:\n\n", b"DKIM-Signature: =;=;b=\xff\n\n\xff"):
        dkim.verify(raw, names=ZONE, now=0)
