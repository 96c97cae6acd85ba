"""What mail of a brand looks like: its words between heading and footer, and plain text beside them."""

from dataclasses import dataclass, field
from datetime import datetime

import css_inline
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from madang.brands.models import Brand
from madang.channels.base import File
from madang.lib.colours import text_on
from madang.lib.html import from_text
from madang.lib.prepared import Given, Prepared
from madang.lib.text.filling import fill

from .models import MailLook

GAPS = ("brand", "agent", "title", "number")
"""What can be filled into a signature and a footer: the names of brand and agent, the agent's title, the
ticket's number."""

LOGO = "logo@madang"
OWN_COLOUR = "#2b4c9b"
_LOOK = Prepared(lambda: MailLook.objects.filter(brand=Given("brand"))[:1])
_INLINER = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)


@dataclass(frozen=True, slots=True)
class Look:
    """A brand's look, read once for a mail. `logo` is the picture at the top."""

    name: str
    language: str
    colour: str = OWN_COLOUR
    heading: str = ""
    signature: str = ""
    footer: str = ""
    logo: File | None = None
    own_signatures: bool = True
    read_marks: bool = False
    web_page_since: datetime | None = None

    @property
    def on_colour(self) -> str:
        """Ink or white, whichever reads better on the brand's colour."""
        return text_on(self.colour)


@dataclass(frozen=True, slots=True)
class Dressed:
    """A mail's two bodies, and the pictures that the HTML shows."""

    html: str
    text: str
    files: tuple[File, ...] = field(default_factory=tuple)


def look_of(brand: Brand) -> Look:
    """How mail of the brand looks. One query, and the logo's file."""
    row = _LOOK.first(brand=brand.pk)
    plain = Look(name=brand.name, language=brand.language, colour=brand.colour or OWN_COLOUR)
    return plain if row is None else as_look(row, brand)


def as_look(row: MailLook, brand: Brand) -> Look:
    """The look that the row describes, saved or not."""
    return Look(
        name=brand.name,
        language=brand.language,
        colour=brand.colour or OWN_COLOUR,
        heading=row.heading,
        signature=row.signature,
        footer=row.footer,
        logo=_logo(row),
        own_signatures=row.own_signatures,
        read_marks=row.read_marks,
        web_page_since=row.web_page_since,
    )


def dressed(
    look: Look,
    *,
    html: str,
    text: str,
    number: int,
    agent: str = "",
    signature: str | None = None,
    mark: str = "",
    page: str = "",
    language: str = "",
) -> Dressed:
    """The mail's words in the brand's look.

    `html` is clean. `agent` signs it, empty for mail that nobody wrote: with `signature`, whose gaps are
    filled, or with the brand's when that is None. `mark` is the address of the picture by which an opened
    mail is known, `page` that of the same answer on the web, offered in `language` (the brand's when empty).
    """
    if signature is None:
        signature = fill(look.signature, brand=look.name, agent=agent, number=number).strip() if agent else ""
    footer = footer_of(look.footer, brand=look.name, number=number, agent=agent)
    with translation.override(language or look.language):
        offer = _("View on the web") if page else ""
    context = {
        "look": look,
        "language": language or look.language,
        "body": mark_safe(html),  # noqa: S308  # cleaned when it was written
        "signature": mark_safe(from_text(signature)) if signature else "",  # noqa: S308  # from_text escapes
        "footer": mark_safe(from_text(footer)),  # noqa: S308  # from_text escapes
        "logo": LOGO if look.logo is not None else "",
        "mark": mark,
        "page": page,
        "offer": offer,
    }
    parts = [text.rstrip(), signature, f"{offer}: {page}" if page else "", f"-- \n{footer}"]
    return Dressed(
        html=_INLINER.inline(render_to_string("delivery/mail.html", context)),
        text="\n\n".join(part for part in parts if part) + "\n",
        files=(look.logo,) if look.logo is not None else (),
    )


def footer_of(footer: str, *, brand: str, number: int, agent: str = "") -> str:
    """What stands at the end of a brand's mail, filled in."""
    return fill(footer, brand=brand, agent=agent, number=number).strip() or f"{brand} · #{number}"


def _logo(row: MailLook) -> File | None:
    if not row.logo:
        return None
    try:
        with row.logo.open("rb") as stored:
            content = stored.read()
    except OSError:
        return None  # a mail without its logo is better than none
    name = f"logo.{row.logo_type.rpartition('/')[2]}"
    return File(name, row.logo_type, content, inline=True, content_id=LOGO)
