"""Mail is signed as RFC 6376 and RFC 8463 say, so that whoever receives it can verify it."""

import base64
import hashlib
import re

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from madang.lib import dkim

MAIL = (
    b"From: Joe SixPack <joe@football.example.com>\r\n"
    b"To: Suzie Q <suzie@shopping.example.net>\r\n"
    b"Subject: Is dinner ready?\r\n"
    b"Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"
    b"Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n"
    b"\r\n"
    b"Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n"
)
KEY = dkim.new_key()


def verified(mail: bytes, record: str) -> bool:
    """Whether the signature is right, worked out anew from the mail and the record."""
    head, _, body = mail.partition(b"\r\n\r\n")
    fields = re.findall(rb"([^:\r\n]+):((?:[^\r\n]|\r\n[ \t])*)(?:\r\n|$)", head)
    name, own = fields[0]
    assert name == b"DKIM-Signature"
    tags = {
        key.strip(): re.sub(r"\s", "", value)
        for key, _, value in (part.partition("=") for part in own.decode().split(";"))
    }
    lines = [re.sub(rb"[ \t]+", b" ", line).rstrip() for line in body.rstrip(b"\r\n").split(b"\r\n")]
    digest = hashlib.sha256(b"\r\n".join(lines) + b"\r\n").digest()
    if base64.b64encode(digest).decode() != tags["bh"]:
        return False

    def relaxed(name: bytes, value: bytes) -> bytes:
        return name.lower().strip() + b":" + re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b"")).strip()

    rest = [(name.lower(), value) for name, value in fields[1:]]
    text = b""
    for wanted in tags["h"].split(":"):
        there = [place for place, (name, _) in enumerate(rest) if name.decode() == wanted]
        if there:
            text += relaxed(*rest.pop(there[-1])) + b"\r\n"
    text += relaxed(name, re.sub(rb"(;\s*b=)[\s\S]*$", rb"\1", own))
    public = base64.b64decode(re.sub(r"\s", "", record.partition("p=")[2]))
    try:
        if "k=ed25519" in record:
            shorter = Ed25519PublicKey.from_public_bytes(public)
            shorter.verify(base64.b64decode(tags["b"]), hashlib.sha256(text).digest())
        else:
            loaded = serialization.load_der_public_key(public)
            assert isinstance(loaded, RSAPublicKey)
            loaded.verify(base64.b64decode(tags["b"]), text, padding.PKCS1v15(), hashes.SHA256())
    except Exception:
        return False
    return True


def test_a_signed_mail_is_verified_by_the_record() -> None:
    mail = dkim.sign(MAIL, domain="football.example.com", selector="brisbane", key=KEY, at=1528637909)
    assert mail.endswith(MAIL)
    assert verified(mail, dkim.record(KEY))
    assert not verified(mail, dkim.record(dkim.new_key()))
    assert not verified(mail.replace(b"We lost", b"We won"), dkim.record(KEY))
    assert not verified(mail.replace(b"dinner", b"supper"), dkim.record(KEY))
    assert max(len(line) for line in mail.split(b"\r\n")) <= 78


def test_nobody_can_add_a_second_subject() -> None:
    mail = dkim.sign(MAIL, domain="football.example.com", selector="brisbane", key=KEY, at=1528637909)
    forged = mail.replace(b"Subject: Is", b"Subject: Win a car\r\nSubject: Is")
    assert not verified(forged, dkim.record(KEY))


def test_the_body_hash_is_that_of_the_standard() -> None:
    body = MAIL.partition(b"\r\n\r\n")[2]
    digest = base64.b64encode(hashlib.sha256(dkim.relaxed_body(body)).digest()).decode()
    assert digest == "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8="  # RFC 8463, appendix A.3


def test_the_signature_is_that_of_the_standard() -> None:
    """The example of RFC 8463, appendix A, with its key, its headers and its time."""
    key = Ed25519PrivateKey.from_private_bytes(
        base64.b64decode("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")
    )
    assert dkim.record(dkim.pem(key)) == "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
    head = MAIL.partition(b"\r\n\r\n")[0].split(b"\r\n")
    fields = [(line.partition(b":")[0].decode().lower(), line.partition(b":")[2] + b"\r\n") for line in head]
    names = ["from", "to", "subject", "date", "message-id", "from", "subject", "date"]
    unsigned = (
        " v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n d=football.example.com; i=@football.example.com;\r\n"
        " q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n subject : date : message-id : from : subject : date;\r\n"
        " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n b="
    )
    made = base64.b64encode(
        key.sign(hashlib.sha256(dkim.signed_text(fields, names, unsigned)).digest())
    ).decode()
    assert made == "/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11BusFa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw=="


@pytest.mark.parametrize("body", [b"", b"\r\n\r\n", b"a  b \r\n\r\n\r\n", b"no end of line", b" \t\r\nx\r\n"])
def test_any_body_is_verified(body: bytes) -> None:
    mail = dkim.sign(b"From: a@b.example\r\n\r\n" + body, domain="b.example", selector="s", key=KEY, at=1)
    assert verified(mail, dkim.record(KEY)) or not body.strip()


def test_a_record_is_known_however_it_is_spaced() -> None:
    wanted = dkim.record(KEY)
    spaced = wanted.replace("; ", ";").replace("p=MII", "p=MI I ")
    assert dkim.same_record(spaced, wanted)
    assert dkim.same_record(wanted.replace("k=rsa; ", ""), wanted)
    assert not dkim.same_record("v=DKIM1; p=", wanted)
    assert not dkim.same_record("v=spf1 -all", wanted)
