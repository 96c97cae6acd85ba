from django.db import models

from madang.history.recording import action, record

from ..events import DESK_CHANGED, FieldsChanged
from ..models import LONGEST_SEND_DELAY, Desk, Language
from .guard import guard, in_one_line


@action
def change_desk(
    desk: Desk,
    *,
    name: str,
    language: Language,
    time_zone: str,
    send_delay: int | None = None,
    by: models.Model | None,
) -> None:
    """Set the desk's name, its language, its time zone, and how long answers wait before they leave.

    `send_delay` is in seconds, a day at most; None leaves it. Raises NotAllowed.
    """
    guard(by)
    desk = Desk.objects.select_for_update().get(pk=desk.pk)
    given: dict[str, object] = {
        "name": in_one_line(name),
        "language": language.value,
        "time_zone": time_zone,
        "send_delay": desk.send_delay if send_delay is None else min(max(send_delay, 0), LONGEST_SEND_DELAY),
    }
    changed = [field for field, value in given.items() if getattr(desk, field) != value]
    if not changed:
        return
    for field in changed:
        setattr(desk, field, given[field])
    desk.save(update_fields=changed)
    record(desk, DESK_CHANGED, by=by, data=FieldsChanged(fields=tuple(changed)))
