"""Leave the grammar off a Korean word of a query.

Documents are indexed with their particles, so leaving one off in the query only ever finds more. That is why
a rough list is enough, and why nothing is lost where it takes a part of the word: 고양이 still finds 고양이.
"""

from .hangul import final_of
from .verbs import forms


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_AFTER_FINAL = _set("은 이 을 과 으로 이나 이랑 이에요 이예요 이라고 이라는 이란")
_AFTER_VOWEL = _set("는 가 를 와 로 랑 예요 에요 라고 라는 란 였어요")
_AFTER_ANY = _set("""
    의 에 도 만 께 요 들 좀 님 중 에서 에게 한테 께서 부터 까지 처럼 보다 마다 조차 마저 밖에 대로 에다
    에게서 한테서 로서 로써 하고 이라도 이든 이며 이고 이지만 이라서
    입니다 입니까 인데 인데요 인가요 인지 이네요 이죠 이었습니다 이었어요
""")
_OF_HADA = _set("""
    한 할 함 해 하면 하고 하는 하기 하여 하지 하게 하신 하니 하려고 하려면 하라고 한다고 하는데
    하는데요 하는지 해요 해서 해도 해야 해줘 해줘요 해주세요 해주실 해주시면 해주십시오 해달라고 하고싶어요
    하고싶습니다 합니다 합니까 하나요 하세요 하네요 하죠 할까요 할게요 할지 하시나요 하셨나요 하겠습니다
    하였습니다 했다 했던 했어요 했습니다 했는데 했는데요 했나요 했으나 했지만
""")
_OF_DOEDA = _set("""
    된 될 됨 돼 되면 되고 되는 되어 되지 되게 되니 돼요 되요 돼서 돼도 되는데 되는데요 되는지
    됩니다 됩니까 되나요 되네요 되죠 될까요 될지 되었습니다 되었어요 되었는데 되었나요
    됐다 됐어요 됐습니다 됐는데 됐는데요 됐나요
""")
_AFTER_PAST = _set("어 어요 다 던 고 지만 으면 으니 습니다 습니까 는데 는데요 네요 나요 을까요 어서")
_AFTER_CONSONANT = _set("아요 어요 아서 어서 습니다 습니까 는데 는데요 음") | {
    past + ending for past in "았었" for ending in _AFTER_PAST
}
_AFTER_BIEUP = _set("니다 니까 니다만")
_OF_VERBS = _AFTER_PAST | _AFTER_BIEUP | _set("요 서 도")
_FINALS_OF_VERBS = frozenset({"", "ㅂ", "ㅆ"})
_OF_ONE_SYLLABLE = "은는이가을를과와에의도만로"
_ALWAYS_VERBS = frozenset("돼됐됩됨")
_ENDINGS = (
    _AFTER_FINAL
    | _AFTER_VOWEL
    | _AFTER_ANY
    | _OF_HADA
    | _OF_DOEDA
    | _AFTER_PAST
    | _AFTER_CONSONANT
    | _AFTER_BIEUP
)
_LONGEST = max(map(len, _ENDINGS))
_MOST_ENDINGS = 2  # 까지는, 에서도, 하려고요
_FEWEST_SYLLABLES = 2


def stem(word: str) -> str:
    """A word of Hangul syllables without its particles and the commonest endings.

    Two syllables stay at least. What doesn't fit the sound before it belongs to the word: 박지은 stays, since
    after 지 it would be 는.
    """
    for _ in range(_MOST_ENDINGS):
        shorter = _without_ending(word)
        if shorter == word:
            break
        word = shorter
    return word


def last_forms(word: str, stemmed: str) -> list[str]:
    """What the last syllable of `stem(word)` may be instead, itself included.

    Other particles behind a word of one syllable (앱이: 앱은 앱을 앱에); the forms of a verb, when the
    ending of one was left off (깨졌어요: 깨지 깨진 깨져) or the syllable is one that nouns hardly ever end
    in.
    """
    last, left_off = stemmed[-1], word[len(stemmed) :]
    if len(stemmed) == 2 and last in _OF_ONE_SYLLABLE and _fits(last, after=stemmed[0]):
        return [last, *(one for one in _OF_ONE_SYLLABLE if one != last and _fits(one, after=stemmed[0]))]
    of_verb = left_off in _OF_VERBS and final_of(last) in _FINALS_OF_VERBS
    return forms(last) if of_verb or last in _ALWAYS_VERBS or final_of(last) == "ㅆ" else [last]


def is_ending(word: str) -> bool:
    """Whether the whole of a word can be a particle or an ending, as 를 is in `API를`."""
    return word in _ENDINGS


def _without_ending(word: str) -> str:
    for length in range(min(len(word) - _FEWEST_SYLLABLES, _LONGEST), 0, -1):
        ending, before = word[-length:], word[-length - 1]
        if ending in _ENDINGS and _fits(ending, after=before):
            return word[:-length]
    return word


def _fits(ending: str, *, after: str) -> bool:
    final = final_of(after)
    if ending in {"로", "으로"} and final == "ㄹ":
        return ending == "로"
    if ending in _AFTER_FINAL or (ending in _AFTER_CONSONANT and final != "ㅆ"):
        return bool(final)
    if ending in _AFTER_VOWEL:
        return not final
    if ending in _AFTER_ANY:
        return True
    if ending in _AFTER_PAST:
        return final == "ㅆ"
    return ending not in _AFTER_BIEUP or final == "ㅂ"
