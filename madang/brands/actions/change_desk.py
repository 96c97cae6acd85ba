from django.db import models

from madang.history.recording import action, record

from ..events import DESK_CHANGED, FieldsChanged
from ..models import Desk, Language
from .guard import guard, in_one_line


@action
def change_desk(
    desk: Desk, *, name: str, language: Language, time_zone: str, by: models.Model | None
) -> None:
    """Set the desk's name, its language and its time zone. Raises NotAllowed."""
    guard(by)
    desk = Desk.objects.select_for_update().get(pk=desk.pk)
    given = {"name": in_one_line(name), "language": language.value, "time_zone": time_zone}
    changed = [field for field, value in given.items() if getattr(desk, field) != value]
    if not changed:
        return
    for field in changed:
        setattr(desk, field, given[field])
    desk.save(update_fields=changed)
    record(desk, DESK_CHANGED, by=by, data=FieldsChanged(fields=tuple(changed)))
