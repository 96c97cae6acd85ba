"""Answer with a stored file, safely and without holding a thread."""

from urllib.parse import quote

from django.http import HttpResponse

FILE_HEADER = "X-Madang-File"
"""Names a file below MADANG_DATA; `config.files` replaces the response's body with it."""

SHOWN_INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""The only types that a browser shows by itself; SVG and HTML are never among them."""


def file_response(
    stored_name: str, *, filename: str, content_type: str, inline: bool = False
) -> HttpResponse:
    """A response that carries the file stored as `stored_name`.

    Other people's files are offered for saving; `inline` shows pictures of known types in the page.
    """
    shown = inline and content_type in SHOWN_INLINE
    response = HttpResponse(content_type=content_type if shown else "application/octet-stream")
    disposition = "inline" if shown else "attachment"
    response["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(filename)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=3600"
    response[FILE_HEADER] = stored_name
    return response
