"""Where providers post: whatever is answered with 200 is kept for good."""

import logging
import threading
from collections.abc import Mapping

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from madang.accounts.access import public

from ..receiver import LARGEST
from ..webhook import HookTrouble, Webhook
from .addresses import EVENTS, MAIL, address_of, is_secret_of, keys_of
from .known import HookProvider, by_code
from .taking import NobodyHere, TooLarge, take_events, take_mails

log = logging.getLogger(__name__)

LARGEST_POST = LARGEST * 3 // 2
"""Bytes of a post: the largest mail, in base64 and with its words beside it."""

_BIG = 4 * 1024 * 1024
_one_big_at_a_time = threading.Lock()


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def hook(request: HttpRequest, webhook_id: int, secret: str, what: str) -> HttpResponse:
    """Keep what a provider posts. A GET only says that somebody is here: providers look before they post."""
    webhook = Webhook.objects.select_related("inbox").filter(pk=webhook_id, is_active=True).first()
    provider = by_code(webhook.provider) if webhook is not None else None
    if webhook is None or provider is None or not is_secret_of(webhook, secret) or not _takes(provider, what):
        return _said(404, "There is no such webhook here.")
    if request.method != "POST":
        return _said(200, "Madang takes posts here.")
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    if size > LARGEST_POST:
        return _refused(webhook, HookTrouble.TOO_LARGE, f"{size} bytes", status=provider.never_again)
    if size < _BIG:
        return _take(request, webhook, provider, what)
    with _one_big_at_a_time:
        return _take(request, webhook, provider, what)


def _take(request: HttpRequest, webhook: Webhook, provider: HookProvider, what: str) -> HttpResponse:
    """Keep it, and say so only then. What is wrong with it is told to the provider and on the webhook's
    page."""
    from anymail.exceptions import AnymailConfigurationError, AnymailWebhookValidationFailure
    from requests import RequestException

    from madang.lib.reaching import CannotReach

    from .posted import Posted
    from .reading import Refusal

    posted = Posted.of(request, request.read())
    keys = _keys(webhook, what)
    kind = "mail" if what == MAIL else "events"
    if any(kind in key.of and not keys.get(key.name) for key in provider.keys):
        return _refused(webhook, HookTrouble.SIGNATURE, "No key is kept here to check it with.", status=401)
    try:
        with transaction.atomic():
            _went_well(webhook, what)
            take = take_mails if what == MAIL else take_events
            kept = take(webhook, posted, keys=keys)
    except AnymailWebhookValidationFailure as failure:
        return _refused(webhook, HookTrouble.SIGNATURE, str(failure), status=401)
    except (Refusal, AnymailConfigurationError) as other:
        return _refused(webhook, HookTrouble.WRONG_KIND, str(other), status=provider.never_again)
    except NobodyHere as nobody:
        return _refused(webhook, HookTrouble.RECIPIENT, str(nobody), status=provider.never_again)
    except TooLarge as large:
        return _refused(webhook, HookTrouble.TOO_LARGE, str(large), status=provider.never_again)
    except (RequestException, CannotReach) as failed:
        return _refused(webhook, HookTrouble.FETCHING, str(failed), status=502)
    except (DatabaseError, OSError):
        log.exception("a webhook's post could not be kept")
        return _said(503, "It could not be kept now. Post it again later.")
    except Exception as error:
        # Whatever a provider may send one day: it is told, tried again by the provider, and seen here.
        log.warning("a webhook's post could not be understood", exc_info=True)
        return _refused(webhook, HookTrouble.BROKEN, f"{type(error).__name__}: {error}", status=400)
    return _said(200, f"Kept: {kept}.")


def _takes(provider: HookProvider, what: str) -> bool:
    return bool(provider.mail if what == MAIL else provider.events if what == EVENTS else ())


def _keys(webhook: Webhook, what: str) -> Mapping[str, str]:
    keys = keys_of(webhook)
    if webhook.provider == "mandrill":  # it signs the address too, and each webhook has a key of its own
        if what == EVENTS:
            keys["webhook_key"] = keys.get("events_key", "")
        keys["webhook_url"] = address_of(webhook, what)
    return keys


def _went_well(webhook: Webhook, what: str) -> None:
    now = timezone.now()
    Webhook.objects.filter(pk=webhook.pk).update(
        trouble="", trouble_words="", **({"mail_at": now} if what == MAIL else {"event_at": now})
    )


def _refused(webhook: Webhook, trouble: HookTrouble, words: str, *, status: int) -> HttpResponse:
    Webhook.objects.filter(pk=webhook.pk).update(
        trouble=trouble, trouble_words=" ".join(words.split())[:500], trouble_at=timezone.now()
    )
    return _said(status, f"Not taken: {trouble.name.lower().replace('_', ' ')}. {words}")


def _said(status: int, words: str) -> HttpResponse:
    response = HttpResponse(f"{words[:1000]}\n", status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response
