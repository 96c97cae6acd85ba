"""Where the new words of an answer end and the quoted history begins.

Each rule is a line, or two or three lines that a program broke, as mail programs write it above a quotation.
"""

import re
from collections.abc import Sequence

MAX_LINES = 20_000
"""Lines that are looked at; quoted history beyond them stays where it is."""

_MARKS = "*_ \t>"
_DATE = (
    r"(?:\d{2,4}\s?[./년-]\s?\d{1,2}\s?[./월-]\s?\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
    r"|\d{1,2}\s\w{3,9}\.?\s\d{4})"
)

# One line, or up to three lines joined, that introduce a quotation.
_INTRODUCTIONS = (
    # Gmail, Apple Mail, Thunderbird, Yahoo in English
    re.compile(r"On\s(?=.{0,80}\d).{6,200}\bwrote:$"),
    re.compile(r"At\s.{6,200}\byou wrote:$"),
    # Gmail, Daum: 2025년 11월 3일 (월) 오전 10:00, 이름 <주소>님이 작성:
    re.compile(rf"{_DATE}.{{0,160}}님이\s?(?:작성|썼습니다|쓴\s?글|보낸\s?(?:글|메시지|메일)).{{0,6}}$"),
    # Apple Mail: 2025. 11. 3. 오전 10:00, 이름 <주소> 작성:
    re.compile(rf"{_DATE}.{{0,200}}\s작성:$"),
    # Thunderbird: 2025-11-03 오전 10:00에 이름 이(가) 쓴 글:
    re.compile(rf"{_DATE}.{{0,200}}이\(가\)\s?쓴\s?글:?$"),
    # Apple Mail, older: 2025년 11월 3일 …, 이름 <주소>이(가) 다음과 같이 썼습니다.
    re.compile(rf"{_DATE}.{{0,200}}이\(가\)\s?다음과 같이 (?:작성|썼습니다).{{0,12}}$"),
    # Gmail, Apple Mail in Japanese and Chinese, German, French, Spanish
    re.compile(rf"{_DATE}.{{0,200}}(?:@.{{0,100}}[:：]|のメール[:：]?|写道[:：]|寫道[:：])$"),
    re.compile(r"Am\s.{6,200}\bschrieb.{0,80}:$"),
    re.compile(r"Le\s.{6,200}\ba écrit\s?:$"),
    re.compile(r"El\s.{6,200}\bescribió:$"),
)
# One line that alone separates, as Outlook, Naver, Daum, Samsung Mail and NAVER WORKS write it.
_SEPARATORS = (
    re.compile(
        r"-{2,}\s?(?:original (?:message|e-?mail|appointment)|원본\s?(?:메시지|메일|이메일)|원문\s?메시지"
        r"|reply message|ursprüngliche nachricht|message d'origine|元のメッセージ|原始邮件|原始郵件)"
        r"\s?-{2,}$",
        re.IGNORECASE,
    ),
)
_FORWARDED = re.compile(
    r"(?:-{2,}\s?(?:forwarded (?:message|by).{0,80}|전달된\s?(?:메시지|메일)|전달\s?메시지"
    r"|weitergeleitete nachricht)\s?-{2,}"
    r"|begin forwarded message:|전달된 메시지 시작:|전달된 메시지:)$",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"(?:from|보낸\s?사람|보낸\s?이|발신|발신자|von|de|差出人|发件人|寄件者)\s?[:：]\s?\S", re.IGNORECASE
)
_OTHER_FIELD = re.compile(
    r"(?:sent|date|to|cc|subject|보낸\s?날짜|날짜|받는\s?사람|받는\s?이|참조|제목|수신|수신자|보낸\s?시간|일시"
    r"|gesendet|an|betreff|envoyé|à|objet|送信日時|宛先|件名|发送时间|收件人|主题)\s?[:：]",
    re.IGNORECASE,
)


def split_reply(text: str) -> tuple[str, str]:
    r"""The new words of `text` and the history it quotes, either may be empty.

    Answers written between quoted lines, and forwarded mail, are new as a whole: folding them would hide what
    the sender wants to show. `text` has `\n` line ends.
    """
    lines = text.split("\n", MAX_LINES)
    at, after = _start_of_quote(lines)
    if at < 0:
        return text.strip(), ""
    above = "\n".join(lines[:at]).strip()
    quoted, below = _end_of_quote(lines, at, after)
    if below and any(line.startswith(">") for line in below):
        return text.strip(), ""  # answered point by point
    answer = "\n".join(below).strip()
    new = "\n\n".join(filter(None, (above, answer)))
    return new, "\n".join(quoted).strip()


def _start_of_quote(lines: Sequence[str]) -> tuple[int, int]:
    """First line of the quotation and the first after its introduction; -1 when nothing is quoted."""
    for index, line in enumerate(lines):
        if line.startswith(">"):
            return index, index
        bare = line.strip(_MARKS)
        if not bare or len(bare) > 400:
            continue
        if _FORWARDED.match(bare):
            return -1, -1
        if any(rule.match(bare) for rule in _SEPARATORS):
            return index, index + 1
        if _FROM.match(bare) and _is_header_block(lines, index):
            start = index
            while start > 0 and not lines[start - 1].strip("_-= \t*"):
                start -= 1
            return start, index + 1
        length = _introduction(lines, index)
        if length:
            return index, index + length
    return -1, -1


def _is_header_block(lines: Sequence[str], index: int) -> bool:
    following = [line.strip(_MARKS) for line in lines[index + 1 : index + 8]]
    return sum(bool(_OTHER_FIELD.match(line)) for line in following if line) >= 2


def _introduction(lines: Sequence[str], index: int) -> int:
    """How many lines from `index` introduce a quotation; programs wrap theirs at 70 to 80 characters."""
    joined = ""
    for count in range(1, 4):
        if index + count > len(lines):
            return 0
        line = lines[index + count - 1].strip(_MARKS).strip()
        if not line:
            return 0
        joined = f"{joined} {line}".strip()
        if len(joined) > 400:
            return 0
        ends = joined[-1] in ":：.," or joined.endswith(("작성", "글"))
        if ends and any(rule.match(joined) for rule in _INTRODUCTIONS):
            return count
    return 0


def _end_of_quote(lines: Sequence[str], at: int, after: int) -> tuple[Sequence[str], Sequence[str]]:
    """The quotation, and the lines below it that are new: only marked quotations (">") have an end."""
    first = next((i for i in range(after, len(lines)) if lines[i].strip()), len(lines))
    if first == len(lines) or not lines[first].startswith(">"):
        return lines[at:], ()
    end = first
    for index in range(first, len(lines)):
        if lines[index].startswith(">"):
            end = index + 1
        elif lines[index].strip():
            break
    return lines[at:end], lines[end:]
