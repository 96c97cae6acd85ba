"""The composer's calls: drafts, files, sending. They answer in JSON; the conversation is asked for anew."""

import mimetypes
import secrets
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from madang.accounts.access import AgentRequest, for_agents
from madang.channels.base import File
from madang.lib.files import SHOWN_INLINE
from madang.lib.html import to_text
from madang.lib.mime import filenames
from madang.tickets import actions
from madang.tickets.errors import (
    ActionRefused,
    BlackedOutMeanwhile,
    Crossed,
    NotAllowed,
    TasksOpen,
    TicketDeleted,
)
from madang.tickets.models import Attachment, PlannedReply, Ticket, Visibility

from ..compose.sending import blacked_out_in, posted, send_answer, whom_in
from ..compose.written import as_kept
from ..conversation import NoSuchTicket, ticket_for
from ..deleted import was_deleted

P = ParamSpec("P")

MOST_CHARACTERS = 500_000


class TooLong(Exception):
    """More was written than a message holds; cutting it off would lose words."""


class NoFile(Exception):
    """No file came with the request."""


class FileTooLarge(Exception):
    """The file is larger than one of a message may be."""


def explained(
    page: Callable[Concatenate[AgentRequest, P], HttpResponse],
) -> Callable[Concatenate[AgentRequest, P], HttpResponse]:
    """Answer a refusal with its words: {"detail": …} and 400, 403, 404, 409 or 413."""

    @wraps(page)
    def answered(request: AgentRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return page(request, *args, **kwargs)
        except NoSuchTicket as missing:
            number = missing.args[0] if missing.args else 0
            if isinstance(number, int) and was_deleted(request.user, number):
                return JsonResponse({"detail": str(TicketDeleted())}, status=409)
            words = _("There is no such ticket, or you can't see it.")
            return JsonResponse({"detail": words}, status=404)
        except TooLong:
            words = _("This is too long for one message. Send a part of it as a file.")
            return JsonResponse({"detail": words}, status=413)
        except NoFile:
            return JsonResponse({"detail": _("No file arrived. Try again.")}, status=400)
        except FileTooLarge:
            return JsonResponse({"detail": _("A file may have up to 25 MB.")}, status=413)
        except NotAllowed as refused:
            return JsonResponse({"detail": str(refused)}, status=403)
        except Crossed as crossed:
            newer = [message.pk for message in crossed.newer]
            return JsonResponse({"detail": str(crossed), "crossed": newer}, status=409)
        except BlackedOutMeanwhile as refused:
            return JsonResponse({"detail": str(refused), "blacked_out": refused.now}, status=409)
        except TasksOpen as asked:
            return JsonResponse({"detail": str(asked), "ask": "anyway"}, status=409)
        except ActionRefused as refused:
            return JsonResponse({"detail": str(refused)}, status=409)

    return answered


@for_agents
@require_POST
@explained
def send(request: AgentRequest, number: int) -> HttpResponse:
    """Send a reply or keep a note: `visibility`, `html`, `seen`, `then`, and `key` of this press.

    A reply that leaves later (`at`) or is reviewed first (`reviewer`, `note`) is planned; see
    `compose.sending.Posted`. Answers {"message": id}, or {"planned": id, "due_at": …}.
    """
    person = request.user
    ticket = ticket_for(person, number)
    html = written(request, _pictures(request, ticket))
    text = to_text(html).strip()
    key = f"desk:{person.pk}:{request.POST.get('key', '')[:40]}" if request.POST.get("key") else None
    if visibility_in(request) == Visibility.INTERNAL:
        note = actions.note(ticket, by=person, body_text=text, body_html=html, key=key)
        return JsonResponse({"message": note.pk}, status=201)
    sent = send_answer(ticket, by=person, text=text, html=html, how=posted(request.POST), key=key)
    if isinstance(sent, PlannedReply):
        return JsonResponse({"planned": sent.pk, "due_at": sent.due_at}, status=201)
    return JsonResponse({"message": sent.pk}, status=201)


@for_agents
@require_POST
@explained
def keep_draft(request: AgentRequest, number: int) -> HttpResponse:
    """Keep what was written so far: `visibility`, `html`; of a reply, whom it goes to when it is said.

    `blacked_out` is how often something was when the page was made; a page from before that is told so.
    """
    ticket = ticket_for(request.user, number)
    html = written(request, _pictures(request, ticket))
    visibility = visibility_in(request)
    with transaction.atomic():
        draft = actions.keep_draft(
            ticket, by=request.user, visibility=visibility, body_html=html, seen=blacked_out_in(request.POST)
        )
        if "recipients" in request.POST and visibility == Visibility.PUBLIC:
            whom = whom_in(request.POST)
            to, cc, bcc = (whom.to, whom.cc, whom.bcc) if whom is not None else (None, (), ())
            actions.address_draft(ticket, by=request.user, to=to, cc=cc, bcc=bcc)
    return JsonResponse({"saved_at": draft.updated_at})


@for_agents
@require_POST
@explained
def drop_draft(request: AgentRequest, number: int) -> HttpResponse:
    """Throw the draft away."""
    actions.drop_draft(ticket_for(request.user, number), by=request.user, visibility=visibility_in(request))
    return HttpResponse(status=204)


@for_agents
@require_POST
@explained
def add_file(request: AgentRequest, number: int) -> HttpResponse:
    """Put one file into the draft: `file`, and `inline` when it was pasted into the text."""
    ticket = ticket_for(request.user, number)
    file = file_in(request)
    kept = actions.add_to_draft(ticket, by=request.user, visibility=visibility_in(request), file=file)
    return JsonResponse(file_row(kept), status=201)


@for_agents
@require_POST
@explained
def drop_file(request: AgentRequest, number: int, file_id: int) -> HttpResponse:
    """Take a file out of the draft."""
    ticket = ticket_for(request.user, number)
    file = Attachment.objects.filter(pk=file_id, draft__ticket=ticket, draft__author=request.user).first()
    if file is not None:
        actions.drop_from_draft(file, by=request.user)
    return HttpResponse(status=204)


def file_in(request: AgentRequest) -> File:
    """The one file of a request: `file`, and `inline` for a picture. Raises NoFile and FileTooLarge."""
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile) or upload.size is None:
        raise NoFile
    if upload.size > actions.draft.MOST_BYTES:
        raise FileTooLarge
    return uploaded(upload, inline="inline" in request.POST)


def uploaded(upload: "UploadedFile[bytes]", *, inline: bool = False) -> File:
    """An uploaded file as messages take it; `inline` for a picture that was pasted into the text."""
    name = filenames.safe(upload.name or "")
    content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    name = name or filenames.fallback(content_type, 1)
    inline = inline and content_type in SHOWN_INLINE
    return File(
        filename=name,
        content_type=content_type,
        content=upload.read(),
        inline=inline,
        content_id=f"{secrets.token_hex(8)}@madang" if inline else "",
    )


def file_row(file: Attachment) -> dict[str, object]:
    """A file of a draft as the composer shows it."""
    return {
        "id": file.pk,
        "filename": file.filename,
        "size": file.size,
        "content_type": file.content_type,
        "inline": file.inline,
        "content_id": file.content_id,
        "url": reverse("desk:file", args=[file.pk, file.filename]),
    }


def written(request: AgentRequest, pictures: Iterable[Attachment]) -> str:
    """What was written, as it is kept; `pictures` are those that may be shown in it. Raises TooLong."""
    html = request.POST.get("html", "")
    if len(html) > MOST_CHARACTERS:
        raise TooLong
    return as_kept(html, pictures, names=visibility_in(request) == Visibility.INTERNAL)


def _pictures(request: AgentRequest, ticket: Ticket) -> QuerySet[Attachment]:
    return Attachment.objects.filter(
        draft__ticket=ticket,
        draft__author=request.user,
        draft__visibility=visibility_in(request),
        inline=True,
    )


def visibility_in(request: AgentRequest) -> Visibility:
    """Which of the two sheets it is about."""
    return Visibility.INTERNAL if request.POST.get("visibility") == "internal" else Visibility.PUBLIC
