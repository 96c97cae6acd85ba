"""What two customers have in the desk's own fields when they become one, and when they are parted again.

What is in the fields of who was merged stays with them: parting needs nothing of it.
"""

from collections.abc import Collection, Mapping

from madang.accounts.models import CustomerMerge, User
from madang.history.recording import record

from ..answers import EMPTY, Answer, read, rows_of, written
from ..errors import WrongAnswer
from ..events import USER_FIELD_SET, FieldSet
from ..fields import every_field, ids_in
from ..models import CustomerFieldValue, Field, FieldSubject
from ..people_fields import answers_of_people

_KEPT_AS = "fields"
"""The name in `CustomerMerge.before`: by the field's id what was there before, and what was put there."""


def give_fields(merge: CustomerMerge, *, take: Collection[int], by: User | None) -> None:
    """Let the one who goes on have what they have nothing in, and what the other has in the fields `take`."""
    every = every_field(FieldSubject.CUSTOMER)
    if not every:
        return
    answers = answers_of_people(FieldSubject.CUSTOMER, [merge.person_id, merge.into_id], every)
    theirs, own = answers.get(merge.person_id, {}), answers.get(merge.into_id, {})
    given: dict[str, list[list[str]]] = {}
    for field in every:
        had, has = own.get(field.pk, EMPTY), theirs.get(field.pk, EMPTY)
        if has and has != had and (field.pk in take or not had):
            _put(merge.into, field, had, has, by=by)
            given[str(field.pk)] = [written(had), written(has)]
    if given:
        merge.before = {**merge.before, _KEPT_AS: given}
        merge.save(update_fields=["before"])


def take_fields_back(merge: CustomerMerge, *, by: User | None) -> None:
    """Put back what was there before, where nobody changed it since."""
    given: Mapping[str, list[list[str]]] = merge.before.get(_KEPT_AS, {})
    if not given:
        return
    every = every_field(FieldSubject.CUSTOMER)
    own = answers_of_people(FieldSubject.CUSTOMER, [merge.into_id], every).get(merge.into_id, {})
    for field in every:
        had, has = given.get(str(field.pk), ([], []))
        now = own.get(field.pk, EMPTY)
        if has and written(now) == has:
            _put(merge.into, field, now, _read_again(field, had), by=by)


def _read_again(field: Field, had: list[str]) -> Answer:
    """What was there; an option retired since may come back, and what is gone for good can't."""
    try:
        return read(field, had, had=Answer(options=tuple(field.options.all())))
    except WrongAnswer:
        return EMPTY


def _put(person: User, field: Field, before: Answer, answer: Answer, *, by: User | None) -> None:
    CustomerFieldValue.objects.filter(customer=person, field=field).delete()
    for row in rows_of(field, answer, CustomerFieldValue):
        row.customer = person
        row.save(force_insert=True)
    data = FieldSet(field=field.pk, is_filled=bool(answer), previous=ids_in(before), current=ids_in(answer))
    record(person, USER_FIELD_SET, by=by, data=data)
