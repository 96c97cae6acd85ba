"""Plain text as HTML: paragraphs, line breaks, and addresses made links."""

import re
from html import escape

_PARAGRAPH_END = re.compile(r"\n[ \t]*\n\s*")
# Only ASCII: in Korean a particle follows an address without a space.
_ADDRESS = re.compile(
    r"https?://[!-;=?-~]{1,2000}|\b[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}", re.ASCII
)
_TRAILING = ".,;:!?'\"*_~"


def from_text(text: str) -> str:
    """`text` escaped, a `<p>` for each paragraph, web and mail addresses as links."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    if not text.strip():
        return ""
    paragraphs = (part for part in _PARAGRAPH_END.split(text) if part.strip())
    return "".join(f"<p>{_lines(part)}</p>" for part in paragraphs)


def _lines(paragraph: str) -> str:
    out: list[str] = []
    at = 0
    for found in _ADDRESS.finditer(paragraph):
        address = _trimmed(found[0])
        out += [_escaped(paragraph[at : found.start()]), _link(address)]
        at = found.start() + len(address)
    out.append(_escaped(paragraph[at:]))
    return "".join(out)


def _trimmed(address: str) -> str:
    address = address.rstrip(_TRAILING)
    for opening, closing in ("()", "[]"):
        while address.endswith(closing) and address.count(closing) > address.count(opening):
            address = address[:-1].rstrip(_TRAILING)
    return address


def _link(address: str) -> str:
    href = address if "://" in address else f"mailto:{address}"
    return (
        f'<a href="{escape(href)}" target="_blank" rel="noopener noreferrer nofollow">{escape(address)}</a>'
    )


def _escaped(text: str) -> str:
    # Runs of spaces hold columns and indents in plain text; HTML would swallow them.
    text = escape(text, quote=False).replace("\t", "    ")
    return re.sub(r"(?<= ) |^ ", "&nbsp;", text, flags=re.MULTILINE).replace("\n", "<br>\n")
