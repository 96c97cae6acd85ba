"""What is asked of the DNS, and what counts as no answer."""

import dns.resolver
import pytest

from madang.intake.authentication import Resolver
from madang.lib.dns import Answer, NoAnswer, ask, texts_at
from tests.services.dns import running_name_server
from tests.services.ports import free_port


@pytest.fixture
def silent() -> dns.resolver.Resolver:
    """Asks where nobody answers."""
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], free_port()
    return resolver


def test_a_long_text_is_one_piece() -> None:
    with running_name_server() as zone:
        zone.texts["example.com"] = "v=spf1 " + "ip4:192.0.2.1 " * 40 + "-all"
        assert texts_at("example.com") == texts_at("example.com.") == [zone.texts["example.com"]]


def test_a_name_that_is_not_there_has_nothing() -> None:
    with running_name_server():
        assert texts_at("nowhere.example") == []


@pytest.mark.parametrize(
    "name", ["a..example", "a" * 64 + ".example", "a." * 130, "\ufffd.example", "x\\999.example"]
)
def test_what_can_be_no_name_has_nothing_and_nobody_is_asked(
    name: str, silent: dns.resolver.Resolver
) -> None:
    assert ask(name, "MX", resolver=silent) == Answer()


def test_silence_is_told_apart_from_nothing(silent: dns.resolver.Resolver) -> None:
    with pytest.raises(NoAnswer):
        ask("example.com", "TXT", seconds=0.2, resolver=silent)


def test_senders_with_impossible_names_do_not_make_the_dns_count_as_down() -> None:
    with running_name_server() as zone:
        zone.texts["example.com"] = "v=spf1 -all"
        names = Resolver(lambda: dns.resolver.get_default_resolver())
        for number in range(20):
            assert names.texts(f"\ufffd{number}.example") == []
        assert names.texts("example.com") == [b"v=spf1 -all"]
