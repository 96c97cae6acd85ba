"""File names from outside, made safe to show, to save and to send on."""

import mimetypes
import re

from madang.lib.mime.characters import line

MAX_CHARACTERS = 150
MAX_BYTES = 220
"""Of UTF-8; file systems take 255, and a number may be put before the name."""

_UNSAFE = re.compile(r'[<>:"|?*]')
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_KNOWN = {
    "text/plain": ".txt",
    "text/html": ".html",
    "text/calendar": ".ics",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
    "message/rfc822": ".eml",
    "message/delivery-status": ".txt",
    "message/disposition-notification": ".txt",
    "message/feedback-report": ".txt",
    "message/global": ".eml",
    "text/rfc822-headers": ".txt",
    "application/pkcs7-signature": ".p7s",
    "application/pgp-signature": ".asc",
    "application/ms-tnef": ".dat",
}


def safe(name: str) -> str:
    """`name` without folders, controls, bidi marks and what file systems refuse; may end up empty."""
    name = line(name.replace("\\", "/").rstrip("/ ").rpartition("/")[2], limit=8000)
    name = _UNSAFE.sub("_", name).strip(" .")
    if _DEVICE.match(name):
        name = "_" + name
    return _shorten(name)


def fallback(content_type: str, number: int) -> str:
    """A name for the `number`th file of a message that came without one."""
    extension = _KNOWN.get(content_type) or mimetypes.guess_extension(content_type, strict=False) or ".bin"
    main = content_type.partition("/")[0]
    stem = {".eml": "message", ".ics": "invitation"}.get(extension) or {
        "image": "image",
        "message": "report",
    }.get(main, "file")
    return f"{stem}-{number}{extension}"


def _shorten(name: str) -> str:
    if len(name) <= MAX_CHARACTERS and len(name.encode()) <= MAX_BYTES:
        return name
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension) > 12:
        stem, dot, extension = name, "", ""
    room = MAX_BYTES - len((dot + extension).encode())
    stem = stem[: MAX_CHARACTERS - len(dot + extension)].encode()[:room].decode("utf-8", "ignore")
    return stem.rstrip(" .") + dot + extension
