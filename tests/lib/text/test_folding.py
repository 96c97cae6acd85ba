import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.lib.text.folding import fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Refund", "refund"),
        ("Café", "cafe"),
        ("Ñandú", "nandu"),
        ("STRASSE", "strasse"),
        ("straße", "strasse"),
        ("ＡＢ－４８２１１", "ab-48211"),
        ("ﾊﾟｿｺﾝ", "パソコン"),
        ("㈜한빛물류", "(주)한빛물류"),
        (unicodedata.normalize("NFD", "로그인"), "로그인"),
        ("don't", "dont"),
        ("don’t", "dont"),
        ("İstanbul", "istanbul"),
        ("Ёлка", "елка"),
        ("Йод", "йод"),
        ("로\u200b그\u00ad인", "로그인"),
    ],
)
def test_one_spelling_for_many(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
