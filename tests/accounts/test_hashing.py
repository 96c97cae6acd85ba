"""Sign-ins don't eat the machine."""

import threading
from typing import Any

import pytest
from argon2 import extract_parameters, low_level
from django.contrib.auth.hashers import check_password, make_password


def test_a_password_takes_nineteen_mebibytes_and_one_lane() -> None:
    kept = make_password("등불 아래 긴 문장")
    parameters = extract_parameters(kept.removeprefix("argon2"))
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (19 * 1024, 2, 1)
    assert check_password("등불 아래 긴 문장", kept)
    assert not check_password("등불 아래 긴 문장 ", kept)


def test_never_more_than_two_hashes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    counted, at_once, most = threading.Lock(), 0, 0
    hash_secret = low_level.hash_secret

    def watched(*args: Any, **kwargs: Any) -> bytes:
        nonlocal at_once, most
        with counted:
            at_once += 1
            most = max(most, at_once)
        try:
            return hash_secret(*args, **kwargs)
        finally:
            with counted:
                at_once -= 1

    monkeypatch.setattr(low_level, "hash_secret", watched)
    threads = [threading.Thread(target=make_password, args=("password",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2
