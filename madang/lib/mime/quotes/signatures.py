"""What stands below the words of a mail without being words: signatures, notes of devices, legal notices."""

import re
from collections.abc import Sequence

from madang.lib.mime.quotes.separators import is_rule

MAX_LINES = 40
"""Lines that a signature may have; only so many are looked at from the end."""

MAX_CARD = 14
"""Lines of a block of ways to reach someone."""

_PRODUCTS = """
    iphone ipad ipod ios apple mac galaxy samsung outlook android windows hotmail yahoo proton gmail google
    blackberry thunderbird spark airmail nokia huawei xiaomi redmi lg sony xperia pixel motorola oneplus
    mailbird superhuman zoho works hiworks naver daum kakao mail mobile smartphone phone tablet nine bluemail
    edison workspace 아이폰 아이패드 갤럭시 삼성 네이버 다음 카카오 메일 휴대폰 휴대전화 스마트폰 핸드폰
    모바일 아웃룩 하이웍스 네이버웍스 태블릿 안드로이드 윈도우
"""
_PRODUCT = rf"(?:{'|'.join(_PRODUCTS.split())})"
_LINK = r"(?:\s*[<(\[]?https?://[^\s>)\]]{1,300}[>)\]]?)?"
_DEVICE = re.compile(
    r"[\s>*_\-–—|\[(]*(?:"
    rf"sent\s(?:(?:from|via|with|by|using)\s(?:my\s|the\s)?.{{0,30}}?{_PRODUCT}.{{0,50}}|from\smy\s.{{1,40}})"
    rf"|sent\s(?:from|with)\smy\s.{{1,40}}|get\s{_PRODUCT}\sfor\s.{{1,30}}"
    rf"|(?:나의\s|내\s|제\s)?{_PRODUCT}.{{0,40}}(?:에서|로|으로)\s?(?:보냄|보냈습니다|보냈음|보낸\s?(?:메일|메시지)(?:입니다)?"
    rf"|발송(?:됨|되었습니다|했습니다)?|전송(?:됨|되었습니다)?|작성(?:됨|했습니다))"
    rf"|{_PRODUCT}용\s.{{1,20}}(?:에서\s)?(?:다운로드|가져오기|받기|보냄|보냈습니다|보낸\s?메일)"
    rf"|.{{0,20}}{_PRODUCT}.{{0,20}}\s(?:다운로드|가져오기)"
    r"|(?:von\smeinem\s.{1,40}\sgesendet|gesendet\s(?:von|mit|aus)\s.{1,50}|diese\snachricht\swurde\svon\smeinem\s.{1,80})"
    rf"|envoyé\s(?:de|depuis|à\spartir\sde)\s.{{0,20}}{_PRODUCT}.{{0,30}}|téléchargez\soutlook\spour\s.{{1,20}}"
    r"|obtenir\soutlook\spour\s.{1,20}|obtener\soutlook\spara\s.{1,20}|holen\ssie\ssich\soutlook\sfür\s.{1,20}"
    rf"|enviado\s(?:desde|do|a\spartir\sdo|con)\s.{{0,20}}{_PRODUCT}.{{0,30}}|inviato\sda(?:l\smio)?\s.{{0,20}}{_PRODUCT}.{{0,20}}"
    rf"|verzonden\svanaf\s.{{1,40}}|skickat\sfrån\s.{{1,40}}|sendt\sfra\s.{{1,40}}|wysłane\sz\s.{{1,40}}"
    rf"|отправлено\s(?:с|из)\s.{{1,40}}|{_PRODUCT}.{{0,30}}から送信|(?:从|從|发自)我的.{{1,20}}(?:发送|傳送|寄出)?"
    rf"|yahoo\smail:?\ssearch,\sorganize,\sconquer|发自我的.{{1,20}}"
    r")[\s.*_>\])]*",
    re.IGNORECASE,
)
_MAY_BE_DEVICE = re.compile(
    r"sent|gesendet|get\s|보[냄냈낸]|발송|전송|작성|다운로드|가져오기|받기|env[oi]|inviato|verzonden|skickat|wysłane|отправлено"
    r"|送信|我的|outlook|yahoo|virus|viren|바이러스|unsubscribe|you\sreceived",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"(?:virus-free|viren-?frei|바이러스\s?(?:없음|검사).{0,40})[.:]?\s*(?:www\.)?.{0,60}"
    r"|(?:you\sreceived\sthis\s(?:message|e-?mail)\sbecause|to\sunsubscribe\sfrom\sthis\s).{0,200}",
    re.IGNORECASE,
)
_LIST_FOOTER = re.compile(
    r"mailing\slist|메일링\s?리스트|mailman|listinfo|unsubscribe|수신\s?거부", re.IGNORECASE
)
_LEGAL_BEGIN = re.compile(
    r"[\s*_\[(【※<-]*(?:confidential|disclaimer|legal\snotice|privileged|important\snotice"
    r"|this\s(?:e-?mail|message|communication|transmission|electronic)|the\s(?:information|contents?)\s"
    r"|notice:|if\syou\s(?:are\snot|have\sreceived|received)|please\sconsider\sthe\senvironment"
    r"|diese\s(?:e-?mail|nachricht)|ce\s(?:message|courriel|mail)|este\s(?:mensaje|correo)"
    r"|(?:본|이)\s?(?:e-?mail|이메일|전자\s?우편|메일|메시지|전자메일|통신문)|발신\s?전용|기밀|비밀유지|보안\s?공지|법적\s?고지"
    r"|(?:この|本)(?:メール|電子メール)|(?:本|此)(?:邮件|郵件|电子邮件))",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"confidential|privileged|intended\s(?:solely|only|recipient)|unauthori[sz]ed|disseminat|legally|disclos"
    r"|delete\s(?:it|this|the)|in\serror|printing\sthis|vertraulich|bestimmt|confidentiel|destinataire"
    r"|confidencial|destinatario|기밀|비밀|법적|법률|수신인|수신자|지정된|무단|복사|배포|공개|누설|삭제|삭제하여|발신\s?전용"
    r"|회신(?:이|은)\s?(?:불가|되지)|機密|受信者|保密|机密|收件人",
    re.IGNORECASE,
)

_LABEL = re.compile(
    r"(?:^|[|/·,∙•\s])(?:(?:tel|t|phone|ph|mobile|mob|m|cell|c|c\.p|h\.p|hp|direct|d|office|o|fax|f|e-?mail|e|mail|web"
    r"|website|w|homepage|url|addr|address|add|a|kakao|line|skype)\s?[.:：)|]\s?(?=[+(\d@\w])"
    r"|(?:전화|전화번호|대표전화|휴대폰|휴대전화|핸드폰|모바일|직통|내선|팩스|이메일|메일|홈페이지|주소|사무실|본사)\s?[.:：)|]?\s?(?=[+(\d\w])"
    r"|[☎☏✆📞📱📧✉🏢🏠🌐📠📍])",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?:\+\d{1,3}[\s.()-]*)?\(?0?\d{1,4}\)?[\s.)-]{1,2}\d{3,4}[\s.-]\d{3,4}\b|\+\d[\d\s().-]{7,18}\d"
)
_REACHED = re.compile(r"\d{3}|@|www\.|https?:")
_PLACE = re.compile(
    r"^\s*(?:[aA]\s?[.:]\s?|address\s?[.:]\s?|주소\s?[.:：]\s?)\S|(?:시|도)\s\S{1,8}(?:구|군|시)\s\S{1,12}(?:로|길|동)\b"
)
_WEB = re.compile(r"(?:https?://|www\.)\S|[^\s@]{1,64}@[^\s@]{2,200}")
_STANDING = re.compile(
    r"대표이사|이사|부장|차장|과장|대리|사원|팀장|주임|매니저|실장|본부장|센터장|선임|책임|수석|연구원|㈜|\(주\)|주식회사|유한회사|사업부"
    r"|\b(?:manager|director|ceo|cto|cfo|coo|engineer|officer|head\sof|president|consultant|specialist|assistant"
    r"|inc|ltd|llc|gmbh|corp|corporation|co\.,|s\.a|pty|plc)\b|\S\s?[|｜]\s?\S|(?:팀|본부|센터|그룹)(?:\s|$)",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    r"\s*[-*·•]?\s*(?:이름|성함|성명|고객명|주문\s?(?:번호|자)|수령\s?(?:인|자)|받는\s?(?:분|사람|이)|보내는\s?(?:분|사람)|상품|제품|모델|시리얼"
    r"|계좌|예금주|은행|아이디|회원|사업자|생년월일|배송지|신청|연락처|우편번호|name|order|account|serial|model|product"
    r"|size|colou?r|customer|username|id|company\sname|invoice|ship(?:ping)?)\b[^:：]{0,20}[:：]",
    re.IGNORECASE,
)
_LEADS_IN = re.compile(r"[:：]\s*$|정보(?:는|입니다)|as\sfollows|details", re.IGNORECASE)
# These lead in to what is told even in words of farewell.
_TELLS = re.compile(
    r"연락처|번호[는를가]|주소|전화|아래|다음(?:과|은|의|으로)|(?:알려|공유)\s?드|contact\s(?:details|info)|phone\snumber"
    r"|below|following|address\b",
    re.IGNORECASE,
)
_REACHING = re.compile(
    r"^(?:tel|t|mobile|m|h\.?p|cell|c\.p|fax|f|e-?mail|e)\s?[.:)]|^[☎☏✆📞📱✉📧]", re.IGNORECASE
)
_BARRED = re.compile(r"[^\s|｜].{0,30}\s?[|｜]\s?\S")
_CLOSING = re.compile(
    r"(?:(?:with\s)?(?:best|kind|warm|many)(?:\sregards|\swishes|\sthanks)?|regards|thanks(?:\sagain)?|thank\syou.{0,30}"
    r"|sincerely(?:\syours)?|yours.{0,14}|cheers|best|mit\sfreundlichen\sgrüßen|viele\sgrüße|cordialement|saludos.{0,12}"
    r"|.{0,20}(?:감사합니다|고맙습니다|수고하세요|드림|올림|배상|부탁드립니다|드립니다))[\s,.!~^]*",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"(?:[?!。？！…]|[^\W\d_][.]|(?:니다|세요|어요|아요|해요|에요|예요|네요|군요|까요|지요|죠|음|함|됨))[\s.~!^)\"']*$"
)
_COMPANY = re.compile(r"\b(?:inc|ltd|co|corp|llc|gmbh|s\.a|plc)\.?$", re.IGNORECASE)
_ITEM = re.compile(r"\s*(?:[-*·•▪]|\d{1,2}[.)])\s")


def without_signature(lines: Sequence[str], start: int, end: int) -> tuple[int, str]:
    """Where the words in `lines[start:end]` end, and what stands below them: "" when all are words."""
    words, reasons = _trimmed(lines, start, end), list[str]()
    delimiter = _delimiter(lines, start, words)
    if delimiter >= 0:
        words, reasons = _trimmed(lines, start, delimiter), ["signature"]
    for _ in range(6):
        cut, reason = _below(lines, start, words)
        if not reason:
            break
        words = _trimmed(lines, start, cut)
        reasons.insert(0, reason)
    return (words, " ".join(dict.fromkeys(reasons))) if reasons else (end, "")


def _below(lines: Sequence[str], start: int, end: int) -> tuple[int, str]:
    if end <= start:
        return end, ""
    last = lines[end - 1].strip()
    if len(last) <= 300 and _MAY_BE_DEVICE.search(last):
        if _DEVICE.fullmatch(re.sub(_LINK, "", last)):
            return end - 1, "device"
        if _FOOTER.fullmatch(last):
            return end - 1, "footer"
    above = end - 1
    while above > start and end - above < 12 and lines[above - 1].strip():
        above -= 1
    if is_rule(lines[above]) and end - above <= 6 and _LIST_FOOTER.search(" ".join(lines[above:end])[:2000]):
        return above, "footer"
    if _is_legal(" ".join(lines[above:end])[:6000]):
        return above, "notice"
    block = _contact_block(lines, start, end)
    return (block, "contact") if block < end else (end, "")


def _trimmed(lines: Sequence[str], start: int, end: int) -> int:
    while end > start and not lines[end - 1].strip():
        end -= 1
    return end


def _delimiter(lines: Sequence[str], start: int, end: int) -> int:
    """The line "-- " that begins a signature (RFC 3676, 4.3); -1 when there is none.

    Without its space it may be a line that someone drew between two thoughts.
    """
    for index in range(max(start, end - MAX_LINES), end):
        line = lines[index]
        if line[:2] != "--" or line.strip() != "--":
            continue
        below = [one.strip() for one in lines[index + 1 : end] if one.strip()]
        if line.startswith("-- ") or _is_card(below):
            return index
    return -1


def _is_card(below: Sequence[str]) -> bool:
    """Whether lines look as one introduces oneself: few, short, no sentence, or ways to reach someone."""
    if len(below) > 12:
        return False
    if any(_is_contact(line) for line in below):
        return not any("?" in line or "？" in line for line in below)
    return all(
        len(line) <= 60 and ":" not in line and not _is_sentence(line) and not _ITEM.match(line)
        for line in below
    )


def _is_legal(paragraph: str) -> bool:
    if len(paragraph) < 30 or not _LEGAL_BEGIN.match(paragraph):
        return False
    return len(paragraph) >= 60 and len({word.lower() for word in _LEGAL.findall(paragraph)}) >= 2


def _is_contact(line: str) -> bool:
    if len(line) > 160:
        return False
    reached = _PHONE.search(line) or _WEB.search(line)
    if reached is None:
        return _PLACE.search(line) is not None
    rest = _WEB.sub("", _PHONE.sub("", _LABEL.sub(" ", line)))
    return sum(map(str.isalpha, rest)) <= 40 and not _is_sentence(line)


def _contact_block(lines: Sequence[str], start: int, end: int) -> int:
    """Where a block of ways to reach the writer begins that ends at `end`; `end` when there is none.

    What a customer was asked for (a name, a number, a place) must not be taken for one: labels that a form
    has, or a line that leads in, keep it.
    """
    if not any(_REACHED.search(line) for line in lines[max(start, end - MAX_CARD) : end]):
        return end
    first = next(index for index in range(start, end) if lines[index].strip())
    index, contacts, standing, block = end, 0, False, end
    while index > start and end - index < MAX_CARD:
        line = lines[index - 1].strip()
        if not line:
            if not contacts:
                break
            index -= 1
            continue
        below_gap = index < block and not lines[index].strip()
        if (_GIVEN.match(line) and not _LABEL.match(line)) or line.startswith("사업자"):
            return end
        if is_rule(line):
            standing = True
            if contacts:
                block = index - 1
                break
            index -= 1
            continue
        contact = _is_contact(line)
        if not contact and (
            len(line) > 70 or _CLOSING.fullmatch(line) or _is_sentence(line) or _ITEM.match(line)
        ):
            break
        told = _STANDING.search(line) is not None
        if below_gap and not contact and index - 1 == first:
            break
        if below_gap and not contact and not told and (not _is_name(line) or _is_closed(lines, start, index)):
            break
        contacts += contact
        standing = standing or told
        index -= 1
        block = index
    above = _trimmed(lines, start, block)
    if above <= start or contacts < 1:
        return end
    before = lines[above - 1].strip()
    if _TELLS.search(before) or (_LEADS_IN.search(before) and not _CLOSING.fullmatch(before)):
        return end
    closed = _CLOSING.fullmatch(before) is not None
    barred = _BARRED.match(lines[block].strip()) is not None
    named = _is_name(lines[block].strip()) and sum(
        _REACHING.match(line.strip()) is not None for line in lines[block:end]
    ) >= 2  # fmt: skip
    sure = (contacts >= 2 and (standing or closed or named)) or (standing and (closed or barred))
    return block if sure or (contacts >= 3 and end - block <= 10) else end


def _is_sentence(line: str) -> bool:
    return _SENTENCE.search(line) is not None and not _COMPANY.search(line)


def _is_closed(lines: Sequence[str], start: int, index: int) -> bool:
    """Whether words of farewell stand right above `lines[index - 1]`: a name there ends the letter."""
    return index - 2 >= start and _CLOSING.fullmatch(lines[index - 2].strip()) is not None


def _is_name(line: str) -> bool:
    return len(line) <= 24 and len(line.split()) <= 3 and not any(map(str.isdigit, line))
