"""What of a mail's HTML may be kept: words, looks, pictures, links; nothing that runs, asks or covers."""

import re

import nh3

from madang.lib.html.marks import mark_name
from madang.lib.html.styles import clean_style
from madang.lib.html.taming import tame

_TAG_NAMES = """
    a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col colgroup
    dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd
    li main mark nav ol p pre q rp rt ruby s samp section small span strike strong sub summary sup table
    tbody td tfoot th thead time tr tt u ul var wbr
"""
_NAMES_DROPPED_WITH_CONTENT = """
    applet audio canvas embed frame frameset head iframe link math meta noembed noframes noscript object
    script select style svg template textarea title video xmp
"""
_CELL = {"align", "bgcolor", "colspan", "height", "rowspan", "valign", "width", "nowrap"}
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"style", "dir", "lang", "align", "class", "id"},
    "a": {"href", "title", "name"},
    "abbr": {"title"},
    "blockquote": {"type"},
    "col": {"span", "width"},
    "colgroup": {"span", "width"},
    "font": {"color", "face", "size"},
    "hr": {"size", "width"},
    "img": {"src", "alt", "width", "height", "title", "border"},
    "li": {"value"},
    "ol": {"start", "type"},
    "table": {"bgcolor", "border", "cellpadding", "cellspacing", "height", "width"},
    "td": _CELL,
    "th": _CELL,
    "tr": {"bgcolor", "valign", "height"},
    "ul": {"type"},
}
_LINK = re.compile(r"(?i)(?:https?://|mailto:|tel:)[^\s\x00-\x1f]")
_PICTURE = re.compile(r"(?i)(?:https?://|cid:)[^\s\x00-\x1f]")
_DATA_PICTURE = re.compile(r"(?i)data:image/(?:png|jpe?g|gif|webp|bmp);base64,[a-z0-9+/=%\s]*")
_REL, _TARGET = 'rel="noopener noreferrer nofollow"', 'target="_blank"'
_LENGTH = re.compile(r"\d{1,4}(?:\.\d{1,4})?(?:%|px)?")
_WORDS = re.compile(r"[\w#. ,%-]{1,200}")


def clean(html: str) -> str:
    """`html` with only what may be kept; safe to store; cleaning it again loses no word.

    Pictures from elsewhere are still named in it: use `display` for what is shown. Links open in a new page
    that learns nothing of this one. Bounded for any input (see `taming`).
    """
    if not html:
        return ""
    cleaned = _CLEANER.clean(tame(html))
    # The cleaner adds these two in an order that depends on what it took away before.
    return cleaned.replace(f"{_REL} {_TARGET}", f"{_TARGET} {_REL}")


def _keep(tag: str, attribute: str, value: str) -> str | None:
    """The value that `attribute` keeps, None for none; called by the cleaner for each attribute it knows."""
    match attribute:
        case "style":
            return clean_style(value) or None
        case "href":
            value = _with_scheme(value)
            return value if _LINK.match(value) else None
        case "src":
            value = _with_scheme(value)
            return value if _PICTURE.match(value) or _DATA_PICTURE.fullmatch(value) else None
        case "class" | "id":
            return " ".join(filter(None, map(_mark, value.split()))) or None
        case (
            "width"
            | "height"
            | "border"
            | "cellpadding"
            | "cellspacing"
            | "size"
            | "span"
            | "colspan"
            | "rowspan"
        ):
            value = value.strip()
            return value if _LENGTH.fullmatch(value.lstrip("+-")) else None
        case "alt" | "title" | "face" | "name":
            return value[:500]
        case _:
            return value if _WORDS.fullmatch(value) or not value else None


def _mark(name: str) -> str:
    """The names that may stay: they say how a mail program marks quotes, nothing else, and help folding."""
    return name if name == "MsoNormal" else mark_name(name)


def _with_scheme(url: str) -> str:
    url = url.strip()
    return "https:" + url if url.startswith("//") else url


_CLEANER = nh3.Cleaner(
    tags=set(_TAG_NAMES.split()),
    clean_content_tags=set(_NAMES_DROPPED_WITH_CONTENT.split()),
    attributes=_ATTRIBUTES,
    attribute_filter=_keep,
    strip_comments=True,
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={"a": {"target": "_blank"}},
    url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
)
