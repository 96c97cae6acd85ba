"""The picture of one point by which an opened mail is known, where the brand has switched that on."""

import base64

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from madang.accounts.access import public
from madang.delivery.read_marks import was_fetched

_POINT = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@public
@require_safe
def opened_mail(request: HttpRequest, token: str) -> HttpResponse:
    """The same picture for whatever token: nobody learns which there are, and who asks is not kept."""
    person = request.user
    if request.method == "GET":
        was_fetched(
            token,
            agent=request.headers.get("User-Agent", ""),
            by_agent=person.is_authenticated and person.is_agent,
        )
    response = HttpResponse(_POINT, content_type="image/gif")
    response["Cache-Control"] = "no-store"
    return response
