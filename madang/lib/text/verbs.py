"""The forms of a Korean verb, as far as the sound of its last syllable gives them away.

A verb's last syllable melts with what follows: 깨지다 is 깨져요, 깨졌어요, 깨집니다, 깨진. A query with one
of them looks for all, since which one a customer wrote says nothing.
"""

from .hangul import compose, decompose

_MELTED = {"ㅣ": "ㅕ", "ㅜ": "ㅝ", "ㅗ": "ㅘ", "ㅚ": "ㅙ"}  # 지·져, 추·춰, 오·와, 되·돼
_UNMELTED = {melted: plain for plain, melted in _MELTED.items()}
_OF_PLAIN = ("", "ㄴ", "ㄹ", "ㅁ", "ㅂ")
_OF_MELTED = ("", "ㅆ")


def forms(syllable: str) -> list[str]:
    """The syllables that the last one of a verb may be instead, itself included: 졌 is 지 진 질 짐 집 져
    졌."""
    consonant, vowel, final = decompose(syllable)
    if final not in _OF_PLAIN and final not in _OF_MELTED:
        return [syllable]
    if consonant == "ㅎ" and vowel in "ㅏㅐ":
        plain, melted = "ㅏ", "ㅐ"
    else:
        plain = _UNMELTED.get(vowel, vowel)
        melted = _MELTED.get(plain, plain)
    found = [
        syllable,
        *(compose(consonant, plain, final) for final in _OF_PLAIN),
        *(compose(consonant, melted, final) for final in _OF_MELTED),
    ]
    return list(dict.fromkeys(found))
