"""A provider's post as django-anymail looks at requests, however large it is.

Django reads no form over a few megabytes, and reads its fields as UTF-8, which a mail in EUC-KR doesn't
survive: here a field stays the bytes that it was.
"""

from email.message import Message
from email.utils import collapse_rfc2231_value
from functools import cached_property
from urllib.parse import unquote_to_bytes

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, QueryDict
from django.http.request import HttpHeaders
from django.utils.datastructures import MultiValueDict

MOST_FIELDS = 1000


class NotAForm(ValueError):
    """The body is no form of the kind that it says it is."""


class Posted:
    """What was posted: as much of a request as is asked for."""

    encoding = "utf-8"

    def __init__(self, body: bytes, *, headers: HttpHeaders, content_type: str, boundary: str) -> None:
        self.body = body
        self.headers = headers
        self.content_type = content_type
        self._boundary = boundary
        self.META = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
        self.META["CONTENT_TYPE"] = headers.get("Content-Type", "")

    @classmethod
    def of(cls, request: HttpRequest, body: bytes) -> "Posted":
        """The post of a request whose body was read already."""
        boundary = (request.content_params or {}).get("boundary", "")
        content_type = request.content_type or ""
        return cls(body, headers=request.headers, content_type=content_type, boundary=boundary)

    @cached_property
    def POST(self) -> QueryDict:
        """The fields as text."""
        fields = QueryDict(mutable=True)
        for name, content in self.fields:
            fields.appendlist(name, content.decode("utf-8", "replace"))
        return fields

    @cached_property
    def FILES(self) -> "MultiValueDict[str, SimpleUploadedFile]":
        """The files."""
        files: MultiValueDict[str, SimpleUploadedFile] = MultiValueDict()
        for name, filename, content_type, content in self._parts:
            if filename is not None:
                files.appendlist(name, SimpleUploadedFile(filename or "file", content, content_type))
        return files

    @cached_property
    def fields(self) -> list[tuple[str, bytes]]:
        """The fields as they came."""
        if self.content_type == "application/x-www-form-urlencoded":
            return [
                (_plain(name).decode("utf-8", "replace"), _plain(value))
                for name, _, value in (piece.partition(b"=") for piece in self._pieces(b"&"))
            ]
        return [(name, content) for name, filename, _, content in self._parts if filename is None]

    def field(self, name: str) -> bytes | None:
        """The first field of that name, as it came."""
        return next((content for one, content in self.fields if one == name), None)

    def _pieces(self, between: bytes) -> list[bytes]:
        pieces = self.body.split(between, MOST_FIELDS)
        if len(pieces) > MOST_FIELDS:
            raise NotAForm("too many fields")
        return [piece for piece in pieces if piece]

    @cached_property
    def _parts(self) -> list[tuple[str, str | None, str, bytes]]:
        """Name, file name, type and content of each part (RFC 7578)."""
        if self.content_type != "multipart/form-data" or not self._boundary:
            return []
        parts = []
        *pieces, end = self._pieces(b"--" + self._boundary.encode("latin-1")) or [b""]
        if not end.startswith(b"--"):
            raise NotAForm("it ends in the middle")
        for piece in pieces:
            head, found, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
            if found:
                parts.append(_part(head, content.removesuffix(b"\r\n")))
        return parts


def _part(head: bytes, content: bytes) -> tuple[str, str | None, str, bytes]:
    message = Message()
    for line in head.decode("utf-8", "replace").replace("\r\n ", " ").split("\r\n"):
        name, _, value = line.partition(":")
        message[name.strip()] = value.strip()
    named = message.get_param("name", header="content-disposition")
    filename = message.get_param("filename", header="content-disposition")
    return (
        collapse_rfc2231_value(named) if named else "",
        collapse_rfc2231_value(filename) if filename is not None else None,
        message.get_content_type(),
        content,
    )


def _plain(value: bytes) -> bytes:
    return unquote_to_bytes(value.replace(b"+", b" "))
