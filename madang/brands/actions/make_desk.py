from django.db import IntegrityError, models, transaction

from madang.history.kinds import Nothing
from madang.history.recording import action, record

from ..errors import AlreadySetUp
from ..events import DESK_MADE
from ..models import Desk, Language
from .guard import in_one_line

THE_ONE = 1


@action
def make_desk(*, name: str, language: Language, time_zone: str, by: models.Model | None) -> Desk:
    """Make the desk itself; of two who try at once, one does and the other gets AlreadySetUp.

    Its key is always the same, so that the database refuses a second one.
    """
    if Desk.objects.exists():
        raise AlreadySetUp
    desk = Desk(pk=THE_ONE, name=in_one_line(name), language=language, time_zone=time_zone)
    try:
        with transaction.atomic():
            desk.save(force_insert=True)
    except IntegrityError:
        raise AlreadySetUp from None
    record(desk, DESK_MADE, by=by, data=Nothing())
    return desk
