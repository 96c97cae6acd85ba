"""Lines and blocks of header fields by which programs set the earlier message off."""

import re
from collections.abc import Sequence

RULES = "-=_*~‐‑‒–—―─━"
"""Signs that lines are drawn with."""

_RULE = f"[{RULES}]"
_ORIGINAL = re.compile(
    rf"{_RULE}{{2,}}\s*(?:original[\s-](?:message|mail|e-?mail|appointment)|reply(?:\smessage)?"
    r"|replied\smessage|원본\s?(?:메시지|메세지|메일|이메일|내용|글)?|원문(?:\s?(?:메시지|메일))?|이전\s?(?:메시지|메일)"
    r"|받은\s?(?:메시지|메일)|ursprüngliche\s(?:nachricht|e-?mail)|originalnachricht|message\sd['’]origine"
    r"|mensaje\soriginal|mensagem\soriginal|messaggio\soriginale|oorspronkelijk\sbericht|исходное\sсообщение"
    r"|(?:元の|オリジナル)\s?(?:メッセージ|メール)|原始(?:邮件|郵件|信件)|回复的原邮件|原始訊息"
    rf")\s*{_RULE}{{2,}}",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    rf"{_RULE}{{2,}}\s*(?:forwarded\s(?:message|mail|by\b).{{0,80}}|fwd:?.{{0,80}}|전달(?:된|한|\s)?\s?(?:원본\s?)?(?:메시지|메세지|메일|이메일)"
    r"|weitergeleitete\snachricht|message\stransféré|mensaje\sreenviado|mensagem\s(?:reencaminhada|encaminhada)"
    r"|messaggio\sinoltrato|転送(?:された)?\s?(?:メッセージ|メール)|转发(?:的)?(?:邮件|消息)|轉寄(?:的)?(?:郵件|訊息)"
    rf")\s*{_RULE}{{2,}}"
    r"|(?:begin\sforwarded\smessage|전달된\s(?:메시지|메일)(?:\s시작)?|다음에서\s전달됨"
    r"|anfang\sder\sweitergeleiteten\s(?:nachricht|e-?mail)|début\sdu\smessage\s(?:réexpédié|transféré)"
    r"|inicio\sdel\smensaje\sreenviado|início\sda\smensagem\sreencaminhada|inizio\smessaggio\sinoltrato"
    r"|転送されたメッセージ|开始转发(?:的)?邮件|開始轉寄郵件|以下是转发的邮件)\s?[:：]",
    re.IGNORECASE,
)

_FIELDS = {
    "from": """
        from von de da van od feladó от fra från mittente kimden 보낸\\s?사람 보낸\\s?이 보낸\\s?분
        보내는\\s?사람 발신 발신자 발신인 差出人 送信者 发件人 發件人 寄件者 寄件人
    """,
    "date": """
        sent sent\\sat date gesendet datum envoyé enviado enviado\\sel enviada(?:\\sem)? fecha data inviato
        verzonden odesláno sendt skickat отправлено дата wysłano gönderildi 보낸\\s?날짜 보낸\\s?시간
        보낸\\s?일시 보낸\\s?때 받은\\s?날짜 날짜 일시 발신일 발신일시
        발송일 발송일시 작성일 送信日時 送信日 日付 日時
        发送时间 发送日期 發送時間 日期 寄件日期 傳送時間
    """,
    "to": """
        to an à a para aan til komu címzett till кому alıcı do 받는\\s?사람 받는\\s?이 받는\\s?분 수신
        수신자 수신인 宛先 收件人 收件者
    """,
    "cc": "cc ccn bcc kopie copie copia cópia 참조 숨은\\s?참조 抄送 副本 копия",
    "subject": """
        subject betreff objet předmět predmet tárgy asunto assunto oggetto onderwerp emne ämne temat тема
        konu 제목 件名 主题 主題 主旨
    """,
    "other": """
        importance priority attachments? reply-to organization 첨부 첨부파일 첨부\\s?파일 중요도 회신
        wichtigkeit anlagen pièces\\sjointes 添付ファイル 附件 重要度
    """,
}
_KIND_OF = [(kind, "|".join(names.split())) for kind, names in _FIELDS.items()]
_FIELD = re.compile(
    r"[|\s*_]*(?:" + "|".join(f"(?P<{kind}>{names})" for kind, names in _KIND_OF) + r")"
    r"[\s*_]*(?:[:：]|\s\|\s)[\s*_]*(?P<value>.*)",
    re.IGNORECASE | re.DOTALL,
)
_NAME_ALONE = re.compile("|".join(names for _, names in _KIND_OF), re.IGNORECASE)
_ONLY_RULE = re.compile(rf"[\s>|*]*{_RULE}{{3,}}[\s*]*")
_TITLED_RULE = re.compile(rf"\s*{_RULE}{{3,}}[^-=]{{1,40}}{_RULE}{{3,}}\s*")
_MINUTE = re.compile(r"\d{1,2}\s?[:시時h.]\s?\d{2}")
_MARKS = "*_ \t>|\xa0\u200b\u200e\u200f\ufeff"

MAX_BLOCK = 30
"""Lines that a block of header fields may have, wrapped lists of recipients with them."""

MAX_WRAPPED = 12
"""Lines in a row that go on with a list of recipients."""


def is_original(bare: str) -> bool:
    """Whether the line alone announces the earlier message ("-----Original Message-----")."""
    found = _ORIGINAL.match(bare)
    # Some programs lose the line end after it.
    return found is not None and (found.end() == len(bare) or _FIELD.match(bare, found.end()) is not None)


def is_forwarded(bare: str) -> bool:
    """Whether the line announces a message that is passed on: it is new to whoever gets it."""
    return _FORWARDED.fullmatch(bare) is not None


def is_rule(line: str) -> bool:
    """Whether the line is drawn, not written."""
    return _ONLY_RULE.fullmatch(line) is not None


def is_titled_rule(line: str) -> bool:
    """Whether the line is drawn around a few words."""
    return len(line) < 200 and _TITLED_RULE.fullmatch(line) is not None


def header_block(lines: Sequence[str], at: int, *, announced: bool = False) -> int:
    """The line after the block of header fields that begins at `at`; 0 when there is none.

    At least three kinds of fields, the sender among them, and a sign that it is about a mail: an address, the
    minute, or all four kinds; a parcel has a sender and a receiver too. `announced`: the markup or a line
    above says that a message follows, so two kinds are enough.
    """
    kinds: set[str] = set()
    mail, end, wrapped = False, 0, 0
    index, limit = at, min(len(lines), at + MAX_BLOCK)
    while index < limit:
        bare = lines[index].strip(_MARKS)
        field = _field(lines, index, bare)
        if field is None:
            ends = bool(bare) and not (kinds and ("@" in bare or bare.endswith((";", ","))))
            if ends or wrapped > MAX_WRAPPED or (not bare and (wrapped or not kinds)):
                break
            wrapped += bool(bare)
            index += 1
            end = index if bare else end
            continue
        kind, value, used = field
        if kind in kinds and kind != "other":
            break
        kinds.add(kind)
        mail = mail or "@" in value or (kind == "date" and _MINUTE.search(value) is not None)
        index += used
        end, wrapped = index, 0
    kinds.discard("other")
    if "from" not in kinds or len(kinds) < (2 if announced else 3):
        return 0
    return end if announced or mail or {"date", "to", "subject"} <= kinds else 0


def _field(lines: Sequence[str], at: int, bare: str) -> tuple[str, str, int] | None:
    """Kind, value and number of lines of the field that begins at `at`; some break after the name."""
    following = lines[at + 1].strip("*_ \t>") if at + 1 < len(lines) else ""
    if len(bare) < 16 and following.startswith((":", "：")) and _NAME_ALONE.fullmatch(bare):
        kind, value = _parts(_FIELD.match(f"{bare} {following}"[:600]))
        return (kind, value, 2) if kind else None
    if not (":" in bare[:24] or "：" in bare[:24] or "|" in bare[:24]):
        return None
    kind, value = _parts(_FIELD.match(bare[:600]))
    if not kind:
        return None
    if not value and following and kind != "cc" and not _FIELD.match(following[:60]):
        return kind, following, 2
    return kind, value, 1


def _parts(found: re.Match[str] | None) -> tuple[str, str]:
    if found is None:
        return "", ""
    groups = found.groupdict()
    value = groups.pop("value")
    return next(name for name, text in groups.items() if text is not None), value.strip("*_ \t")
