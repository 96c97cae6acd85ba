"""What is told of a sender: verified, failed, or not known; and never more than was found out."""

import time
from collections.abc import Mapping, Sequence

import pytest

from madang.intake.authentication import (
    Authentication,
    Envelope,
    Result,
    Sign,
    TrustedServer,
    can_be_checked,
    check,
    restored,
    told_upstream,
    upstream,
)
from tests.intake.authentication.zone import FOOTBALL, SIGNED, Zone
from tests.intake.mails import mail

AFAR = Envelope(mail_from="seoa.yoon@shop.example.co.kr", client="8.8.4.4", helo="mail.example.co.kr")
SENDS = {"shop.example.co.kr TXT": ("v=spf1 ip4:8.8.4.4 -all",)}
SENDS_NOT = {"shop.example.co.kr TXT": ("v=spf1 -all",)}
POLICY = {"_dmarc.example.co.kr TXT": ("v=DMARC1; p=reject",)}


def judged(records: Mapping[str, Sequence[str]], *, sender: str = "a@shop.example.co.kr") -> Authentication:
    return check(mail(sender=sender), sender=sender, envelope=AFAR, names=Zone(records), now=0)


def test_a_server_of_the_senders_organization_vouches_for_it() -> None:
    found = judged(SENDS | POLICY, sender="a@mail.example.co.kr")
    assert (found.sign, found.spf, found.dmarc) == (Sign.VERIFIED, Result.PASSED, Result.PASSED)


def test_a_neighbour_under_a_public_suffix_vouches_for_nobody() -> None:
    assert judged(SENDS, sender="a@other.co.kr").sign == Sign.UNKNOWN


def test_a_strict_policy_wants_the_very_same_domain() -> None:
    strict = {"_dmarc.example.co.kr TXT": ("v=DMARC1; p=none; aspf=s",)}
    assert judged(SENDS | strict, sender="a@mail.example.co.kr").sign == Sign.FAILED
    assert judged(SENDS | strict).sign == Sign.VERIFIED


def test_a_mail_that_the_domain_does_not_stand_by_failed() -> None:
    found = judged(SENDS_NOT | POLICY)
    assert (found.sign, found.spf, found.dmarc) == (Sign.FAILED, Result.FAILED, Result.FAILED)
    assert judged(SENDS_NOT).sign == Sign.FAILED


def test_a_domain_that_says_nothing_is_not_known() -> None:
    assert judged({}).sign == Sign.UNKNOWN


def test_a_signature_vouches_where_no_server_is_known() -> None:
    sender = "joe@football.example.com"
    found = check(SIGNED, sender=sender, envelope=Envelope(), names=Zone(FOOTBALL), now=0)
    assert (found.sign, found.dkim, found.spf) == (Sign.VERIFIED, Result.PASSED, Result.UNKNOWN)
    stranger = check(SIGNED, sender="a@example.org", envelope=Envelope(), names=Zone(FOOTBALL), now=0)
    assert stranger.sign == Sign.UNKNOWN


def test_a_mail_with_two_authors_is_vouched_for_by_nobody() -> None:
    raw = mail(sender="a@shop.example.co.kr")
    two = b"From: mina@lantern.example\r\n" + raw
    found = check(two, sender="a@shop.example.co.kr", envelope=AFAR, names=Zone(SENDS), now=0)
    assert found.sign == Sign.UNKNOWN


@pytest.mark.parametrize("silent", ["shop.example.co.kr", "_dmarc.example.co.kr", "*"])
def test_a_silent_dns_makes_nobody_a_liar(silent: str) -> None:
    zone = Zone(SENDS_NOT | POLICY, silent=[silent])
    sender = "a@example.co.kr" if silent.startswith("_") else "a@shop.example.co.kr"
    found = check(mail(sender=sender), sender=sender, envelope=AFAR, names=zone, now=0)
    assert found.sign != Sign.VERIFIED
    assert found.dmarc != Result.FAILED


def test_the_dns_is_not_asked_about_mail_that_shows_nothing_to_check() -> None:
    assert not can_be_checked(mail(), Envelope(client="127.0.0.1"))
    assert not can_be_checked(mail(), Envelope())
    assert can_be_checked(mail(), AFAR)
    assert can_be_checked(SIGNED, Envelope())


OURS = [TrustedServer("mx.lantern.example")]


@pytest.mark.parametrize(
    ("value", "sign"),
    [
        ("mx.lantern.example; dmarc=pass header.from=example.com", Sign.VERIFIED),
        ("mx.lantern.example 1; dkim=pass header.d=mail.example.com; spf=none", Sign.VERIFIED),
        ("mx.lantern.example; spf=pass (ok) smtp.mailfrom=bounce@example.com", Sign.VERIFIED),
        ("mx.lantern.example; dkim=pass header.d=example.org", Sign.UNKNOWN),
        ("mx.lantern.example; dmarc=pass header.from=example.org", Sign.UNKNOWN),
        (
            "mx.lantern.example; dmarc=fail (p=reject) header.from=example.com; spf=pass smtp.helo=x",
            Sign.FAILED,
        ),
        ("mx.lantern.example; none", Sign.UNKNOWN),
    ],
)
def test_a_trusted_servers_word_counts(value: str, sign: Sign) -> None:
    found = told_upstream([value], sender="seoa.yoon@example.com", envelope=Envelope(), trusted=OURS)
    assert found is not None
    assert (found.sign, found.by) == (sign, "mx.lantern.example")


@pytest.mark.parametrize(
    "value",
    [
        'mx.lantern.example; spf=none smtp.mailfrom="a; dmarc=pass header.from=example.com"@evil.example',
        'mx.lantern.example; spf=fail smtp.mailfrom="\\"; dkim=pass header.d=example.com"@evil.example',
        'mx.lantern.example; dkim=pass reason="header.d=example.com" header.d=evil.example',
        "mx.lantern.example; dkim=fail (; dmarc=pass header.from=example.com) header.d=example.com",
        "mx.lantern.example; spf=none (a (nested) ; dkim=pass header.d=example.com",
        'mx.lantern.example; "dmarc=pass" header.from=example.com',
        'mx.lantern.example; dkim "=" pass header.d=example.com',
    ],
)
def test_words_that_a_sender_chose_are_no_verdict_of_the_server(value: str) -> None:
    found = told_upstream([value], sender="seoa.yoon@example.com", envelope=Envelope(), trusted=OURS)
    assert found is None or found.sign != Sign.VERIFIED


def test_a_field_of_a_million_brackets_costs_next_to_nothing() -> None:
    started = time.process_time()
    for words in ("(" * 500_000 + ")" * 500_000, '"' * 1_000_000, "=;" * 500_000, "\\(" * 500_000):
        upstream.read([f"mx.lantern.example; {words}"], trusted=["mx.lantern.example"])
    assert time.process_time() - started < 5


def test_a_field_too_long_to_read_says_nothing_and_hides_nothing_below_it() -> None:
    values = [f"mx.lantern.example; {' ' * 70_000}", "mx.lantern.example; dmarc=pass header.from=example.com"]
    assert told_upstream(values, sender="a@example.com", envelope=Envelope(), trusted=OURS) is None


def test_another_servers_word_counts_nothing() -> None:
    values = ["mx.elsewhere.example; dmarc=pass header.from=example.com"]
    assert told_upstream(values, sender="a@example.com", envelope=Envelope(), trusted=OURS) is None
    assert told_upstream(values, sender="a@example.com", envelope=Envelope(), trusted=[]) is None


def test_whoever_comes_from_afar_cannot_bring_a_trusted_servers_word() -> None:
    values = ["mx.lantern.example; dmarc=pass header.from=example.com"]
    ask = {"sender": "a@example.com", "envelope": AFAR}
    assert told_upstream(values, trusted=OURS, **ask) is None  # type: ignore[arg-type]  # two kinds of values
    near = [TrustedServer("mx.lantern.example", networks=("8.8.4.0/24",))]
    assert told_upstream(values, trusted=near, **ask) is not None  # type: ignore[arg-type]  # as above


def test_only_the_topmost_word_counts() -> None:
    values = [
        "mx.lantern.example; dmarc=fail header.from=example.com",
        "mx.lantern.example; dmarc=pass header.from=example.com",
    ]
    found = told_upstream(values, sender="a@example.com", envelope=Envelope(), trusted=OURS)
    assert found is not None
    assert found.sign == Sign.FAILED


def test_what_was_found_out_is_kept_and_read_again() -> None:
    found = Authentication(Sign.VERIFIED, dkim=Result.PASSED, domain="example.com")
    assert restored(found.stored()) == found
    assert restored(None) == restored({}) == restored({"sign": "no such word"}) == Authentication()
