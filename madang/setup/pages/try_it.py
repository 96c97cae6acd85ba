"""“Try it”: the owner stands in for a customer until real mail is connected."""

import re
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_POST, require_safe

from madang.accounts.access import AgentRequest, for_agents_who_may
from madang.accounts.requesters import find_by_email, normal_email
from madang.accounts.roles import Permission
from madang.channels.models import Inbox
from madang.delivery.models import Delivery
from madang.lib.files import SHOWN_INLINE
from madang.lib.text.numbers import number_in

from ..customer.handing_in import NobodyReceives, NotTaken, hand_in
from ..customer.letters import CannotBeWritten, Letter, answer_to, written
from ..customer.mailbox import Got, mails, mails_to, opened, shown_html
from ..forms.letter import AnswerForm, LetterForm

for_owners = for_agents_who_may(Permission.OWN)

CUSTOMERS = {"ko": ("윤서아", "seoa.yoon@example.com"), "en": ("Noor Haddad", "noor.haddad@example.com")}

FRAME_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'; "
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)


@for_owners
@require_safe
def try_it(request: AgentRequest) -> HttpResponse:
    """The page: `?as=` is the customer's address, `?mail=` the mail that is open."""
    name, address = _customer(request)
    form = LetterForm(
        initial={"name": name, "email": address, "to": request.GET.get("to") or _first_address()}
    )
    return _page(request, form, address=address)


@for_owners
@require_POST
def write(request: AgentRequest) -> HttpResponse:
    """Send a mail as the customer."""
    form = LetterForm(request.POST, request.FILES)
    address = normal_email(request.POST.get("email", ""))
    if not form.is_valid():
        return _page(request, form, address=address, status=422)
    given = form.cleaned_data
    letter = Letter(
        name=given["name"],
        email=given["email"],
        to=given["to"].address,
        subject=given["subject"],
        text=given["text"],
        files=form.attached(),
    )
    said, refused = _sent(letter)
    if refused:
        form.add_error(None, refused)
        return _page(request, form, address=address, status=422)
    return redirect(_address(letter.email, said=said, to=letter.to))


@for_owners
@require_POST
def answer(request: AgentRequest, delivery_id: int) -> HttpResponse:
    """Answer a mail as the customer who got it."""
    got = opened(_delivery(delivery_id))
    address = got.delivery.recipient
    form = AnswerForm(request.POST, request.FILES, auto_id="id_answer_%s")
    if not form.is_valid():
        return _page(
            request, _letter_form(request, address), address=address, got=got, answer_form=form, status=422
        )
    customer = find_by_email(normal_email(address))
    letter = answer_to(
        got.message,
        name=customer.name if customer is not None else "",
        email=address,
        text=form.cleaned_data["text"],
        files=form.attached(),
    )
    said, refused = _sent(letter)
    if refused:
        form.add_error(None, refused)
        return _page(
            request, _letter_form(request, address), address=address, got=got, answer_form=form, status=422
        )
    return redirect(_address(address, said=said, mail=str(delivery_id)))


@for_owners
@require_safe
def mail_list(request: AgentRequest) -> HttpResponse:
    """The list of what the customer got; 204 when there is nothing newer than `?newest=`."""
    _name, address = _customer(request)
    got = mails_to(address)
    newest = str(got[0].pk if got else 0)
    if request.GET.get("newest") == newest:
        return HttpResponse(status=204)
    context = {
        "mails": got,
        "address": address,
        "newest": newest,
        "open": number_in(request.GET.get("mail", "")),
    }
    return render(request, "setup/try_it/mails.html", context)


@for_owners
@require_safe
@xframe_options_exempt
def body(request: AgentRequest, delivery_id: int) -> HttpResponse:
    """The mail as a mail program shows it, for a sandboxed frame."""
    got = opened(_delivery(delivery_id))
    html = shown_html(got, picture_address=reverse("try_it_file", args=[delivery_id, 0]).removesuffix("0/"))
    response = render(request, "setup/try_it/body.html", {"html": html})
    response["Content-Security-Policy"] = FRAME_POLICY
    return response


@for_owners
@require_safe
def source(request: AgentRequest, delivery_id: int) -> HttpResponse:
    """The mail's bytes, exactly as they were sent."""
    response = HttpResponse(opened(_delivery(delivery_id)).raw, content_type="text/plain; charset=utf-8")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@for_owners
@require_safe
def file(request: AgentRequest, delivery_id: int, place: int) -> HttpResponse:
    """One file of the mail; pictures of safe kinds are shown, everything else is for saving."""
    files = opened(_delivery(delivery_id)).message.files
    if place >= len(files):
        raise Http404
    found = files[place]
    shown = found.content_type in SHOWN_INLINE
    response = HttpResponse(
        found.content, content_type=found.content_type if shown else "application/octet-stream"
    )
    # Django writes the header so that no name can break out of it.
    response.headers["Content-Disposition"] = (
        content_disposition_header(not shown, found.filename) or "attachment"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _page(
    request: AgentRequest,
    form: LetterForm,
    *,
    address: str,
    got: Got | None = None,
    answer_form: AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    got = got or _opened_by(request, address)
    list_of_mails = mails_to(address)
    context = {
        "place": "try_it",
        "here": "try_it",
        "form": form,
        "address": address,
        "mails": list_of_mails,
        "newest": list_of_mails[0].pk if list_of_mails else 0,
        "said": _said(request.GET.get("said", "")),
        "got": got,
        "open": got.delivery.pk if got is not None else 0,
        "answer_form": answer_form or AnswerForm(auto_id="id_answer_%s"),
    }
    return render(request, "setup/try_it/page.html", context, status=status)


def _said(given: str) -> str:
    """The receiver's words out of the address bar, when they look like its words."""
    return given if re.fullmatch(r"250 [ -~]{1,100}", given) else ""


def _sent(letter: Letter) -> tuple[str, str]:
    """Hand the letter in; returns what the receiver said, or why it was not taken, in words."""
    try:
        mail = written(letter, at=timezone.localtime())
        return hand_in(mail, sender=letter.email, recipient=letter.to), ""
    except CannotBeWritten:
        return "", _("A mail can't carry this address. Check its spelling.")
    except NotTaken as refused:
        return "", _("The receiver refused this mail: %(words)s") % {"words": refused}
    except NobodyReceives as where:
        return "", _(
            "Nothing receives mail at %(where)s. Start it with “madang serve”, or “madang work” alone."
        ) % {"where": where}


def _customer(request: AgentRequest) -> tuple[str, str]:
    """Name and address of the customer to stand in for."""
    address = normal_email(request.GET.get("as", ""))
    if not address:
        return CUSTOMERS.get(translation.get_language() or "", CUSTOMERS["en"])
    person = find_by_email(address)
    return person.name if person is not None else "", address


def _letter_form(request: AgentRequest, address: str) -> LetterForm:
    person = find_by_email(address)
    name = person.name if person is not None else ""
    return LetterForm(initial={"name": name, "email": address, "to": _first_address()})


def _first_address() -> str:
    first = Inbox.objects.filter(kind="email", is_active=True).order_by("pk").first()
    return first.address if first is not None else ""


def _opened_by(request: AgentRequest, address: str) -> Got | None:
    wanted = mails().filter(pk=number_in(request.GET.get("mail", "")), recipient=address)
    delivery = wanted.select_related("ticket", "inbox__brand").first()
    return opened(delivery) if delivery is not None else None


def _delivery(delivery_id: int) -> Delivery:
    return get_object_or_404(
        mails().select_related("ticket__brand", "ticket__requester", "inbox__brand", "message"),
        pk=delivery_id,
    )


def _address(customer: str, **more: str) -> str:
    return f"{reverse('try_it')}?{urlencode({'as': customer, **more})}"
