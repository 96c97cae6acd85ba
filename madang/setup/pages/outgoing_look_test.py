"""Mails that show a look as it will arrive: sent as answers are, through the ledger, and watched on the page."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.accounts.access import AgentRequest
from madang.brands.models import Brand, Language
from madang.channels.base import Address, OutboundMessage
from madang.channels.kinds import email
from madang.channels.models import Inbox
from madang.delivery.models import UNSENT, Delivery, DeliveryState, Purpose, Reason
from madang.delivery.queueing import queue
from madang.lib.rates import is_within
from madang.lib.secret import desk_mark

from .brands import for_managers
from .outgoing_look import posted_look, sample_mail

MOST, WITHIN = 10, 600
"""Test mails of one administrator within so many seconds."""

_NONCE = re.compile(r"\A[0-9a-f]{16}\Z")
_UNDER_WAY = frozenset({DeliveryState.QUEUED, DeliveryState.SENDING})


@dataclass(frozen=True, slots=True)
class Tested:
    """One test mail: in which language, and what became of it. `said` are the server's own words."""

    language: str
    recipient: str
    state: str
    said: str
    explained: str

    @property
    def is_bad(self) -> bool:
        """Whether it did not arrive."""
        return self.state in UNSENT


@for_managers
@require_POST
def send_look_test(request: AgentRequest, brand_id: int) -> HttpResponse:
    """Send what the form holds to `test_address`, a mail for each of `test_language`; nothing is kept."""
    brand = get_object_or_404(Brand, pk=brand_id)
    address = request.POST.get("test_address", "").strip()
    languages = [one for one in Language.values if one in request.POST.getlist("test_language")]
    wrong = _wrong_with(address, languages) or _too_often(request, languages)
    nonce = "" if wrong else secrets.token_hex(8)
    inbox = Inbox.objects.filter(brand=brand, kind="email", is_active=True).order_by("pk").first()
    if not wrong and inbox is None:
        wrong = _("This brand has no support address yet, so there is nothing to send from.")
    if not wrong and inbox is not None:
        for language in languages:
            _send(request, inbox, to=address, language=language, nonce=nonce)
    if not request.htmx:
        if wrong:
            messages.error(request, wrong)
        else:
            messages.success(request, _("A test mail is on its way to %(address)s.") % {"address": address})
        return redirect("mail_look", brand_id=brand.pk)
    return _shown(request, brand, nonce, wrong=wrong)


@for_managers
@require_safe
def look_tests(request: AgentRequest, brand_id: int, nonce: str) -> HttpResponse:
    """What became of the mails of one test, for the page that waits for it."""
    brand = get_object_or_404(Brand, pk=brand_id)
    if not _NONCE.match(nonce):
        raise Http404
    return _shown(request, brand, nonce)


def _shown(request: AgentRequest, brand: Brand, nonce: str, *, wrong: str = "") -> HttpResponse:
    tested = _tested(request, brand, nonce) if nonce else []
    context = {
        "brand": brand,
        "nonce": nonce,
        "wrong": wrong,
        "tested": tested,
        "under_way": any(one.state in _UNDER_WAY for one in tested),
    }
    return render(request, "setup/outgoing/tested.html", context)


def _tested(request: AgentRequest, brand: Brand, nonce: str) -> Sequence[Tested]:
    """The mails of a test that this person sent. One query."""
    start = _key(request, brand, nonce)
    rows = Delivery.objects.filter(purpose=Purpose.ACCOUNT, key__startswith=start).defer("raw").order_by("pk")
    return [
        Tested(
            language=str(Language(one.key.removeprefix(start)).label),
            recipient=one.recipient,
            state=one.state,
            said=one.error,
            explained=str(Reason(one.reason).label) if one.reason else "",
        )
        for one in rows
    ]


def _send(request: AgentRequest, inbox: Inbox, *, to: str, language: str, nonce: str) -> None:
    brand = inbox.brand
    mail = sample_mail(request, posted_look(request, brand), language=language)
    with translation.override(language):
        subject = _("Test: how mail of %(brand)s looks") % {"brand": brand.name}
    mail_id = f"madang.test.{nonce}.{language}@{inbox.address.rpartition('@')[2]}"
    outbound = OutboundMessage(
        sender=Address(email=inbox.address, name=brand.name),
        to=(Address(email=to),),
        subject=subject,
        body_text=mail.text,
        body_html=mail.html,
        message_id=mail_id,
        date=timezone.now(),
        files=mail.files,
        automatic=True,
        headers={"X-Madang-Desk": desk_mark()},
    )
    queue(
        key=f"{_key(request, brand, nonce)}{language}",
        recipient=to,
        subject=subject,
        mail_id=mail_id,
        inbox=inbox,
        purpose=Purpose.ACCOUNT,
        sender=inbox.address,
        raw=email.render(outbound),
    )


def _key(request: AgentRequest, brand: Brand, nonce: str) -> str:
    return f"look-test:{brand.pk}:{request.user.pk}:{nonce}:"


def _wrong_with(address: str, languages: Sequence[str]) -> str:
    try:
        validate_email(address)
    except ValidationError:
        return _("That is no mail address.")
    return "" if languages else _("Choose a language.")


def _too_often(request: AgentRequest, languages: Sequence[str]) -> str:
    for _each in languages:
        if not is_within("look-test", str(request.user.pk), most=MOST, seconds=WITHIN):
            return _("That was a lot of test mails. Wait ten minutes, then try again.")
    return ""
