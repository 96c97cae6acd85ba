"""What a Hangul syllable is made of."""

_FIRST, _LAST = 0xAC00, 0xD7A3
_CONSONANTS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS: tuple[str, ...] = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
_TYPED_AT_ONCE = "ㄱㄲㄴㄷㄹㅁㅂㅅㅆㅇㅈㅊㅋㅌㅍㅎ"


def is_syllable(letter: str) -> bool:
    """Whether `letter` is one composed Hangul syllable."""
    return _FIRST <= ord(letter) <= _LAST


def decompose(syllable: str) -> tuple[str, str, str]:
    """The consonant, the vowel and the final consonants (받침, or empty) of a syllable."""
    rest, final = divmod(ord(syllable) - _FIRST, len(_FINALS))
    consonant, vowel = divmod(rest, len(_VOWELS))
    return _CONSONANTS[consonant], _VOWELS[vowel], _FINALS[final]


def compose(consonant: str, vowel: str, final: str = "") -> str:
    """The syllable of these parts."""
    place = _CONSONANTS.index(consonant) * len(_VOWELS) + _VOWELS.index(vowel)
    return chr(_FIRST + place * len(_FINALS) + _FINALS.index(final))


def final_of(syllable: str) -> str:
    """The final consonants (받침) of a syllable; empty when it ends in its vowel."""
    return decompose(syllable)[2]


def initials(text: str) -> str:
    """The text with each syllable as its first consonant, as people type in a hurry: 김민아 is ㄱㅁㅇ."""
    return "".join(decompose(letter)[0] if is_syllable(letter) else letter for letter in text)


def may_become(syllable: str) -> list[str]:
    """The syllables that may stand here once typing goes on: 부 may become 북, 분, 불 and so on."""
    consonant, vowel, final = decompose(syllable)
    if final:
        return [syllable]
    return [syllable, *(compose(consonant, vowel, typed) for typed in _TYPED_AT_ONCE)]
