"""A cleaned mail made ready to be looked at: its own pictures in place, other people's held back."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import unquote

from madang.lib.html.cleaning import clean
from madang.lib.html.trackers import tracker_name

# What the cleaner writes: attributes in double quotes, each quote inside written as an entity.
_IMAGE = re.compile(r'<img((?:\s[^\s=>"]+="[^"]*")*)\s*/?>')
_ATTRIBUTE = re.compile(r'([^\s=>"]+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class DisplayHtml:
    """HTML for an agent's eyes, how many pictures from elsewhere are `blocked`, to whom `trackers` report."""

    html: str
    blocked: int = 0
    trackers: tuple[str, ...] = ()


def display(
    html: str, *, cid: Callable[[str], str | None], remote: Callable[[str], str] | None = None
) -> DisplayHtml:
    """`html` (cleaned here again, so any may come) for showing.

    `cid` gives the address of the message's own picture with that content id, None when it has none. `remote`
    gives the address through which a picture from elsewhere is loaded; without it they stay unloaded.
    Pictures of one pixel or less are there to report that the mail was read: they are always taken out.
    """
    blocked = 0
    trackers: list[str] = []

    def picture(found: re.Match[str]) -> str:
        nonlocal blocked
        attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(found[1])}
        source = attributes.get("src", "")
        scheme, shown = source[:5].lower(), ""
        if scheme.startswith("cid:"):
            shown = cid(unquote(source[4:])) or ""
        elif scheme == "data:":
            shown = source
        elif source:
            if reports_to := tracker_name(attributes):
                trackers.append(reports_to)
                return ""
            if remote is None:
                blocked += 1
            else:
                shown = remote(source)
        attributes["src"] = shown
        if not shown:
            del attributes["src"]
        return "<img" + "".join(f' {name}="{escape(value)}"' for name, value in attributes.items()) + ">"

    pictured = _IMAGE.sub(picture, clean(html))
    return DisplayHtml(pictured, blocked, tuple(trackers))
