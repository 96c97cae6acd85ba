"""The words, the HTML and the files of a mail, from however its parts are nested."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import chain, count
from urllib.parse import unquote

from madang.channels.base import File
from madang.channels.kinds.email.invitations import once, read_invitation
from madang.lib.html import from_text, read_lines, split_html
from madang.lib.html.marks import MAY_MARK
from madang.lib.mime import characters, filenames, parts, tnef
from madang.lib.mime.charsets import decode
from madang.lib.mime.cms import signed_content
from madang.lib.mime.flowed import unflow
from madang.lib.mime.headers import decode_words
from madang.lib.mime.parameters import is_type, read_parameters, unpercent
from madang.lib.mime.parts import Part
from madang.lib.mime.quotes import Split, assemble, find_folds, split

MAX_TEXT = 1_000_000
"""Characters of the body that are read as words; a longer part is kept as a file besides."""

MAX_ENVELOPES = 4
"""Messages wrapped in a file that are opened, one in another or side by side."""

_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"})
_WORDS = frozenset({"text/plain", "text/html"})
# Other versions of the same words, for programs that show them their own way.
_VARIANTS = frozenset({"text/x-amp-html", "text/watch-html", "text/enriched", "text/richtext"})
_SIGNATURES = {
    "application/pgp-signature": "PGP",
    "application/pkcs7-signature": "S/MIME",
    "application/x-pkcs7-signature": "S/MIME",
}
_CMS = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_CALENDARS = frozenset({"text/calendar", "application/ics"})
_TYPES = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/x-png": "image/png"}
_CHARSET_IN_HTML = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_PGP_BEGIN = "-----BEGIN PGP SIGNED MESSAGE-----"
_PGP = re.compile(
    _PGP_BEGIN + r"\n(?:[A-Za-z-]+: [^\n]*\n)*\n?(.*?)\n-----BEGIN PGP SIGNATURE-----\n.*", re.DOTALL
)
_CID = re.compile(r"""cid:([^"'\s>)]{1,300})""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Body:
    """What a mail says, as it is kept: `html` is empty for a mail without any.

    `new` is what of `text` is neither quoted nor a signature, `cut` names the rules that say so. `signed` is
    "S/MIME" or "PGP" where a signature came along.
    """

    text: str
    html: str
    files: tuple[File, ...]
    new: str
    cut: str
    signed: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words in one or two forms, or a picture that stood between words."""

    text: str = ""
    html: str = ""
    picture: File | None = None


def read_body(mail: Part, *, hint: str, forwarded: bool = False) -> Body:
    """Words, HTML and files of `mail`; `hint` is the charset of what comes unlabelled.

    `forwarded`: the subject says that the mail passes another one on.
    """
    reader = _Reader(hint)
    pieces = reader.read(mail)
    if not any(piece.text or piece.html for piece in pieces):
        pieces += reader.wrapped or reader.passed_on(mail)
    named = {unquote(found) for piece in pieces for found in _CID.findall(piece.html)}
    pieces = [piece for piece in pieces if piece.picture is None or piece.picture.content_id not in named]
    named |= {piece.picture.content_id for piece in pieces if piece.picture is not None}
    files = tuple(_placed(file, named) for file in reader.files)
    words = [_words(piece, forwarded=forwarded) for piece in pieces]
    said = "".join(text for text, _ in words)
    invitation = once(one for one in reader.invitations if one not in said)
    text = "\n\n".join(filter(None, (*(text for text, _ in words), invitation)))
    with_html = any(piece.html or piece.picture for piece in pieces)
    html = "\n".join(filter(None, (*map(_as_html, pieces), from_text(invitation)))) if with_html else ""
    new = "\n\n".join(filter(None, (*(found.new for _, found in words), invitation)))
    return Body(
        text=characters.paragraphs(text)[:MAX_TEXT],
        html=html[: 2 * MAX_TEXT],
        files=files,
        new=characters.paragraphs(new).strip()[:MAX_TEXT],
        cut=" ".join(dict.fromkeys(found.reason for _, found in words if found.reason)),
        signed=reader.signed,
    )


def _words(piece: _Piece, *, forwarded: bool) -> tuple[str, Split]:
    """The words of a piece, and which of them are new; the HTML knows more where its program marks quotes."""
    if not piece.text:
        reading = read_lines(piece.html)
        folds = find_folds(reading.lines, reading.regions, forwarded=forwarded)
        return reading.text, assemble(reading.lines, folds)
    found = split(piece.text, forwarded=forwarded)
    if not found.history and piece.html and MAY_MARK.search(piece.html):
        marked = split_html(piece.html, forwarded=forwarded)
        found = marked if marked.history else found
    return piece.text, found


def _placed(file: File, named: set[str]) -> File:
    """A file is inline when the HTML shows it where it stands; else it has to be listed."""
    inline = bool(file.content_id) and file.content_id in named and file.content_type in _PICTURES
    return file if file.inline == inline else replace(file, inline=inline)


def _as_html(piece: _Piece) -> str:
    if piece.picture is not None:
        source, name = escape(piece.picture.content_id), escape(piece.picture.filename)
        return f'<p><img src="cid:{source}" alt="{name}"></p>'
    return piece.html or from_text(piece.text)


class _Reader:
    def __init__(self, hint: str) -> None:
        self.hint = hint
        self.files: list[File] = []
        self.wrapped: list[_Piece] = []  # words that a winmail.dat holds, shown when there are no others
        self.invitations: list[str] = []
        self.signed = ""
        self.envelopes = MAX_ENVELOPES

    def read(self, part: Part, *, within: str = "") -> list[_Piece]:
        """The words in `part`; files are put aside. `within` is the kind of multipart that it stands in."""
        if part.is_container:
            return self.read_container(part)
        disposition, parameters = self.disposition(part)
        if self.is_words(part, disposition, parameters, within=within):
            return self.words(part)
        if part.type.name in _VARIANTS and within == "alternative":
            return []
        if part.type.name == "application/applefile" and within == "appledouble":
            return []
        if part.opaque or part.type.main == "multipart":
            return self.unopened(part)
        if part.type.name in _SIGNATURES and (
            within == "signed" or part.type.sub.endswith("pkcs7-signature")
        ):
            self.signed = _SIGNATURES[part.type.name]
            return []
        file = self.file(part, parameters)
        opened = self.envelope(file, named="filename" in parameters or "name" in part.type.parameters)
        if opened is not None:
            return opened
        if disposition == "inline" and within != "alternative" and file.content_type in _PICTURES:
            file = replace(file, content_id=file.content_id or f"picture-{len(self.files) + 1}@mail.invalid")
            self.files.append(file)
            return [_Piece(picture=file)]
        self.files.append(file)
        return []

    def envelope(self, file: File, *, named: bool) -> list[_Piece] | None:
        """What stands in a file that only wraps a message; None for a file that is one."""
        if file.content_type in _CALENDARS:
            for index, other in enumerate(self.files):
                if other.content == file.content:  # sent as a part and as a file: the latter has a name
                    self.files[index] = file if named else other
                    return []
            self.invitations.append(read_invitation(decode(file.content, "", hint=self.hint or "utf-8")))
            return None
        if self.envelopes <= 0:
            return None
        if file.content_type in _CMS:
            content = signed_content(file.content)
            if content is None:
                return None
            self.envelopes -= 1
            self.signed = "S/MIME"
            return self.read(parts.read(content))
        if file.content.startswith(tnef.SIGNATURE):
            wrapped = tnef.unwrap(file.content)
            if wrapped is None or not (wrapped.text or wrapped.html or wrapped.files):
                return None
            self.envelopes -= 1
            self.unwrap(wrapped)
            return []
        return None

    def unwrap(self, wrapped: tnef.Wrapped) -> None:
        text, html = (
            characters.paragraphs(wrapped.text[:MAX_TEXT]),
            characters.markup(wrapped.html[:MAX_TEXT]),
        )
        if text.strip() or html.strip():
            self.wrapped.append(_Piece(text=text, html=html.strip()))
        for one in wrapped.files:
            kind = (
                one.content_type.lower() if is_type(one.content_type.lower()) else "application/octet-stream"
            )
            kind = _TYPES.get(kind, kind)
            name = _filename(one.name) or filenames.fallback(kind, len(self.files) + 1)
            content_id = one.content_id.strip().strip("<>")[:300]
            self.files.append(File(self.unused(name), kind, one.content, content_id=content_id))

    def passed_on(self, mail: Part) -> list[_Piece]:
        """The words of a mail that was attached to one without any, to pass it on; it stays a file too."""
        if mail.type.sub == "report":
            return []
        attached = [file for file in self.files if file.content_type == "message/rfc822"]
        if len(attached) != 1:
            return []
        pieces = _Reader(self.hint).read(parts.read(attached[0].content[: 4 * MAX_TEXT]))
        return [piece for piece in pieces if piece.picture is None]

    def read_container(self, container: Part) -> list[_Piece]:
        kind = container.type.sub
        read = [self.read(part, within=kind) for part in container.parts]
        if kind != "alternative":
            return [piece for pieces in read for piece in pieces]
        rich = next((pieces for pieces in reversed(read) if any(piece.html for piece in pieces)), None)
        plain = next((pieces for pieces in read if _is_plain(pieces)), None)
        if rich is None or plain is None:
            return [piece for pieces in (read if rich is None else [rich]) for piece in pieces]
        merged = _Piece(
            text="\n\n".join(piece.text for piece in plain if piece.text),
            html="\n".join(_as_html(piece) for piece in rich if piece.picture is None),
        )
        return [merged, *(piece for piece in rich if piece.picture is not None)]

    def disposition(self, part: Part) -> tuple[str, dict[str, str]]:
        value = part.fields.first("content-disposition", hint=self.hint)
        return value.partition(";")[0].strip().lower(), read_parameters(value) if value else {}

    def is_words(self, part: Part, disposition: str, parameters: dict[str, str], *, within: str) -> bool:
        if part.type.name not in _WORDS or disposition == "attachment":
            return False
        named = "filename" in parameters or "name" in part.type.parameters
        # Programs that name the body give it the disposition "inline" or none, where a body is expected.
        return not named or within in ("", "alternative", "related")

    def words(self, part: Part) -> list[_Piece]:
        data = part.content()
        is_html = part.type.sub == "html"
        label = part.type.charset
        if not label and is_html and (declared := _CHARSET_IN_HTML.search(data, 0, 4096)):
            label = declared[1].decode("ascii", "replace")
        words = decode(data[: 4 * MAX_TEXT], label, hint=self.hint)
        if len(words) > MAX_TEXT or len(data) > 4 * MAX_TEXT:
            self.files.append(self.file(part, {}))
            words = words[:MAX_TEXT]
        if is_html:
            html = characters.markup(words).strip()
            return [_Piece(html=html)] if html else []
        text = characters.paragraphs(words)
        if text.startswith(_PGP_BEGIN) and (armour := _PGP.fullmatch(text)):
            self.signed = "PGP"
            text = re.sub(r"^- ", "", armour[1], flags=re.MULTILINE)  # RFC 9580, 7.2
        if part.type.parameters.get("format", "").lower() == "flowed":
            text = unflow(text, delsp=part.type.parameters.get("delsp", "").lower() == "yes").rstrip()
        return [_Piece(text=text)] if text.strip() else []

    def unopened(self, part: Part) -> list[_Piece]:
        """A multipart that has no parts: words when it holds some, and when it was too deep a file."""
        if part.opaque:
            self.files.append(File(self.unused("message.eml"), "application/octet-stream", part.source()))
            return []
        text = characters.paragraphs(
            decode(part.content(limit=4 * MAX_TEXT), part.type.charset, hint=self.hint)
        )
        return [_Piece(text=text[:MAX_TEXT])] if text.strip() else []

    def file(self, part: Part, parameters: dict[str, str]) -> File:
        kind = _TYPES.get(part.type.name, part.type.name)
        if not is_type(kind):
            kind = "application/octet-stream"
        content = part.content()
        name = _filename(parameters.get("filename", ""))
        name = name or _filename(part.type.parameters.get("name", ""))
        if not name and kind == "message/rfc822":
            name = _filename(_subject_of(content, self.hint) or "message", extension=".eml")
        content_id = part.fields.first("content-id").strip().strip("<>").strip()[:300]
        return File(
            filename=self.unused(name or filenames.fallback(kind, len(self.files) + 1)),
            content_type=kind,
            content=content,
            content_id=content_id,
        )

    def unused(self, name: str) -> str:
        """`name`, or with a number when another file of this message has it."""
        taken = {file.filename for file in self.files}
        stem, dot, extension = name.rpartition(".")
        stem, dot, extension = (stem, dot, extension) if stem else (name, "", "")
        numbered = (f"{stem} ({number}){dot}{extension}" for number in count(2))
        return next(candidate for candidate in chain([name], numbered) if candidate not in taken)


def _is_plain(pieces: Sequence[_Piece]) -> bool:
    return any(piece.text for piece in pieces) and not any(piece.html for piece in pieces)


def _filename(name: str, *, extension: str = "") -> str:
    """A written name made safe; encoded words and percent signs are read wherever they stand."""
    if not name:
        return ""
    name = unpercent(decode_words(name))
    return filenames.safe(name.replace("/", "_").replace("\\", "_") + extension if extension else name)


def _subject_of(raw: bytes, hint: str) -> str:
    subject = parts.read(raw[:100_000]).fields.first("subject", hint=hint)
    return characters.line(decode_words(subject), limit=80)
