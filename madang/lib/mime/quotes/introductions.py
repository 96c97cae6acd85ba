"""Lines that mail programs write above a quotation: who wrote it, and when."""

import re

LONGEST = 320
"""Characters of an introduction, its lines joined."""

_YEAR = r"(?:19|20)\d\d"
_MONTHS = """
    jan feb mar mär mrz apr may mai jun jul aug sep oct okt nov dec dez ene abr ago set out dic fév fev avr
    juin juil août déc mag giu lug ott mei maj maart sty lut kwi cze lip sie wrz paź lis gru tem ağu eyl eki
    kas ara oca şub haz янв фев апр май мая июн июл авг сен окт ноя дек thg tháng
"""
_MONTH = rf"(?:{'|'.join(_MONTHS.split())})"
_DATE = re.compile(
    rf"{_YEAR}\s?[./년年-]\s?\d{{1,2}}\s?[./월月-]\s?\d{{1,2}}"
    rf"|(?<![\d.])\d{{1,2}}[./-]\s?\d{{1,2}}[./-]\s?(?:{_YEAR}|\d{{1,2}})(?![\d.]?\d)"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?[.,]?\s(?:de\s)?{_MONTH}\w{{0,10}}[.,]?(?:\s(?:de\s)?{_YEAR}|[,\s])"
    rf"|\b\d{{1,2}}-{_MONTH}\w{{0,10}}-(?:{_YEAR}|\d\d)|\b{_MONTH}\w{{0,10}}\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s{_YEAR}|\d{{1,2}}\sthg\s\d{{1,2}},\s{_YEAR}",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_CLOCK = re.compile(r"\d{1,2}\s?[:h時시.]\s?\d{2}")
_ADDRESS = re.compile(r"[^\s<>()@]{1,64}@[^\s<>()@]{2,255}")
_ADDRESS_LAST = re.compile(r"@[^\s<>()@]{2,255}[>)\s*_]{0,6}[:：]$")

# The verb ends it; date, name and address stand before.
_VERB_LAST = re.compile(
    r"(?:(?:on|at|dne)\s.*\b(?:wrote|writes|said)"
    r"|le\s.*\ba\sécrit|el\s.*\bescribió|em\s.*\bescreveu|il\s.*\bha\sscritto|vào\s.*\bđã\sviết"
    r"|am\s.*\bgeschrieben|.*\bnapisał(?:\(a\)|a)?|.*\bнаписал(?:\(а\)|а)?|.*\bşunu\syazdı"
    r"|.*[写寫]道|.*のメール|.*書きました(?:\s?\(.*\))?"
    r"|.*작성(?:한\s?(?:내용|글|메시지)|했습니다|하였습니다)?|.*(?:썼습니다|쓴\s?글|적었습니다)"
    r"|.*보낸\s?(?:글|메시지|메일|내용)"
    r"|.*\b(?:wrote|schrieb)(?:\s(?:on|am)\s.*)?)[\s>*_]*[.:：]?[\s>*_]*",
    re.IGNORECASE,
)
# The name stands after the verb.
_VERB_FIRST = re.compile(
    r"(?:am\s.*\bschrieb|op\s.*\bschreef|.*\bskrev|.*\bkirjoitti)\s.{1,200}[:：]", re.IGNORECASE
)
_NAMED_WRITER = re.compile(r"[^.!?]{1,80}(?:\bwrote|\bwrites|\bschrieb|書きました)\s?[:：]", re.IGNORECASE)
_ZOHO = re.compile(r"-{2,}\s(?=.*\d).*\s-{2,}")
_SENTENCE = re.compile(
    r"\b(?:your|my|our|their|his|her|the|we|they|he|she|i)\s.*\bwrote\b|\b(?:제가|저는|저희)\b", re.IGNORECASE
)
_OPENING = re.compile(r"(?:on|at|am|le|el|em|il|op|den|vào|dne)\s|在\s?\d", re.IGNORECASE)
_ENDINGS = (":", "：", "작성", "글", "니다.", "니다", "--", "geschrieben", "道", "wrote")


def may_end(bare: str) -> bool:
    """Whether an introduction may end with this line: a cheap look before the others."""
    return bare.endswith(_ENDINGS)


def has_date(joined: str) -> bool:
    """Whether a day is named."""
    return _DIGIT.search(joined) is not None and _DATE.search(joined) is not None


def is_opened(joined: str) -> bool:
    """Whether it begins with the word that introductions of its language begin with."""
    return _OPENING.match(joined) is not None


def introduces(joined: str, *, before_marked: bool) -> bool:
    """Whether `joined`, one line or several made one, says who wrote what comes next, and when.

    `before_marked`: lines with ">" follow, so less is needed to be sure. Without them a date must be there,
    and an address or the minute: people write "on 2 November she wrote:" too.
    """
    if len(joined) > LONGEST:
        return False
    dated = has_date(joined)
    if not dated and not before_marked:
        return False
    colon = joined[-1:] in (":", "：")
    address = _ADDRESS.search(joined) is not None
    if before_marked and colon and (dated or address):
        return True
    if not dated:
        return colon and _NAMED_WRITER.fullmatch(joined) is not None and not _SENTENCE.search(joined)
    clock = _CLOCK.search(joined) is not None
    if _ZOHO.fullmatch(joined):
        return address or clock
    if colon and _ADDRESS_LAST.search(joined):
        return True  # in any language: "2026年11月2日(月) 14:08 name <address>:"
    if _VERB_LAST.fullmatch(joined) or _VERB_FIRST.fullmatch(joined):
        if before_marked or address:
            return True
        return colon and clock and not _SENTENCE.search(joined)
    return False
