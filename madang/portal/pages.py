"""The private page of an answer. A GET changes nothing: scanners open every link."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from madang.accounts.access import public
from madang.delivery.looks import footer_of
from madang.delivery.read_marks import was_read_on_the_web
from madang.delivery.web_page import ends_at
from madang.lib.files import file_response
from madang.lib.html import from_text
from madang.lib.secret import key_for
from madang.tickets.threads import reply_address

from .brand_colours import style_sheet
from .conversation import Reader, conversation_for, file_for
from .door import for_reader, is_by_agent, let_in, nothing_here
from .reading import is_proof, is_told, proof_of

STYLE_STAYS = 300


@public
@require_safe
def enter(request: HttpRequest, token: str) -> HttpResponseBase:
    """The address in the mail."""
    return let_in(request, token)


@for_reader
@require_safe
def answer(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The answer and its conversation, as this reader may see them."""
    by_agent = is_by_agent(request)
    footer = footer_of(reader.look.footer, brand=reader.brand.name, number=reader.ticket.number)
    asks = reader.look.read_marks and not by_agent
    context = {
        "reader": reader,
        "brand": reader.brand,
        "ticket": reader.ticket,
        "conversation": conversation_for(reader),
        "by_agent": by_agent,
        "asks": asks,
        "is_told": is_told(reader),
        "proof": proof_of(reader) if asks and not is_told(reader) else "",
        "ends_at": ends_at(reader.look, reader.delivery),
        "reply_to": _reply_to(reader),
        "footer": mark_safe(from_text(footer)),  # noqa: S308  # from_text escapes
    }
    return render(request, "portal/answer.html", context)


@csrf_exempt  # the page gives a proof of its own: see reading.py
@for_reader
@require_POST
def read(request: HttpRequest, reader: Reader) -> HttpResponse:
    """A person has read it: said by the page's script (`by`), or by its button."""
    if not is_proof(reader, request.POST.get("proof", "")):
        return nothing_here(request)
    if reader.look.read_marks:
        was_read_on_the_web(
            reader.delivery, agent=request.headers.get("User-Agent", ""), by_agent=is_by_agent(request)
        )
    if request.POST.get("by") == "script":
        return HttpResponse(status=204)
    return redirect(reader.page)


@for_reader
@require_safe
def colours(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The brand's colour as a style sheet."""
    response = HttpResponse(style_sheet(reader.brand.colour), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = f"private, max-age={STYLE_STAYS}"
    return response


@for_reader
@require_safe
def logo(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The brand's logo."""
    look = reader.look
    if not look.logo:
        return nothing_here(request)
    kind = look.logo_type
    return file_response(str(look.logo.name), filename="logo", content_type=kind, inline=True)


@for_reader
@require_safe
def file(request: HttpRequest, reader: Reader, file_id: int, filename: str) -> HttpResponse:
    """A file of the conversation, for saving; `?shown` shows pictures of the safe kinds."""
    found = file_for(reader, file_id)
    if found is None:
        return nothing_here(request)
    return file_response(
        str(found.file.name),
        filename=found.filename,
        content_type=found.content_type,
        inline="shown" in request.GET,
    )


def _reply_to(reader: Reader) -> str:
    inbox = reader.ticket.inbox
    if inbox is None:
        return ""
    return reply_address(inbox.address, number=reader.ticket.number, key=key_for("reply address"))
