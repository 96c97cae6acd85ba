"""Pushes are encrypted and signed as the standards say: the example of RFC 8291 comes out byte for byte."""

import base64
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from madang.lib import webpush
from tests.services.push_service import Browser, opened

RECEIVER = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SECRET = "BTBZMqHH6r4Tts7J_aSIgg"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz"
    "AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_the_example_of_the_standard_comes_out_byte_for_byte() -> None:
    words = b"When I grow up, I want to be a watermelon"
    assert webpush.encrypt(words, key=RECEIVER, secret=SECRET, own=SENDER, salt=raw(SALT)) == raw(BODY)


@given(words=st.binary(max_size=webpush.MOST_BYTES))
def test_only_the_browser_reads_what_was_sent_to_it(words: bytes) -> None:
    browser = Browser.new()
    body = webpush.encrypt(words, key=browser.key, secret=browser.secret)
    assert opened(body, browser) == words
    assert len(body) <= webpush.RECORD
    assert body != webpush.encrypt(words, key=browser.key, secret=browser.secret), "each with keys of its own"


def test_more_than_a_push_service_takes_is_not_encrypted() -> None:
    with pytest.raises(ValueError, match="more than"):
        webpush.encrypt(b"x" * (webpush.MOST_BYTES + 1), key=RECEIVER, secret=SECRET)


@pytest.mark.parametrize(
    ("key", "secret"),
    [
        ("", SECRET),
        ("한글", SECRET),
        (RECEIVER[:-4], SECRET),
        ("B" + "A" * 86, SECRET),
        (RECEIVER, ""),
        (RECEIVER, SECRET[:-2]),
        (RECEIVER, "!!!!"),
    ],
)
def test_what_is_no_key_of_a_browser_is_known(key: str, secret: str) -> None:
    with pytest.raises(webpush.BadKey):
        webpush.check_keys(key, secret)


def test_the_push_service_can_tell_who_sends_and_to_whom_it_was_said() -> None:
    key = webpush.new_key()
    said = webpush.authorization(
        "https://push.example:8443/wpush/v2/abc",
        private=key,
        contact="https://desk.example",
        until=1_800_000_000,
    )
    assert said.startswith("vapid t=")
    token, _, public = said.removeprefix("vapid t=").partition(", k=")
    assert public == webpush.public_key(key)
    head, claims, signature = token.split(".")
    assert json.loads(raw(head)) == {"typ": "JWT", "alg": "ES256"}
    assert json.loads(raw(claims)) == {
        "aud": "https://push.example:8443",
        "exp": 1_800_000_000,
        "sub": "https://desk.example",
    }
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw(public))
    signed = encode_dss_signature(
        int.from_bytes(raw(signature)[:32], "big"), int.from_bytes(raw(signature)[32:], "big")
    )
    point.verify(signed, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    with pytest.raises(InvalidSignature):
        point.verify(signed, f"{head}.{claims}x".encode(), ec.ECDSA(hashes.SHA256()))
