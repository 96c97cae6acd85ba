"""The icons, inlined so that they take the text's colour and need no request."""

import re
from functools import cache, lru_cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

FOLDER = Path(__file__).resolve().parent / "icons"


class NoSuchIcon(Exception):
    """There is no file of that name in ui/icons; copy it from the icon set's package."""


@cache
def _drawing(name: str) -> SafeString:
    """What stands inside the <svg>: our own file, so it is taken as it is."""
    file = FOLDER / f"{name}.svg"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not file.is_file():
        raise NoSuchIcon(name)
    inner = re.sub(r"\A.*?<svg[^>]*>|</svg>\s*\Z", "", file.read_text(encoding="utf-8"), flags=re.S)
    return mark_safe(re.sub(r">\s+<", "><", inner.strip()))  # noqa: S308  # a file of this package


@lru_cache(maxsize=1024)
def icon(name: str, *, size: str = "", label: str = "") -> SafeString:
    """An icon as SVG. `size` is "", "small" or "large"; `label` names it for those who can't see it.

    Without a label it is decoration: the words beside it say the same. Raises NoSuchIcon.
    """
    classes = f"icon {size}".strip()
    if label:
        template = '<svg class="{}" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>'
        return format_html(template, classes, label, _drawing(name))
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', classes, _drawing(name)
    )
