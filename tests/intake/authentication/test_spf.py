"""A server may send for a domain when the domain says so (RFC 7208)."""

import time

import pytest

from madang.intake.authentication import Result, spf
from tests.intake.authentication.zone import Zone

RECORDS = {
    "example.com TXT": ("v=spf1 ip4:192.0.2.0/28 a:www.example.com mx include:_spf.example.net -all",),
    "www.example.com A": ("198.51.100.7",),
    "example.com MX": ("mx1.example.com",),
    "mx1.example.com A": ("198.51.100.20",),
    "mx1.example.com AAAA": ("2001:db8::20",),
    "_spf.example.net TXT": ("v=spf1 ip6:2001:db8:1::/48 exists:%{ir}.list.example.net ~all",),
    "9.2.0.203.list.example.net A": ("127.0.0.2",),
    "soft.example TXT": ("v=spf1 ~all",),
    "moved.example TXT": ("v=spf1 redirect=example.com",),
    "twice.example TXT": ("v=spf1 -all", "v=spf1 +all"),
    "wrong.example TXT": ("v=spf1 ip4:999.1.1.1 -all",),
    "loop.example TXT": ("v=spf1 include:loop.example -all",),
    "words.example TXT": ("something else",),
    "helo.example TXT": ("v=spf1 ip4:203.0.113.9 -all",),
}


@pytest.mark.parametrize(
    ("client", "mail_from", "result"),
    [
        ("192.0.2.3", "a@example.com", Result.PASSED),
        ("192.0.2.33", "a@example.com", Result.FAILED),
        ("198.51.100.7", "a@example.com", Result.PASSED),
        ("198.51.100.20", "a@EXAMPLE.com", Result.PASSED),
        ("2001:db8::20", "a@example.com", Result.PASSED),
        ("2001:db8:1::5", "a@example.com", Result.PASSED),
        ("::ffff:192.0.2.3", "a@example.com", Result.PASSED),
        ("203.0.2.9", "a@example.com", Result.PASSED),
        ("192.0.2.3", "a@moved.example", Result.PASSED),
        ("192.0.2.3", "a@soft.example", Result.SOFTFAIL),
        ("192.0.2.3", "a@twice.example", Result.PERMERROR),
        ("192.0.2.3", "a@wrong.example", Result.PERMERROR),
        ("192.0.2.3", "a@loop.example", Result.PERMERROR),
        ("192.0.2.3", "a@words.example", Result.NONE),
        ("192.0.2.3", "a@nothing.example", Result.NONE),
        ("192.0.2.3", "a@not a domain", Result.NONE),
    ],
)
def test_the_domain_says_who_may_send(client: str, mail_from: str, result: Result) -> None:
    found, _ = spf.check(client, mail_from=mail_from, helo="mail.example", names=Zone(RECORDS))
    assert found == result


def test_a_mail_without_a_sender_is_judged_by_the_servers_name() -> None:
    zone = Zone(RECORDS)
    assert spf.check("203.0.113.9", mail_from="", helo="helo.example", names=zone) == (
        Result.PASSED,
        "helo.example",
    )


def test_a_silent_dns_says_nothing() -> None:
    zone = Zone(RECORDS, silent=["example.com"])
    assert spf.check("192.0.2.3", mail_from="a@example.com", helo="", names=zone)[0] == Result.TEMPERROR


def test_a_record_asks_the_dns_no_more_than_ten_times() -> None:
    many = " ".join(f"exists:{n}.example.org" for n in range(40))
    zone = Zone(
        {"many.example TXT": (f"v=spf1 {many} -all",)} | {f"{n}.example.org A": () for n in range(40)}
    )
    assert spf.check("192.0.2.3", mail_from="a@many.example", helo="", names=zone)[0] == Result.PERMERROR
    assert len(zone.asked) <= 12


@pytest.mark.parametrize(
    ("record", "mail_from"),
    [("v=spf1 exists:%{ir} -all", "a@example.com"), ("v=spf1 -all", "a@" + "a." * 100 + "1")],
)
def test_a_name_of_many_short_labels_costs_next_to_nothing(record: str, mail_from: str) -> None:
    started = time.process_time()
    spf.check("2001:db8::1", mail_from=mail_from, helo="x", names=Zone({"example.com TXT": (record,)}))
    assert time.process_time() - started < 5


def test_a_record_full_of_macros_costs_next_to_nothing() -> None:
    zone = Zone({"example.com TXT": ("v=spf1 exists:" + "%{l}" * 15_000 + ".example.com -all",)})
    started = time.process_time()
    result, _ = spf.check("192.0.2.1", mail_from="a." * 250 + "a@example.com", helo="x", names=zone)
    assert result == Result.FAILED
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "labels", [["a" * 60] * 3 + ["b" * 57] + ["example.com"], ["a" * 60] * 5 + ["example.com"]]
)
def test_a_name_made_of_macros_loses_labels_from_the_left_until_it_is_short_enough(labels: list[str]) -> None:
    zone = Zone({"example.com TXT": ("v=spf1 exists:%{l}.example.com -all",)})
    spf.check("192.0.2.1", mail_from=".".join(labels[:-1]) + "@example.com", helo="x", names=zone)
    (asked,) = [name.removesuffix(" A") for name in zone.asked if name.endswith(" A")]
    assert asked in {".".join(labels[at:]) for at in range(len(labels))}
    assert len(asked) <= 253 < len(asked) + 61
