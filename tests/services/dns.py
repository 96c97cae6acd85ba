"""A throw-away name server: it knows the TXT records that it is given, and nothing else."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset


@dataclass
class NameServer:
    """`texts` are the records by name, without the last dot."""

    texts: dict[str, str] = field(default_factory=dict)


@contextmanager
def running_name_server() -> Iterator[NameServer]:
    """Start one, and let this process ask it alone."""
    known = NameServer()

    class Answering(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            data, sock = self.request
            query = dns.message.from_wire(data)
            answer = dns.message.make_response(query)
            answer.flags |= dns.flags.RA
            name = query.question[0].name
            text = known.texts.get(name.to_text().rstrip("."))
            if text is None:
                answer.set_rcode(dns.rcode.NXDOMAIN)
            else:
                pieces = " ".join(f'"{text[start : start + 250]}"' for start in range(0, len(text), 250))
                answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", pieces))
            sock.sendto(answer.to_wire(), self.client_address)

    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], server.server_address[1]
        before, dns.resolver.default_resolver = dns.resolver.default_resolver, resolver
        try:
            yield known
        finally:
            dns.resolver.default_resolver = before
            server.shutdown()
