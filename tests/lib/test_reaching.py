"""Servers that people name are reached only where that is allowed."""

import ipaddress
import socket

import pytest

from madang.lib.reaching import NameUnknown, NobodyListens, PrivateAddress, connect, may_be_reached
from tests.services.ports import free_port


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.20",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::a00:1",
    ],
)
def test_private_addresses_in_any_dress_are_refused(address: str) -> None:
    assert not may_be_reached(ipaddress.ip_address(address), [])


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "64:ff9b::808:808"])
def test_public_addresses_are_reached(address: str) -> None:
    assert may_be_reached(ipaddress.ip_address(address), [])


def test_what_the_operator_allows_is_reached() -> None:
    allowed = [ipaddress.ip_network("10.0.0.0/8")]
    assert may_be_reached(ipaddress.ip_address("10.1.2.3"), allowed)
    assert may_be_reached(ipaddress.ip_address("::ffff:10.1.2.3"), allowed)
    assert not may_be_reached(ipaddress.ip_address("192.168.1.20"), allowed)


def test_a_name_is_judged_by_the_address_that_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def changing(host: str, port: int, **more: object) -> list[object]:
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "8.8.8.8"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    with pytest.raises(PrivateAddress):
        connect("rebinding.example", 993, seconds=1)
    assert asked == ["rebinding.example"]


def test_why_a_server_is_not_reached_is_told_apart() -> None:
    with pytest.raises(NameUnknown):
        connect("imap.lantern.invalid", 993, seconds=1)
    with pytest.raises(NobodyListens):
        connect("127.0.0.1", free_port(), seconds=1, allowed=("127.0.0.0/8",))
