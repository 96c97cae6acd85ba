"""Whose request it is: only our own proxies are believed."""

import pytest

from madang.accounts.clients import UNKNOWN, address_of

PROXIES = ("10.0.0.0/8", "127.0.0.1/32")


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        pytest.param("203.0.113.7", "", "203.0.113.7", id="nobody in between"),
        pytest.param("203.0.113.7", "198.51.100.9", "203.0.113.7", id="a stranger claims to be a proxy"),
        pytest.param("10.0.0.5", "198.51.100.9", "198.51.100.9", id="our proxy"),
        pytest.param("10.0.0.5", "1.1.1.1, 198.51.100.9", "198.51.100.9", id="the client lied to our proxy"),
        pytest.param("10.0.0.5", "198.51.100.9, 10.0.0.6", "198.51.100.9", id="two proxies of ours"),
        pytest.param("10.0.0.5", "", "10.0.0.5", id="the proxy itself asks"),
        pytest.param("10.0.0.5", "rubbish", "10.0.0.5", id="what can't be read ends the search"),
        pytest.param("10.0.0.5", "198.51.100.9:4711", "198.51.100.9", id="with a port"),
        pytest.param("10.0.0.5", "[2001:db8::9]:4711", "2001:db8::9", id="IPv6 with a port"),
        pytest.param("::ffff:10.0.0.5", "198.51.100.9", "198.51.100.9", id="IPv4 in IPv6"),
        pytest.param("", "198.51.100.9", UNKNOWN, id="a peer without an address"),
    ],
)
def test_the_address_is_the_first_from_the_right_that_is_no_proxy_of_ours(
    peer: str, forwarded: str, client: str
) -> None:
    assert address_of(peer, forwarded=forwarded, proxies=PROXIES) == client


def test_without_trusted_proxies_nothing_forwarded_is_believed() -> None:
    assert address_of("127.0.0.1", forwarded="198.51.100.9", proxies=()) == "127.0.0.1"
