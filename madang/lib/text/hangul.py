"""What a Hangul syllable is made of."""

_FIRST, _LAST = 0xAC00, 0xD7A3
_FINALS = (
    28  # Each consonant and vowel stands for 28 syllables in a row: without a final sound, and 27 with one
)
_RIEUL = 8
_SIMPLE_FINALS = (1, 2, 4, 7, 8, 16, 17, 19, 20, 21, 22, 23, 24, 25, 26, 27)


def is_syllable(letter: str) -> bool:
    """Whether `letter` is one composed Hangul syllable."""
    return _FIRST <= ord(letter) <= _LAST


def has_final(syllable: str) -> bool:
    """Whether the syllable ends in a consonant (받침): 한 does, 하 does not."""
    return (ord(syllable) - _FIRST) % _FINALS > 0


def ends_in_rieul(syllable: str) -> bool:
    """Whether the syllable's final consonant is ㄹ, after which 으로 is 로."""
    return (ord(syllable) - _FIRST) % _FINALS == _RIEUL


def may_become(syllable: str) -> list[str]:
    """The syllables that may stand here once typing goes on: 부 may become 북, 분, 불 and so on."""
    if has_final(syllable):
        return [syllable]
    return [syllable, *(chr(ord(syllable) + final) for final in _SIMPLE_FINALS)]
