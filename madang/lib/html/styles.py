"""Which inline styles a mail may keep: looks, never place. Nothing may cover the page, leave it or load."""

import re
from functools import lru_cache

MAX_STYLE = 4000
MAX_NUMBER = 2000
"""In any unit; more would only push other things out of sight."""

_SIDES = ("", "-top", "-right", "-bottom", "-left")
_PROPERTIES = frozenset(
    {
        *(f"margin{side}" for side in _SIDES),
        *(f"padding{side}" for side in _SIDES),
        *(f"border{side}{what}" for side in _SIDES for what in ("", "-color", "-style", "-width")),
        "border-collapse",
        "border-radius",
        "border-spacing",
        "background",
        "background-color",
        "caption-side",
        "clear",
        "color",
        "direction",
        "display",
        "empty-cells",
        "float",
        "font",
        "font-family",
        "font-size",
        "font-style",
        "font-variant",
        "font-weight",
        "height",
        "letter-spacing",
        "line-height",
        "list-style",
        "list-style-type",
        "max-height",
        "max-width",
        "min-height",
        "min-width",
        "overflow-wrap",
        "table-layout",
        "text-align",
        "text-decoration",
        "text-decoration-color",
        "text-decoration-line",
        "text-indent",
        "text-transform",
        "unicode-bidi",
        "vertical-align",
        "white-space",
        "width",
        "word-break",
        "word-spacing",
        "word-wrap",
    }
)
_VALUE = re.compile(r"""[\w\s#%.,'"()+!/-]*""")
_FUNCTION = re.compile(r"([\w-]*)\(")
_FUNCTIONS = frozenset({"rgb", "rgba", "hsl", "hsla"})
_NEGATIVE = re.compile(r"(?<![\w)])-\s*[\d.]")
_NUMBER = re.compile(r"\d{4,}")
_DISPLAY = re.compile(r"(?:block|inline|inline-block|none|list-item|table|inline-table|table-[a-z-]+)")
_IMPORTANT = re.compile(r"\s*!\s*important\s*$", re.IGNORECASE)


@lru_cache(maxsize=2048)
def clean_style(style: str) -> str:
    """The declarations of a style attribute that may stay, as `property:value` joined by semicolons."""
    kept = []
    for declaration in style[:MAX_STYLE].split(";"):
        name, colon, value = declaration.partition(":")
        name, value = name.strip().lower(), _IMPORTANT.sub("", value.strip())
        if colon and value and name in _PROPERTIES and _is_harmless(name, value):
            kept.append(f"{name}:{value}")
    return ";".join(kept)


def _is_harmless(name: str, value: str) -> bool:
    if not _VALUE.fullmatch(value) or "//" in value or "/*" in value or "!" in value:
        return False
    if any(found.lower() not in _FUNCTIONS for found in _FUNCTION.findall(value)):
        return False
    if name == "display":
        return _DISPLAY.fullmatch(value.lower()) is not None
    if not name.startswith("font-family") and _NEGATIVE.search(value):
        return False
    return all(int(number[:9]) <= MAX_NUMBER for number in _NUMBER.findall(value)) or "color" in name
