"""Words of ours, safe inside a page of ours."""

from collections.abc import Callable

import nh3

from madang.lib.html.showing import display

# What the composer writes. Without style, class and id it looks as our page does and can't pose as its part.
_TAGS = frozenset(
    [
        *("a", "b", "br", "code", "del", "em", "i", "s", "span", "strong", "sub", "sup", "u"),
        *("blockquote", "div", "h1", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "ul"),
        *("table", "tbody", "td", "th", "thead", "tr"),
    ]
)
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}


def _cleaner(*, pictures: bool) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags={*_TAGS, "img"} if pictures else set(_TAGS),
        clean_content_tags={"script", "style"},
        attributes={**_ATTRIBUTES, "img": {"src", "alt"}} if pictures else _ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


_WORDS, _WITH_PICTURES = _cleaner(pictures=False), _cleaner(pictures=True)


def in_page(html: str) -> str:
    """The words of `html`, without its looks and pictures."""
    return _WORDS.clean(html)


def in_page_with_pictures(html: str, *, address_of: Callable[[str], str | None]) -> str:
    """The words of `html` with the message's own pictures between them, without its looks.

    `address_of` gives the address of the picture with a content id, None when there is none; what lies
    elsewhere is not loaded.
    """
    return _WITH_PICTURES.clean(display(html, cid=address_of).html)
