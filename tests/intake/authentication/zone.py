"""A DNS of the tests' own: what is written in it, nothing else, and no network."""

from collections.abc import Mapping, Sequence

from madang.intake.authentication import NotAnswered

FOOTBALL = {
    "brisbane._domainkey.football.example.com TXT": (
        "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
    ),
    "test._domainkey.football.example.com TXT": (
        "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2"
        "jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2"
        "EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB",
    ),
}
"""The keys of RFC 8463, appendix A."""

SIGNED = b"""DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :
 subject : date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=test; t=1528637909; h=from : to : subject :
 date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
 DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
 dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game.  Are you hungry yet?

Joe.
"""
"""The signed mail of RFC 8463, appendix A."""


class Zone:
    """Answers by `"name TYPE"`; a name in `silent` gets no answer at all, as from a DNS that is down."""

    def __init__(
        self, records: Mapping[str, Sequence[str]] | None = None, *, silent: Sequence[str] = ()
    ) -> None:
        self.records = dict(records or {})
        self.silent = set(silent)
        self.asked: list[str] = []

    def _ask(self, name: str, kind: str) -> list[str]:
        name = name.lower().rstrip(".")
        self.asked.append(f"{name} {kind}")
        if name in self.silent or "*" in self.silent:
            raise NotAnswered
        return list(self.records.get(f"{name} {kind}", ()))

    def texts(self, name: str) -> list[bytes]:
        return [text.encode() for text in self._ask(name, "TXT")]

    def addresses(self, name: str, *, version: int) -> list[str]:
        return self._ask(name, "A" if version == 4 else "AAAA")

    def mail_servers(self, name: str) -> list[str]:
        return self._ask(name, "MX")

    def names_of(self, address: str) -> list[str]:
        return self._ask(address, "PTR")
