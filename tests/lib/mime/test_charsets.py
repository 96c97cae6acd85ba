"""Bytes and a claimed charset to text, as the bytes were meant."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.lib.mime.charsets import codec_for, decode, guess

KOREAN = "안녕하세요, 주문 문의드립니다."


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("ks_c_5601-1987", "cp949"),
        ("KS_C_5601-1987", "cp949"),
        ("euc-kr", "cp949"),
        ("EUC_KR", "cp949"),
        ("ksc5601", "cp949"),
        ("windows-949", "cp949"),
        ('"utf-8"', "utf-8"),
        ("UTF8", "utf-8"),
        ("utf-8;", "utf-8"),
        ("gb2312", "gb18030"),
        ("x-gbk", "gb18030"),
        ("iso-8859-1", "cp1252"),
        ("ISO-8859-15", "iso8859-15"),
        ("windows-1256", "cp1256"),
        ("cp-1251", "cp1251"),
        ("koi8-r", "koi8-r"),
        ("macintosh", "mac-roman"),
        ("us-ascii", ""),
        ("klingon", ""),
        ("base64", ""),
        ("rot13", ""),
        ("idna", ""),
        ("unicode_escape", ""),
        ("../../x", ""),
        ("a" * 500, ""),
        ("", ""),
    ],
)
def test_a_label_names_the_codec_that_really_reads_it(label: str, codec: str) -> None:
    assert codec_for(label) == codec


@pytest.mark.parametrize(
    "label", ["utf-8", "euc-kr", "ks_c_5601-1987", "us-ascii", "iso-8859-1", "unknown", "", "utf-16"]
)
@pytest.mark.parametrize("charset", ["utf-8", "cp949"])
def test_korean_is_read_whatever_it_is_called(charset: str, label: str) -> None:
    if (charset, label) == ("cp949", "utf-16"):
        return  # such bytes are valid UTF-16; nobody can tell
    assert decode(KOREAN.encode(charset), label) == KOREAN


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("Ça va très bien à Nîmes, où l’été est près", "cp1252"),
        ("Grüße aus München", "cp1252"),
        ("Año nuevo, señor García", "latin-1"),
        ("Åse Øster på Ærø", "cp1252"),
    ],
)
def test_western_text_is_not_taken_for_korean(text: str, charset: str) -> None:
    data = text.encode(charset)

    assert decode(data, "") == decode(data, "us-ascii") == decode(data, "iso-8859-1") == text


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Здравствуйте", "koi8-r"),
        ("مرحبا بكم", "windows-1256"),
        ("שלום", "windows-1255"),
        ("สวัสดี", "tis-620"),
        ("Ελληνικά", "iso-8859-7"),
        ("你好", "gb2312"),
        ("訂單", "big5"),
        ("注文", "euc-jp"),
        ("注文", "shift_jis"),
    ],
)
def test_other_scripts_are_read_as_labelled(text: str, label: str) -> None:
    assert decode(text.encode(label), label) == text


def test_one_korean_character_that_is_also_utf_8_is_read_as_labelled() -> None:
    assert decode(b"\xc8\xa3", "euc-kr") == "호"


def test_a_cut_in_the_last_character_spoils_only_that() -> None:
    data = KOREAN.removesuffix(".").encode()[:-1]

    assert decode(data, "utf-8").startswith(KOREAN[:-2])
    assert decode(data, "euc-kr").startswith(KOREAN[:-2])


def test_the_hint_explains_unlabelled_bytes() -> None:
    assert guess("Привет".encode("cp1251"), hint="windows-1251") == "Привет"


@settings(deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from(
        ["", "utf-8", "utf-7", "utf-16", "euc-kr", "iso-2022-kr", "iso-2022-jp", "hz", "big5", "x", "cp1252"]
    ),
)
def test_any_bytes_become_text_that_can_be_stored(data: bytes, label: str) -> None:
    decode(data, label).encode("utf-8")
    guess(data, hint=label).encode("utf-8")
