"""Whether a mail's DKIM signatures hold (RFC 6376, with RFC 8301 and RFC 8463 for what is strong enough)."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from .names import Names, NotAnswered
from .result import Result

MOST_SIGNATURES = 5
SHORTEST_RSA = 1024
CHUNK = 1024 * 1024

_SPACE = re.compile(rb"[ \t\r\n]+")
_BLANKS = re.compile(rb"[ \t]+")
_BLANKS_AT_END = re.compile(rb"[ \t]+(?=\r\n|\Z)")
_LONE_NEWLINE = re.compile(rb"(?<!\r)\n")
_SIGNATURE_ITSELF = re.compile(rb"((?:\A|;)\s*b\s*=)[^;]*")
_DOMAIN = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,250}[a-z0-9])?\Z")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature of a mail: the domain that signed (in lower case), and whether it holds."""

    domain: str
    result: Result


class _Broken(Exception):
    """The signature or its key can't be used."""


def verify(raw: bytes, *, names: Names, now: float) -> list[Signature]:
    """The mail's first signatures, from the top. `now` is the time in seconds at which they must hold."""
    head, body_at = split_head(raw)
    found = [field for field in head if name_of(field) == b"dkim-signature"]
    return [_verify(field, head, raw, body_at, names=names, now=now) for field in found[:MOST_SIGNATURES]]


def verify_arc_signature(field: bytes, raw: bytes, *, names: Names, now: float) -> Signature:
    """Whether an ARC-Message-Signature holds: DKIM but for its version (RFC 8617, 4.1.2)."""
    head, body_at = split_head(raw)
    return _verify(field, head, raw, body_at, names=names, now=now, version=None)


def verify_seal(field: bytes, before: list[bytes], *, names: Names) -> Signature:
    """Whether an ARC-Seal holds over the fields before it and itself (RFC 8617, 4.1.3)."""
    tags = tags_of(field.partition(b":")[2])
    domain = tags.get("d", "").lower()
    try:
        if not all(tags.get(name) for name in ("a", "b", "d", "s")) or "h" in tags:
            raise _Broken
        _check_places(tags, domain)
        key = _key_of(names.texts(f"{tags['s'].lower()}._domainkey.{domain}"), tags, domain)
        text = b"".join(_canonical(one, relaxed=True) + b"\r\n" for one in before) + _itself(
            field, relaxed=True
        )
        return Signature(domain, Result.PASSED if _holds(key, _bytes(tags["b"]), text) else Result.FAILED)
    except NotAnswered:
        return Signature(domain, Result.TEMPERROR)
    except (_Broken, binascii.Error, ValueError, UnsupportedAlgorithm):
        return Signature(domain, Result.PERMERROR)


def split_head(raw: bytes) -> tuple[list[bytes], int]:
    """The header fields with their folds, their lines ended by CRLF, and where the body begins."""
    ends = [(at, len(gap)) for gap in (b"\r\n\r\n", b"\n\n") if (at := raw.find(gap)) >= 0]
    at, gap = min(ends, default=(len(raw), 0))
    head = _LONE_NEWLINE.sub(b"\r\n", raw[:at])
    return re.split(rb"\r\n(?![ \t])", head), at + gap


def _verify(
    field: bytes,
    head: list[bytes],
    raw: bytes,
    body_at: int,
    *,
    names: Names,
    now: float,
    version: str | None = "1",
) -> Signature:
    tags = tags_of(field.partition(b":")[2])
    domain = tags.get("d", "").lower()
    try:
        _check(tags, domain, now=now, version=version)
        key_name = f"{tags['s'].lower()}._domainkey.{domain}"
        key = _key_of(names.texts(key_name), tags, domain)
        relaxed_head, _, relaxed_body = (word == "relaxed" for word in _canonicalization(tags))
        if _body_digest(raw, body_at, relaxed=relaxed_body) != _bytes(tags["bh"]):
            return Signature(domain, Result.FAILED)
        signed = _signed(field, head, tags["h"], relaxed=relaxed_head)
        return Signature(domain, Result.PASSED if _holds(key, _bytes(tags["b"]), signed) else Result.FAILED)
    except NotAnswered:
        return Signature(domain, Result.TEMPERROR)
    except (_Broken, binascii.Error, ValueError, UnsupportedAlgorithm):
        return Signature(domain, Result.PERMERROR)


def _check(tags: Mapping[str, str], domain: str, *, now: float, version: str | None) -> None:
    """Raise _Broken for a signature that says too little, or does not cover who wrote and all of the body."""
    if tags.get("v") != version or not all(tags.get(name) for name in ("a", "b", "bh", "d", "h", "s")):
        raise _Broken
    _check_places(tags, domain)
    if "from" not in _signed_names(tags["h"]) or "l" in tags:
        raise _Broken  # what comes after a counted length could be anybody's
    signer = _signer(tags, domain)
    if signer != domain and not signer.endswith(f".{domain}"):
        raise _Broken
    if tags.get("x", "").isdigit() and int(tags["x"]) < now:
        raise _Broken


def _check_places(tags: Mapping[str, str], domain: str) -> None:
    """Raise _Broken where the key can't be looked up, or the algorithm proves nothing."""
    if not _DOMAIN.match(domain) or not _DOMAIN.match(tags["s"].lower()):
        raise _Broken
    if tags["a"].lower() not in {"rsa-sha256", "ed25519-sha256"}:
        raise _Broken  # RFC 8301: SHA-1 proves nothing


def _signer(tags: Mapping[str, str], domain: str) -> str:
    """Whom the signature speaks for; in ARC the tag is the number of a set."""
    return domain if "v" not in tags else tags.get("i", "").lower().rpartition("@")[2] or domain


def _canonicalization(tags: Mapping[str, str]) -> tuple[str, str, str]:
    words = tags.get("c", "simple/simple").lower().partition("/")
    head, slash, body = words
    if {head, body or "simple"} - {"simple", "relaxed"}:
        raise _Broken
    return head, slash, body or "simple"


def _key_of(
    records: list[bytes], tags: Mapping[str, str], domain: str
) -> rsa.RSAPublicKey | ed25519.Ed25519PublicKey:
    algorithm = tags["a"].lower().partition("-")[0]
    for record in records:
        says = tags_of(record)
        if says.get("v", "DKIM1") != "DKIM1" or "p" not in says or says.get("k", "rsa") != algorithm:
            continue
        if not {"*", "email"} & set(says.get("s", "*").split(":")):
            continue
        if "s" in says.get("t", "").split(":") and _signer(tags, domain) != domain:
            continue
        if "h" in says and "sha256" not in says["h"].split(":"):
            continue
        return _public_key(_bytes(says["p"]), algorithm)
    raise _Broken


def _public_key(given: bytes, algorithm: str) -> rsa.RSAPublicKey | ed25519.Ed25519PublicKey:
    if algorithm == "ed25519":
        return ed25519.Ed25519PublicKey.from_public_bytes(given)
    key = load_der_public_key(given)
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < SHORTEST_RSA:
        raise _Broken
    return key


def _holds(key: rsa.RSAPublicKey | ed25519.Ed25519PublicKey, signature: bytes, signed: bytes) -> bool:
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
        else:
            key.verify(signature, hashlib.sha256(signed).digest())
    except InvalidSignature:
        return False
    return True


def _signed(field: bytes, head: list[bytes], names: str, *, relaxed: bool) -> bytes:
    """What was signed: the named fields, each from the bottom up, and the signature without its value."""
    by_name: dict[bytes, list[bytes]] = {}
    for one in head:
        by_name.setdefault(name_of(one), []).append(one)
    lines = []
    for name in _signed_names(names):
        if left := by_name.get(name.encode()):
            lines.append(_canonical(left.pop(), relaxed=relaxed) + b"\r\n")
    return b"".join(lines) + _itself(field, relaxed=relaxed)


def _itself(field: bytes, *, relaxed: bool) -> bytes:
    """A signature's own field without its value."""
    name, colon, value = field.partition(b":")
    return _canonical(name + colon + _SIGNATURE_ITSELF.sub(rb"\1", value, count=1), relaxed=relaxed)


def _canonical(field: bytes, *, relaxed: bool) -> bytes:
    if not relaxed:
        return field
    value = _BLANKS.sub(b" ", field.partition(b":")[2].replace(b"\r\n", b"")).strip()
    return name_of(field) + b":" + value


def _body_digest(raw: bytes, at: int, *, relaxed: bool) -> bytes:
    """SHA-256 of the body, canonical; read in pieces, because a mail may have tens of megabytes."""
    digest = hashlib.sha256()
    waiting, something = 0, False
    for piece in _pieces(raw, at):
        lines = _LONE_NEWLINE.sub(b"\r\n", piece)
        if relaxed:
            lines = _BLANKS_AT_END.sub(b"", _BLANKS.sub(b" ", lines))
        end = len(lines)
        while lines[end - 2 : end] == b"\r\n":
            end -= 2
        newlines = (len(lines) - end) // 2
        if not end:
            waiting += newlines
            continue
        digest.update(b"\r\n" * waiting)
        digest.update(lines[:end])
        waiting, something = newlines, True
    if something or not relaxed:
        digest.update(b"\r\n")
    return digest.digest()


def _pieces(raw: bytes, at: int) -> Iterator[bytes]:
    while at < len(raw):
        end = raw.find(b"\n", min(at + CHUNK, len(raw))) + 1 or len(raw)
        yield raw[at:end]
        at = end


def tags_of(given: bytes) -> dict[str, str]:
    """A list of name=value; (RFC 6376, 3.2). A name that comes twice makes the whole list worthless."""
    found: dict[str, str] = {}
    for part in given.decode("ascii", "replace").split(";"):
        name, equals, value = part.partition("=")
        if equals:
            key = name.strip()
            if key in found:
                return {}
            found[key] = "".join(value.split()) if key in {"b", "bh", "p", "h"} else value.strip()
    return found


def _signed_names(given: str) -> list[str]:
    return [name.strip().lower() for name in given.split(":")]


def name_of(field: bytes) -> bytes:
    """A field's name in lower case."""
    return field.partition(b":")[0].strip(b" \t\r\n").lower()


def _bytes(given: str) -> bytes:
    return base64.b64decode(_SPACE.sub(b"", given.encode("ascii")), validate=True)
