"""Servers are found from an address: known providers, the domain's records, the usual names."""

import socket
import threading
from collections.abc import Iterator

import dns.message
import dns.resolver
import dns.rrset
import pytest

from madang.channels.providers import Place
from madang.intake.mailboxes.finding import Dns, find, submission_of

ZONE = {
    ("works.example", "MX"): ["10 jp1-aspmx.worksmobile.com.", "20 jp1-aspmx2.worksmobile.com."],
    ("zoho.example", "MX"): ["10 mx.zoho.eu."],
    ("own.example", "MX"): ["10 mail.own.example."],
    ("_imaps._tcp.own.example", "SRV"): ["20 1 993 backup.own.example.", "10 1 993 mail.own.example."],
    ("_submissions._tcp.own.example", "SRV"): ["0 1 465 smtp.own.example."],
    ("_imaps._tcp.led-away.example", "SRV"): ["0 1 993 imap.elsewhere.example."],
    ("_imaps._tcp.none.example", "SRV"): ["0 0 0 ."],
}


@pytest.fixture(scope="module")
def records() -> Iterator[Dns]:
    """The records of the zone, asked over the network from a name server of our own."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))

    def answer() -> None:
        while True:
            try:
                wire, peer = server.recvfrom(4096)
            except OSError:
                return
            query = dns.message.from_wire(wire)
            response = dns.message.make_response(query)
            question = query.question[0]
            kind = "MX" if question.rdtype == 15 else "SRV"
            found = ZONE.get((question.name.to_text(omit_final_dot=True), kind))
            if found:
                response.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *found))
            server.sendto(response.to_wire(), peer)

    threading.Thread(target=answer, daemon=True).start()
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers = ["127.0.0.1"]
    resolver.port = server.getsockname()[1]
    yield Dns(resolver)
    server.close()


@pytest.mark.parametrize(
    ("address", "host", "name"),
    [
        ("lantern@gmail.com", "imap.gmail.com", "lantern@gmail.com"),
        ("lantern@naver.com", "imap.naver.com", "lantern"),
        ("lantern@hanmail.net", "imap.daum.net", "lantern"),
        ("lantern@kakao.com", "imap.kakao.com", "lantern"),
        ("lantern@Outlook.com", "outlook.office365.com", "lantern@Outlook.com"),
        ("lantern@icloud.com", "imap.mail.me.com", "lantern"),
        ("lantern@zoho.com", "imap.zoho.com", "lantern@zoho.com"),
        ("help@works.example", "imap.worksmobile.com", "help@works.example"),
        ("help@zoho.example", "imappro.zoho.eu", "help@zoho.example"),
    ],
)
def test_known_providers_are_found_by_their_domain_or_by_who_receives_for_it(
    records: Dns, address: str, host: str, name: str
) -> None:
    found = find(address, records=records)
    assert len(found) == 1
    assert (found[0].imap.host, found[0].imap.port, found[0].names[0]) == (host, 993, name)


def test_a_domain_says_in_the_dns_where_its_servers_are(records: Dns) -> None:
    found = find("help@own.example", records=records)[0]
    assert (found.imap, found.is_foreign) == (Place("mail.own.example", 993), False)
    assert submission_of(found, "help@own.example", records=records) == Place("smtp.own.example", 465)


def test_a_server_in_another_domain_is_marked_as_foreign(records: Dns) -> None:
    found = find("help@led-away.example", records=records)[0]
    assert (found.imap.host, found.is_foreign) == ("imap.elsewhere.example", True)


def test_where_nothing_is_said_the_usual_names_are_tried_encrypted_ones_first(records: Dns) -> None:
    found = find("help@none.example", records=records)
    assert [(one.imap.host, one.imap.security) for one in found[:3]] == [
        ("imap.none.example", "tls"),
        ("mail.none.example", "tls"),
        ("none.example", "tls"),
    ]
    assert {one.imap.security for one in found} == {"tls", "starttls"}
