"""HTML that was written in the composer, on its way in and back."""

import re
from collections.abc import Callable, Iterable

import nh3
from django.urls import reverse

from madang.tickets.mentions import MARK
from madang.tickets.models import Attachment

TAGS = {
    "a", "b", "blockquote", "br", "code", "div", "em", "h1", "h2", "h3", "i", "img", "li", "ol", "p", "pre",
    "s", "strong", "u", "ul",
}  # fmt: skip
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "img": {"src", "alt"}}
"""What tags may carry; without "*" the cleaner keeps `lang` and `title` on each."""
MOST_CLEANED = 5
"""Times that something is cleaned: what a dropped tag leaves behind, a link in a link, reads differently."""
_LINK = re.compile(r"\A(?:https?://|mailto:|tel:)", re.IGNORECASE)
_OF_A_DRAFT = re.compile(r"\A/desk/files/(\d{1,18})/")
_WITHOUT_PICTURE = re.compile(r'<img(?: alt="[^"]*")?>')


def as_kept(html: str, pictures: Iterable[Attachment], *, names: bool = False) -> str:
    """What was written, reduced to what the composer's tools make; pasted pictures are named by their cid.

    `pictures` are the files of the author's draft. Pictures from elsewhere fall away. With `names`,
    colleagues may be named in it: in notes alone, for no customer is to read who works on what.
    """
    cids = {str(file.pk): file.content_id for file in pictures if file.inline}

    def kept(tag: str, name: str, value: str) -> str | None:
        if name == "href":
            return value if _LINK.match(value) or (names and MARK.fullmatch(value)) else None
        if name != "src":
            return value
        if value.startswith("cid:") and value[4:] in cids.values():
            return value
        found = _OF_A_DRAFT.match(value)
        cid = cids.get(found[1]) if found is not None else None
        return f"cid:{cid}" if cid else None

    for _ in range(MOST_CLEANED):
        before, html = html, _WITHOUT_PICTURE.sub("", _cleaned(html, kept))
        if html == before:
            break
    return html


def _cleaned(html: str, kept: Callable[[str, str, str], str | None]) -> str:
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=kept,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel="noopener noreferrer nofollow",
    )


def as_shown(html: str, pictures: Iterable[Attachment]) -> str:
    """A kept draft as the composer shows it: pictures by their address in the desk."""
    for file in pictures:
        if file.inline and file.content_id:
            address = reverse("desk:file", args=[file.pk, file.filename])
            html = html.replace(f'src="cid:{file.content_id}"', f'src="{address}?shown"')
    return html
