"""What people and programs say in a field, read: the one place that knows what each kind takes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from django.db.models import Q
from django.utils.translation import gettext as _

from madang.accounts.models import User
from madang.lib.text.numbers import number_in

from .errors import WrongAnswer
from .models import Attachment, Field, FieldKind, FieldOption, TypedValue

T = TypeVar("T", bound=TypedValue)

LONGEST_TEXT = 255
LONGEST_LONG_TEXT = 20_000
MOST_DIGITS = 15
YES = "yes"
_DATE = re.compile(r"(\d{4})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{1,2})\.?")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is in a field: `value` for the columns of one kind, `options` where it is chosen among some.

    Empty when there is neither.
    """

    value: str | Decimal | date | bool | User | Attachment | None = None
    options: tuple[FieldOption, ...] = ()

    def __bool__(self) -> bool:
        return self.value is not None or bool(self.options)


EMPTY = Answer()

_COLUMNS = {
    FieldKind.TEXT: "text",
    FieldKind.LONG_TEXT: "long_text",
    FieldKind.NUMBER: "number",
    FieldKind.DATE: "date",
    FieldKind.CHECKBOX: "checked",
    FieldKind.FILE: "file",
    FieldKind.PERSON: "person",
}


def column_of(kind: str) -> str:
    """The column of values that holds answers of that kind."""
    return _COLUMNS.get(FieldKind(kind), "option")


def read(field: Field, given: Sequence[str], *, had: Answer = EMPTY) -> Answer:
    """The answer that was written: one text, or the keys of all options chosen; empty texts are no answer.

    `had` is what was there before: a retired option may stay. Raises WrongAnswer in words.
    """
    written = [one.strip() for one in given if one.strip()]
    if field.kind == FieldKind.CHECKBOX:
        return Answer(value=True) if written and written[0] == YES else EMPTY
    if not written:
        return EMPTY
    if column_of(field.kind) == "option":
        return _chosen(field, written, had)
    first = written[0]
    match field.kind:
        case FieldKind.NUMBER:
            return Answer(value=_number(first))
        case FieldKind.DATE:
            return Answer(value=_date(first))
        case FieldKind.PERSON:
            return Answer(value=_person(first))
        case FieldKind.LONG_TEXT:
            return Answer(value=first[:LONGEST_LONG_TEXT])
        case FieldKind.TEXT:
            text = " ".join(first.split())
            if len(text) > LONGEST_TEXT:
                raise WrongAnswer(_("A short text has up to %(n)s characters.") % {"n": LONGEST_TEXT})
            return Answer(value=text)
    raise WrongAnswer(_("A file is added in the workspace."))


def written(answer: Answer) -> list[str]:
    """The answer as `read` takes it: what undoes a change. A file can't be written."""
    if answer.options:
        return [one.key for one in answer.options]
    match answer.value:
        case None | Attachment():
            return []
        case bool():
            return [YES]
        case User() as person:
            return [str(person.pk)]
        case Decimal() as number:
            return [plain(number)]
        case date() as day:
            return [day.isoformat()]
        case text:
            return [text]


def as_json(field: Field, answer: Answer) -> Any:
    """The answer for programs: keys of options, an address of a person, a number, a day, a text, null."""
    if field.kind == FieldKind.MULTI_SELECT:
        return [one.key for one in answer.options]
    if answer.options:
        return answer.options[0].key
    match answer.value:
        case Attachment() as file:
            return {"filename": file.filename, "size": file.size}
        case User() as person:
            return person.email
        case Decimal() as number:
            return int(number) if number == number.to_integral_value() else float(number)
        case date() as day:
            return day.isoformat()
        case None if field.kind == FieldKind.CHECKBOX:
            return False
        case value:
            return value


def from_json(given: Any) -> list[str]:
    """What a program sent, as `read` takes it. Raises WrongAnswer for what no field takes."""
    match given:
        case None | False:
            return []
        case True:
            return [YES]
        case str() | int() | float():
            return [str(given)]
        case list() if all(isinstance(one, str) for one in given):
            return list(given)
    raise WrongAnswer(_("Send a text, a number, true or false, a list of keys, or null."))


def rows_of(field: Field, answer: Answer, table: type[T]) -> list[T]:
    """The rows of a table that hold an answer, without whose it is."""
    if answer.options:
        return [table(field=field, option=one) for one in answer.options]
    return [table(field=field, **{column_of(field.kind): answer.value})] if answer else []


def answer_in(field: Field, rows: Sequence[TypedValue]) -> Answer:
    """What rows hold; options are read with them, in their order."""
    if column_of(field.kind) == "option":
        chosen = [row.option for row in rows if row.option is not None]
        return Answer(options=tuple(sorted(chosen, key=lambda one: (one.position, one.pk))))
    return Answer(value=getattr(rows[0], column_of(field.kind))) if rows else EMPTY


def plain(number: Decimal) -> str:
    """A number without the zeros that nobody wrote."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _chosen(field: Field, keys: Sequence[str], had: Answer) -> Answer:
    by_key = {one.key: one for one in field.options.all()}
    kept = {one.pk for one in had.options}
    chosen = []
    for key in dict.fromkeys(keys):
        option = by_key.get(key)
        if option is None or (option.is_retired and option.pk not in kept):
            raise WrongAnswer(_("This choice is not there any more. Choose another."))
        chosen.append(option)
    if field.kind == FieldKind.DROPDOWN and len(chosen) > 1:
        raise WrongAnswer(_("Only one can be chosen here."))
    return Answer(options=tuple(sorted(chosen, key=lambda one: (one.position, one.pk))))


def _number(given: str) -> Decimal:
    try:
        number = Decimal(given.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise WrongAnswer(
            _("“%(given)s” is not a number. Write digits, like 12500 or 3.5.") % {"given": given}
        )
    if abs(number) >= Decimal(10) ** MOST_DIGITS:
        raise WrongAnswer(_("A number has up to %(n)s digits.") % {"n": MOST_DIGITS})
    return round(number, 6)


def _date(given: str) -> date:
    found = _DATE.fullmatch(given)
    try:
        if found is not None:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise WrongAnswer(_("“%(given)s” is not a date. Write it like 2026-11-23.") % {"given": given})


def _person(given: str) -> User:
    key = number_in(given)
    by_address = Q(email=given.lower()) | Q(identities__value=given.lower())
    found = User.objects.filter(Q(pk=key) if key else by_address).order_by("pk").first()
    if found is None:
        words = _("Nobody with the address %(given)s is known here. Choose somebody from the list.")
        raise WrongAnswer(words % {"given": given})
    return found
