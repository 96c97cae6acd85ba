"""Sessions are recognised by their browser."""

import pytest

from madang.accounts.browsers import browser_name, is_hand_held

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (WINDOWS + "Chrome/126.0.0.0 Safari/537.36", "Chrome on Windows"),
        (WINDOWS + "Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0", "Edge on Windows"),
        (WINDOWS + "Chrome/124.0.0.0 Whale/3.26 Safari/537.36", "Whale on Windows"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/17.5 Safari/605",
            "Safari on macOS",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 Safari/604",
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) SamsungBrowser/25.0 Chrome/121 Mobile Safari/537",
            "Samsung Internet on Android",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux"),
        ("curl/8.5.0", "curl"),
        ("", "Unknown browser"),
    ],
)
def test_a_header_is_told_in_words(header: str, name: str) -> None:
    assert browser_name(header) == name


def test_phones_are_told_from_desks() -> None:
    assert is_hand_held("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)")
    assert not is_hand_held(WINDOWS)
