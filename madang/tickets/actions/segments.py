from django.utils.translation import gettext as _

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.history.kinds import Nothing
from madang.history.recording import action, record
from madang.lib.conditions import Group

from ..errors import NotAllowed, WrongSegment
from ..filters.customers import write_customers
from ..models import Segment
from ..settings_events import SEGMENT_CHANGED, SEGMENT_MADE, SEGMENT_REMOVED

LONGEST_NAME = 100
MOST_SEGMENTS = 100


@action
def make_segment(name: str, conditions: Group, *, by: User) -> Segment:
    """Make a segment of customers. Raises NotAllowed and WrongSegment."""
    _guard(by)
    if Segment.objects.count() >= MOST_SEGMENTS:
        raise WrongSegment(
            _("There are %(most)s segments already. Remove one that nobody needs.") % {"most": MOST_SEGMENTS}
        )
    made = Segment.objects.create(name=_named(name), conditions=write_customers(conditions))
    record(made, SEGMENT_MADE, by=by, data=Nothing())
    return made


@action
def change_segment(segment: Segment, *, name: str, conditions: Group, by: User) -> None:
    """Make a segment another one; the same does nothing. Raises NotAllowed and WrongSegment."""
    _guard(by)
    held = Segment.objects.select_for_update().filter(pk=segment.pk).first()
    if held is None:
        raise WrongSegment(_("This segment was removed meanwhile."))
    written, given = _named(name, but=held), write_customers(conditions)
    if (held.name, held.conditions) == (written, given):
        return
    held.name, held.conditions = written, given
    held.save(update_fields=["name", "conditions"])
    record(held, SEGMENT_CHANGED, by=by, data=Nothing())


@action
def remove_segment(segment: Segment, *, by: User) -> None:
    """Remove a segment for good; views that ask about it say so. Raises NotAllowed."""
    _guard(by)
    held = Segment.objects.select_for_update().filter(pk=segment.pk).first()
    if held is not None:
        record(held, SEGMENT_REMOVED, by=by, data=Nothing())
        held.delete()


def _guard(by: User) -> None:
    if not by.may(Permission.CHANGE_CUSTOMERS):
        raise NotAllowed


def _named(name: str, *, but: Segment | None = None) -> str:
    written = " ".join(name.split())[:LONGEST_NAME]
    if not written:
        raise WrongSegment(_("Give the segment a name."))
    others = Segment.objects.exclude(pk=but.pk) if but is not None else Segment.objects.all()
    if others.filter(name__iexact=written).exists():
        raise WrongSegment(_("There is a segment named %(name)s already.") % {"name": written})
    return written
