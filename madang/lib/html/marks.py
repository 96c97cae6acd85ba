"""How mail programs mark in their HTML what they quote and what signs."""

import re

from madang.lib.html.tokens import Tag

# Elements around the earlier message: what follows them may be new again.
_BOXES = """
    gmail_quote gmail_quote_container yahoo_quoted protonmail_quote zmail_extra tutanota_quote
    isReplyContent composer_reference_message mail-editor-reference-message-container
    ms-outlook-mobile-reference-message OLK_SRC_BODY_SECTION naver_quoted daum_quoted
"""
# What introduces a quotation: the marked lines after it belong to it.
_INTRODUCTIONS = "moz-cite-prefix gmail_attr reply-intro"
# Places below which the earlier message stands, up to the end of the mail.
_EDGES = "appendonsend divRplyFwdMsg OutlookMessageHeader x_divRplyFwdMsg"
_SIGNATURES = """
    gmail_signature moz-signature ms-outlook-mobile-signature protonmail_signature_block Signature
    zm_signature signature-block
"""
QUOTE_NAMES = frozenset(f"{_BOXES} {_INTRODUCTIONS} {_EDGES} {_SIGNATURES}".split())
"""Names of classes and ids that say nothing but this."""

_KINDS = {
    **dict.fromkeys(_BOXES.split(), "history"),
    **dict.fromkeys(_INTRODUCTIONS.split(), "introduction"),
    **dict.fromkeys(_EDGES.split(), "edge"),
    **dict.fromkeys(_SIGNATURES.split(), "signature"),
}
MAY_MARK = re.compile(
    "|".join(map(re.escape, sorted(QUOTE_NAMES))) + r"|border-top\s*:[^;\"']{0,20}#|Zm-_Id_-Sgn",
    re.IGNORECASE,
)
"""A cheap look at HTML, or at the inside of a tag, before the others."""

_REWRITTEN = re.compile(r"^(?:x_|m_-?\d+)+")
_BORDER = re.compile(
    r"border(?:-top)?\s*:\s*(?:none;\s*border-top\s*:\s*)?(?:solid\s+#(?:e1e1e1|b5c4df)|#(?:e1e1e1|b5c4df)\s+solid"
    r"|1(?:\.0)?p[tx]\s+solid\s+#(?:e1e1e1|b5c4df))",
    re.IGNORECASE,
)


def mark_name(word: str) -> str:
    """The name that a class or id stands for; programs that rewrite mail put theirs before it."""
    word = _REWRITTEN.sub("", word)
    if word in _KINDS:
        return word
    if word.startswith("Zm-_Id_-Sgn"):
        return "zm_signature"
    return "yahoo_quoted" if word.startswith("ydp") and "yahoo_quoted" in word else ""


def mark_of(tag: Tag) -> tuple[str, str] | None:
    """What `tag` marks, as a kind of `Region`, and by which name; None when it marks nothing."""
    attributes = tag.attributes()
    for word in f"{attributes.get('id', '')} {attributes.get('class', '')}".split():
        name = mark_name(word)
        if name:
            return _KINDS[name], name
    return ("edge", "border") if _BORDER.search(attributes.get("style", "")) else None
