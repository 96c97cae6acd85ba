"""Put the right Korean particle behind a word that is only known at run time.

    >>> with_particles("{name|은는} 담당자입니다", name="박준")
    '박준은 담당자입니다'

Which one it is follows from the last sound: of a syllable, of a digit or a sign as it is read (3 is 삼, % is
퍼센트), of a Latin word as it is usually written in Hangul.
"""

import re

from .hangul import final_of, is_syllable

PAIRS = {
    "은는": ("은", "는"),
    "이가": ("이", "가"),
    "을를": ("을", "를"),
    "과와": ("과", "와"),
    "으로로": ("으로", "로"),
    "이": ("이", ""),
}
"""After a final consonant, and after a vowel. `이` alone is the one of 이에요, 이라고, 이나, 이랑."""

_OTHER_SPELLINGS = {
    "는은": "은는",
    "가이": "이가",
    "를을": "을를",
    "와과": "과와",
    "로으로": "으로로",
    "으로": "으로로",
    "로": "으로로",
}

_SLOT = re.compile(r"\{(\w+)(?:\|([가-힣/()]+))?\}")
_BRACKETS_AT_END = re.compile(r"\s*\([^()]*\)$")
_SIGNS_AT_END = re.compile(r"[^\w%℃$€₩+&#@]+$")

_SIGN_SOUNDS = dict(zip("0123456789%℃$€₩+&#@", "영일이삼사오육칠팔구트도러로원스드샵골", strict=True))
_ZEROS_SOUNDS = ((12, "조"), (8, "억"), (4, "만"), (3, "천"), (2, "백"), (1, "십"))

_LETTER_SOUNDS = {"l": "엘", "m": "엠", "n": "엔", "r": "알"}
_LONGEST_SPELLED_OUT = 4
_WORD_SOUNDS = (
    (re.compile(r"(?:l|[^aeiou]le|ile|ale|ule|ole)$"), "을"),
    (re.compile(r"(?:m|[aeiou]me)$"), "음"),
    (re.compile(r"(?:n|[aeiou]ne)$"), "은"),
    (re.compile(r"ng$"), "응"),
    (re.compile(r"(?:ck|[aeiou]c|ook|[^aeiou][aio]k)$"), "윽"),
    (re.compile(r"(?:pp|[^aeiou][aeiou]p|web)$"), "읍"),
    (re.compile(r"(?:[^aeiou][aeiou]t|out)$"), "읏"),
)
_NO_FINAL = "으"


def with_particles(template: str, /, **values: object) -> str:
    """Fill `{name}` and `{name|은는}` of a template.

    The particle follows the value directly. Either order and a slash are understood (`은/는`, `는은`). Raises
    KeyError for a value that is missing, ValueError for a pair that doesn't exist.
    """

    def filled(slot: re.Match[str]) -> str:
        value = str(values[slot[1]])
        return value if slot[2] is None else value + particle(value, slot[2])

    return _SLOT.sub(filled, template)


def particle(word: str, pair: str) -> str:
    """The one of a pair (`은는`, `이가`, `을를`, `과와`, `으로로`, `이`) that goes behind `word`.

    Raises ValueError for another pair.
    """
    key = re.sub("[/()]", "", pair)
    key = _OTHER_SPELLINGS.get(key, key)
    if key not in PAIRS:
        raise ValueError(f"{pair!r} is no pair of particles; there are {', '.join(PAIRS)}")
    after_final, after_vowel = PAIRS[key]
    sound = last_sound(word)
    final = final_of(sound)
    if key == "으로로" and final == "ㄹ":
        return after_vowel
    return after_final if final else after_vowel


def last_sound(word: str) -> str:
    """A Hangul syllable that ends as `word` does when it is read aloud; 으 when nothing of it can be read.

    What stands in brackets at the end is not read: 김민아(결제) ends in 아.
    """
    stripped = word.strip()
    spoken = _SIGNS_AT_END.sub("", _BRACKETS_AT_END.sub("", stripped)) or _SIGNS_AT_END.sub("", stripped)
    last = spoken[-1:]
    if not last:
        return _NO_FINAL
    if is_syllable(last):
        return last
    if last in "0123456789":
        return _number_sound(spoken)
    if last.isascii() and last.isalpha():
        return _latin_sound(re.split(r"[^A-Za-z]", spoken)[-1])
    return _SIGN_SOUNDS.get(last, _NO_FINAL)


def _number_sound(spoken: str) -> str:
    digits = re.split(r"[^0-9,]", spoken)[-1].replace(",", "").lstrip("0")
    zeros = len(digits) - len(digits.rstrip("0"))
    for place, sound in _ZEROS_SOUNDS:
        if zeros >= place:
            return sound
    return _SIGN_SOUNDS[spoken[-1]]


def _latin_sound(word: str) -> str:
    """Short capitals are spelled out (API, URL), other words are read (mail 메일, team 팀, server 서버)."""
    lowered = word.lower()
    if len(word) == 1 or (word.isupper() and len(word) <= _LONGEST_SPELLED_OUT):
        return _LETTER_SOUNDS.get(lowered[-1], _NO_FINAL)
    for ending, sound in _WORD_SOUNDS:
        if ending.search(lowered):
            return sound
    return _NO_FINAL
