"""Sign mail, so that whoever receives it can tell that the domain's owner sent it (DKIM, RFC 6376 and 8463).

A mail is signed as it is, with the relaxed rules for white space, over its usual headers. The same mail, key
and time give the same signature.
"""

import base64
import hashlib
import re

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

BITS = 2048
SIGNED = (
    "from", "to", "cc", "reply-to", "subject", "date", "message-id", "in-reply-to", "references",
    "mime-version", "content-type", "auto-submitted",
)  # fmt: skip
"""Headers that are signed where a mail has them."""

TWICE = ("from", "subject", "to", "date", "message-id", "reply-to", "cc")
"""Headers named once more than a mail has them, so that nobody can add a second one (RFC 6376, 8.15)."""

_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:(.*?\r\n(?:[ \t].*?\r\n)*)", re.DOTALL)
_WHITE = re.compile(rb"[ \t]+")
_FOLD = 72

PrivateKey = RSAPrivateKey | Ed25519PrivateKey


def new_key(algorithm: str = "rsa") -> bytes:
    """A new key as PEM: RSA of 2048 bits, or "ed25519"."""
    if algorithm == "ed25519":
        return pem(Ed25519PrivateKey.generate())
    return pem(generate_private_key(public_exponent=65537, key_size=BITS))


def pem(key: PrivateKey) -> bytes:
    """A key in the form that `sign` and `record` read."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def record(key: bytes) -> str:
    """What the DNS says about a key: the value of the TXT record at selector._domainkey.domain."""
    private = _read(key)
    if isinstance(private, Ed25519PrivateKey):
        raw = private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return f"v=DKIM1; k=ed25519; p={base64.b64encode(raw).decode()}"
    der = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode()}"


def same_record(published: str, wanted: str) -> bool:
    """Whether a record that was found in the DNS is for the same key, however it is spaced."""
    found, made = _tags(published), _tags(wanted)
    return (
        bool(made.get("p")) and found.get("p") == made["p"] and found.get("k", "rsa") == made.get("k", "rsa")
    )


def sign(mail: bytes, *, domain: str, selector: str, key: bytes, at: int) -> bytes:
    """The mail with its signature before it; `at` is the time in seconds since 1970.

    Raises ValueError for a mail without From.
    """
    private = _read(key)
    head, _, body = mail.partition(b"\r\n\r\n")
    fields = [(name.lower().decode("ascii"), value) for name, value in _FIELD.findall(head + b"\r\n")]
    there = [name for name, _ in fields]
    if "from" not in there:
        raise ValueError("a mail without From can't be signed")
    names = [name for name in SIGNED for _ in range(there.count(name))]
    names += [name for name in TWICE if name in there]
    algorithm = "ed25519-sha256" if isinstance(private, Ed25519PrivateKey) else "rsa-sha256"
    body_hash = base64.b64encode(hashlib.sha256(relaxed_body(body)).digest()).decode()
    tags = [
        "v=1", f"a={algorithm}", "c=relaxed/relaxed", f"d={domain}", f"s={selector}", f"t={at}",
        *_wrapped("h", names), f"bh={body_hash}", "b=",
    ]  # fmt: skip
    unsigned = "; ".join(tags).replace("; ", ";\r\n\t")
    signature = base64.b64encode(_signature(private, signed_text(fields, names, f" {unsigned}"))).decode()
    lines = [signature[start : start + _FOLD] for start in range(0, len(signature), _FOLD)]
    return f"DKIM-Signature: {unsigned}{(chr(13) + chr(10) + chr(9)).join(lines)}\r\n".encode() + mail


def signed_text(fields: list[tuple[str, bytes]], names: list[str], unsigned: str) -> bytes:
    """What is signed (RFC 6376, 3.7): the named headers from the last up, then the signature without b=."""
    left: dict[str, list[bytes]] = {}
    for name, value in fields:
        left.setdefault(name, []).append(value)
    text = b""
    for name in names:
        if left.get(name):
            text += _relaxed_field(name, left[name].pop())
    return text + _relaxed_field("dkim-signature", unsigned.encode() + b"\r\n").removesuffix(b"\r\n")


def relaxed_body(body: bytes) -> bytes:
    """The body by the relaxed rules (3.4.4)."""
    lines = [_WHITE.sub(b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"".join(line + b"\r\n" for line in lines)


def _relaxed_field(name: str, value: bytes) -> bytes:
    unfolded = value.replace(b"\r\n", b"")
    return name.encode() + b":" + _WHITE.sub(b" ", unfolded).strip(b" ") + b"\r\n"


def _signature(key: PrivateKey, text: bytes) -> bytes:
    if isinstance(key, Ed25519PrivateKey):
        return key.sign(hashlib.sha256(text).digest())
    return key.sign(text, padding.PKCS1v15(), hashes.SHA256())


def _wrapped(tag: str, names: list[str]) -> list[str]:
    """The names in lines of a header's length."""
    lines, line = [], f"{tag}="
    for place, name in enumerate(names):
        piece = name if place == len(names) - 1 else f"{name}:"
        if len(line) + len(piece) > _FOLD:
            lines.append(line)
            line = ""
        line += piece
    return ["\r\n\t".join([*lines, line])]


def _tags(record: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip(): re.sub(r"\s+", "", value) for name, _, value in pairs if name.strip()}


def _read(key: bytes) -> PrivateKey:
    private = serialization.load_pem_private_key(key, password=None)
    if not isinstance(private, RSAPrivateKey | Ed25519PrivateKey):
        raise ValueError("neither an RSA nor an Ed25519 key")
    return private
