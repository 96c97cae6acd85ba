"""What a message says, ready to be shown: words safe inside our own page, or mail for a page of its own."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.safestring import SafeString, mark_safe

from madang.lib.html import display, fold_html, from_text, in_page
from madang.lib.mime.quotes import split
from madang.tickets.models import Attachment, Message, SideMessage

_PICTURES = re.compile(r"<img\b", re.IGNORECASE)
_COLOURS = re.compile(r"(?:background|bgcolor|(?<![\w-])color)\s*[:=]", re.IGNORECASE)

_NAMES = re.compile(r'<a href="(#(?:agent|team)-\d{1,18})"[^>]*>(.*?)</a>', re.DOTALL)

_NOTHING = SafeString("")

LONGEST_IN_PAGE = 60_000
"""Characters. A longer message gets a page of its own, so that it can't make the whole conversation slow."""

AddressOfFile = Callable[[Attachment], str]
AddressOfPicture = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Body:
    """What to show of a message.

    `framed`: it is mail HTML and is shown by its own address. Else `new` is what was written and `quoted` the
    history below it, both safe in our page.
    """

    framed: bool = False
    new: SafeString = _NOTHING
    quoted: SafeString = _NOTHING


@dataclass(frozen=True, slots=True)
class MailPage:
    """Mail HTML for its own page: `plain` when it names no colours, so that it may follow the reader's theme.

    `blocked` counts the pictures from elsewhere that were not loaded, `trackers` names to whom those would
    have reported that were taken out.
    """

    html: SafeString
    plain: bool
    blocked: int
    trackers: tuple[str, ...] = ()


def body_of(message: Message | SideMessage, called: Mapping[str, SafeString] = MappingProxyType({})) -> Body:
    """How the message is shown in the conversation; `called` are those whom notes name. No query."""
    if len(message.body_text) > LONGEST_IN_PAGE or len(message.body_html) > LONGEST_IN_PAGE:
        return Body(framed=True)
    if not message.body_html:
        if not message.incoming:
            return Body(new=_safe(from_text(message.body_text)))
        found = split(message.body_text, forwarded=_passes_on(message))
        return Body(new=_safe(from_text(found.new)), quoted=_safe(from_text(found.folded)))
    if message.incoming or _PICTURES.search(message.body_html):
        return Body(framed=True)
    words = in_page(message.body_html)
    if not message.is_public:
        words = _NAMES.sub(lambda found: called.get(found[1], found[2]), words)
    return Body(new=_safe(words))


def mail_page(
    message: Message | SideMessage,
    files: list[Attachment],
    *,
    address_of: AddressOfFile,
    remote: AddressOfPicture | None,
) -> MailPage:
    """The HTML of a message made ready to be shown alone.

    `address_of` gives the address of a file of the message; `remote` the one through which a picture from
    elsewhere is loaded, None leaves such pictures unloaded.
    """
    by_content_id = {file.content_id.lower(): file for file in files if file.content_id}

    def own_picture(content_id: str) -> str | None:
        file = by_content_id.get(content_id.strip("<>").lower())
        return address_of(file) if file is not None else None

    if not message.body_html:
        return MailPage(html=_safe(from_text(message.body_text)), plain=True, blocked=0)
    shown = display(message.body_html, cid=own_picture, remote=remote)
    return MailPage(
        html=_safe(fold_html(shown.html, forwarded=_passes_on(message))),
        plain=not _COLOURS.search(shown.html),
        blocked=shown.blocked,
        trackers=tuple(dict.fromkeys(shown.trackers)),
    )


def _passes_on(message: Message | SideMessage) -> bool:
    """Whether header fields inside introduce what is new: when it was read, nothing in it was old."""
    return not message.new_words


def _safe(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308  # cleaned by madang.lib.html
