"""The desk's own fields as columns of CSV: what is in them as it stands in a cell, and read from one."""

from collections.abc import Collection, Sequence
from datetime import date

from django.utils.translation import gettext as _

from .answers import YES, Answer, plain, read
from .answers_in_words import spelled
from .errors import WrongAnswer
from .models import CHOSEN_KINDS, Field, FieldKind

_YES = frozenset({"yes", "y", "true", "1", "o", "예", "네", "참", "✓"})
_NO = frozenset({"no", "n", "false", "0", "x", "아니요", "아니오", "거짓"})


def heads(fields: Sequence[Field], *, besides: Collection[str]) -> list[str]:
    """What the columns of these fields are called; the key follows where a name is there twice."""
    names = [field.name for field in fields]
    return [
        f"{field.name} ({field.key})" if field.name in besides or names.count(field.name) > 1 else field.name
        for field in fields
    ]


def cell(answer: Answer) -> str:
    """The answer as it stands in a cell, and as `read_cell` takes it."""
    return spelled(answer, number=plain, day=date.isoformat, person=lambda one: one.email or one.shown_name)


def read_cell(field: Field, written: str) -> list[str]:
    """What a cell says, as `answers.read` takes it. Raises WrongAnswer."""
    said = " ".join(written.split()).casefold()
    if field.kind == FieldKind.CHECKBOX:
        if said in _YES or said == _("Yes").casefold():
            return [YES]
        if said in _NO:
            return []
        raise WrongAnswer(_("“%(given)s” is neither yes nor no.") % {"given": written[:50]})
    if field.kind not in CHOSEN_KINDS:
        read(field, [written])
        return [written]
    parts = [written] if field.kind == FieldKind.DROPDOWN else written.replace(";", ",").split(",")
    return [_key(field, one) for one in parts if one.strip()]


def _key(field: Field, written: str) -> str:
    said = " ".join(written.split()).casefold()
    for option in field.options.all():
        known = {option.key, *(" ".join(name.split()).casefold() for name in option.names.values())}
        if said in known and not option.is_retired:
            return option.key
    raise WrongAnswer(
        _("“%(given)s” is no choice of “%(name)s”.") % {"given": written.strip()[:50], "name": field.name}
    )
