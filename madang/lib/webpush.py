"""Messages to a browser by its push service: encrypted for that browser alone (RFC 8291 with RFC 8188), and
signed so that the push service knows who sends (RFC 8292).

All keys are P-256 and written as unpadded base64url: public ones as uncompressed points, private ones as the
number itself, as browsers write them.
"""

import base64
import binascii
import json
import os
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD = 4096
"""The size of a record, which holds the whole message: push services take no more than 4096 bytes."""

MOST_BYTES = RECORD - 86 - 17
"""What fits into it beside its head, the mark of its end and the seal."""

_CURVE = ec.SECP256R1()


class BadKey(ValueError):
    """What was given is no key of a browser."""


def new_key() -> str:
    """A new private key."""
    return _text(_number_of(ec.generate_private_key(_CURVE)))


def public_key(private: str) -> str:
    """The public key that belongs to a private one. Raises BadKey."""
    return _text(_point_of(_private(private).public_key()))


def check_keys(key: str, secret: str) -> None:
    """Raise BadKey unless a browser's public key and its secret can be encrypted to."""
    _public(_bytes(key))
    if len(_bytes(secret)) != 16:
        raise BadKey


def encrypt(message: bytes, *, key: str, secret: str, own: str = "", salt: bytes = b"") -> bytes:
    """The body of a push message (Content-Encoding: aes128gcm) for a browser's public `key` and its `secret`.

    `own` is the private key and `salt` the 16 bytes of this one message: made here, except by tests.
    Raises BadKey, and ValueError for more than MOST_BYTES.
    """
    if len(message) > MOST_BYTES:
        raise ValueError(f"{len(message)} bytes are more than {MOST_BYTES}")
    theirs, ours = _public(_bytes(key)), _private(own or new_key())
    salt = salt or os.urandom(16)
    sender = _point_of(ours.public_key())
    about = b"WebPush: info\0" + _bytes(key) + sender
    material = _derived(ours.exchange(ec.ECDH(), theirs), salt=_bytes(secret), info=about, length=32)
    sealing = _derived(material, salt=salt, info=b"Content-Encoding: aes128gcm\0", length=16)
    nonce = _derived(material, salt=salt, info=b"Content-Encoding: nonce\0", length=12)
    head = salt + RECORD.to_bytes(4, "big") + bytes([len(sender)]) + sender
    return head + AESGCM(sealing).encrypt(nonce, message + b"\x02", None)


def authorization(endpoint: str, *, private: str, contact: str, until: int) -> str:
    """The Authorization header (VAPID) for one push service: `contact` is where to complain, a mailto: or
    https: address; `until` are Unix seconds, a day from now at most. Raises BadKey."""
    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": until, "sub": contact}
    signed = ".".join(_text(json.dumps(one).encode()) for one in ({"typ": "JWT", "alg": "ES256"}, claims))
    key = _private(private)
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    signature = _text(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={signed}.{signature}, k={_text(_point_of(key.public_key()))}"


def _derived(material: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(material)


def _public(point: bytes) -> ec.EllipticCurvePublicKey:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point)
    except ValueError:
        raise BadKey from None


def _private(given: str) -> ec.EllipticCurvePrivateKey:
    try:
        return ec.derive_private_key(int.from_bytes(_bytes(given), "big"), _CURVE)
    except ValueError:
        raise BadKey from None


def _point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _number_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_numbers().private_value.to_bytes(32, "big")


def _text(given: bytes) -> str:
    return base64.urlsafe_b64encode(given).rstrip(b"=").decode("ascii")


def _bytes(given: str) -> bytes:
    try:
        return base64.b64decode(given + "=" * (-len(given) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise BadKey from None
