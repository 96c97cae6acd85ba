"""Who wants pushes and can't be reached by them any more is told: once by mail, and above their notices."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from madang.accounts.browsers import browser_name
from madang.accounts.models import PushDevice, User
from madang.history.models import Event
from madang.lib.jobs import job
from madang.ui.people import called

from .choices import Place, choices_of, quiet_until
from .mailing import Line, any_inbox, language_of, mail_lines


def tell_of_gone_device(event: Event) -> None:
    """Mail whose browser takes no pushes any more, after their quiet hours, if they chose pushes."""
    person = User.objects.filter(pk=event.subject_id).first()
    if person is None or not wants_pushes(person):
        return
    quiet = quiet_until(person, choices_of([person.pk])[person.pk], now=timezone.now())
    device = event.data["device"]
    mail_of_gone.using(run_after=quiet).enqueue(device=device, at=event.created_at.isoformat())


def wants_pushes(person: User) -> bool:
    """Whether the person wants to hear of anything by a push. One query."""
    chosen = choices_of([person.pk])[person.pk]
    return any(Place.PUSH in places for places in chosen.places.values())


@job
def mail_of_gone(device: int, at: str) -> None:
    """Mail the person of a device that it takes no pushes any more, unless it does again; once each time."""
    found = PushDevice.objects.select_related("person", "session").filter(pk=device).first()
    inbox = any_inbox()
    if found is None or found.gone_at is None or inbox is None:
        return
    person, when = found.person, datetime.fromisoformat(at)
    if not person.email or not person.is_agent:
        return
    with translation.override(language_of(person)):
        line = Line(
            about=_("No more pushes reach %(browser)s") % {"browser": browser_name(found.session.user_agent)},
            why=_("Open this page in that browser and press “Get pushes in this browser” to get them again."),
            by=called(None),
            link=f"{settings.MADANG.url}/accounts/notices/#devices",
        )
        key = f"push-gone:{device}:{int(when.timestamp())}"
        mail_lines(person, [line], key=key, inbox=inbox, at=when)
