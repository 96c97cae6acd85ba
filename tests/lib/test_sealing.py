"""What people entrust to the desk can't be read from its database alone."""

from base64 import urlsafe_b64encode

import pytest
from cryptography.fernet import Fernet

from madang.lib import sealing
from madang.lib.sealing import CannotUnseal, seal, unseal
from madang.lib.secret import key_for


def test_a_secret_comes_back_and_never_looks_the_same_twice() -> None:
    secret = "courtyard-of-pine-비밀"
    one, other = seal(secret, purpose="mailbox"), seal(secret, purpose="mailbox")
    assert one != other
    assert "courtyard" not in one
    assert unseal(one, purpose="mailbox") == unseal(other, purpose="mailbox") == secret


def test_a_secret_is_good_for_its_purpose_alone() -> None:
    with pytest.raises(CannotUnseal):
        unseal(seal("secret", purpose="mailbox"), purpose="outgoing")


def test_what_was_sealed_with_an_older_key_is_still_read() -> None:
    kept = Fernet(urlsafe_b64encode(key_for("old name"))).encrypt(b"secret").decode()
    assert unseal(kept, purpose="mailbox", older_key="old name") == "secret"
    with pytest.raises(CannotUnseal):
        unseal(kept, purpose="mailbox")
    assert unseal(seal("new", purpose="mailbox"), purpose="mailbox", older_key="old name") == "new"


def test_with_another_installations_key_it_can_not_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = seal("secret", purpose="mailbox")
    monkeypatch.setattr(sealing, "key_for", lambda purpose: b"0" * 32)
    with pytest.raises(CannotUnseal):
        unseal(kept, purpose="mailbox")


def test_nothing_stays_nothing() -> None:
    assert seal("", purpose="mailbox") == unseal("", purpose="mailbox") == ""
