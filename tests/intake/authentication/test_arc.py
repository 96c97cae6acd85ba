"""A trusted server's word counts when it sealed it, wherever the mail came from after that."""

import pytest

from madang.intake.authentication import (
    Authentication,
    Result,
    Sign,
    TrustedServer,
    arc,
    is_sealed,
    told_by_sealer,
)
from tests.intake.authentication.sealed import KEYS, SEALED, SEALED_ONCE
from tests.intake.authentication.zone import Zone
from tests.intake.mails import mail

FORWARDER = TrustedServer("mx.forwarder.example")
LIST = TrustedServer("mx.list.example")
NOW = 1_762_050_000


def told(raw: bytes, *trusted: TrustedServer, zone: Zone | None = None) -> Authentication | None:
    names = zone or Zone(KEYS)
    return told_by_sealer(raw, sender="seoa.yoon@example.com", trusted=trusted, names=names, now=NOW)


def test_the_results_that_a_trusted_server_sealed_count() -> None:
    for raw, server in (
        (SEALED, FORWARDER),
        (SEALED_ONCE, LIST),
        (SEALED.replace(b"\n", b"\r\n"), FORWARDER),
    ):
        found = told(raw, server)
        assert found is not None
        assert (found.sign, found.dmarc, found.domain) == (Sign.VERIFIED, Result.PASSED, "example.com")
        assert found.by == f"{server.name} (ARC)"


def test_a_server_that_nobody_trusts_proves_nothing_by_its_seal() -> None:
    assert told(SEALED) is None
    assert told(SEALED, TrustedServer("mx.elsewhere.example")) is None


def test_only_the_last_server_is_asked() -> None:
    assert told(SEALED, LIST) is None


def test_a_seal_counts_for_the_sealers_own_servers_alone() -> None:
    assert told(SEALED.replace(b"i=2; mx.forwarder.example", b"i=2; mx.list.example", 1), LIST) is None
    names = {f"{name}": key for name, key in KEYS.items()}
    assert told(SEALED_ONCE, TrustedServer("mx.list.example.evil.example"), zone=Zone(names)) is None


@pytest.mark.parametrize(
    ("sealed", "changed"),
    [
        (b"a week ago", b"a year ago"),
        (b"seoa.yoon@example.com>", b"mina@example.com>"),
        (b"i=2; mx.forwarder.example;\n dkim=fail", b"i=2; mx.forwarder.example;\n dkim=pass"),
        (b"i=1; mx.list.example;\n dkim=pass", b"i=1; mx.list.example;\n dkim=fail"),
        (b"ARC-Seal: i=2; cv=pass", b"ARC-Seal: i=2; cv=none"),
        (b"ARC-Seal: i=2; cv=pass", b"ARC-Seal: i=2; cv=fail"),
        (b"ARC-Seal: i=1; cv=none", b"ARC-Seal: i=1; cv=pass"),
        (b"ARC-Seal: i=2;", b"ARC-Seal: i=3;"),
        (
            b"ARC-Seal: i=1; cv=none; a=rsa-sha256; d=list.example",
            b"X-Seal: i=1; cv=none; a=x; d=list.example",
        ),
        (
            b"ARC-Message-Signature: i=2; a=rsa-sha256; c=relaxed",
            b"ARC-Message-Signature: i=2; a=rsa-sha1; c=relaxed",
        ),
    ],
)
def test_a_chain_that_was_touched_proves_nothing(sealed: bytes, changed: bytes) -> None:
    assert sealed in SEALED
    assert told(SEALED.replace(sealed, changed, 1), FORWARDER) is None


def test_a_second_author_proves_nothing() -> None:
    assert told(b"From: mina@lantern.example\n" + SEALED, FORWARDER) is None


def test_a_server_without_a_key_and_a_silent_dns_prove_nothing() -> None:
    assert told(SEALED, FORWARDER, zone=Zone()) is None
    assert told(SEALED, FORWARDER, zone=Zone(KEYS, silent=["arc._domainkey.list.example"])) is None


def test_a_chain_of_too_many_servers_is_not_looked_at() -> None:
    zone = Zone(KEYS)
    more = b"".join(
        b"ARC-Seal: i=%d; cv=pass; a=rsa-sha256; d=x.example; s=a; b=AAAA\n"
        b"ARC-Message-Signature: i=%d; a=rsa-sha256; d=x.example; s=a; h=from; bh=AAAA; b=AAAA\n"
        b"ARC-Authentication-Results: i=%d; x.example; none\n" % (number, number, number)
        for number in range(3, 60)
    )
    assert arc.read_chain(more + SEALED, names=zone, now=NOW) is None
    assert zone.asked == []


def test_mail_without_a_chain_has_none() -> None:
    assert is_sealed(SEALED)
    assert not is_sealed(mail())
    assert arc.read_chain(mail(), names=Zone(), now=NOW) is None
