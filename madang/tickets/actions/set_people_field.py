from collections.abc import Sequence

from madang.accounts.actions.guard import guard_changes_customers, guard_customer, locked
from madang.accounts.models import Organization, User
from madang.history.recording import action, record

from ..answers import EMPTY, Answer, answer_in, read, rows_of
from ..errors import NotTheirField
from ..events import ORGANIZATION_FIELD_SET, USER_FIELD_SET, FieldSet
from ..fields import ids_in
from ..models import Field
from ..people_fields import TABLES, Subject, subject_of


@action
def set_customer_field(person: User, field: Field, given: Sequence[str], *, by: User | None) -> Answer:
    """Fill in a field of a customer, or empty it; gives what was in it before. The same again does nothing.

    `given` is as `answers.read` takes it. Raises WrongAnswer, and NotTheirField for one that is retired or
    not of customers; NotAllowed, NotACustomer and CustomerMerged of `accounts.errors`.
    """
    person = locked(person)
    guard_customer(person, by=by)
    return _filled(person, field, given, by=by)


@action
def set_organization_field(
    organization: Organization, field: Field, given: Sequence[str], *, by: User | None
) -> Answer:
    """Fill in a field of an organization, or empty it; see `set_customer_field`."""
    guard_changes_customers(by)
    return _filled(Organization.objects.select_for_update().get(pk=organization.pk), field, given, by=by)


def _filled(one: Subject, field: Field, given: Sequence[str], *, by: User | None) -> Answer:
    subject = subject_of(one)
    table, whose = TABLES[subject]
    rows = list(table._default_manager.filter(**{whose: one}, field=field).select_related("option", "person"))
    before = answer_in(field, rows)
    # As it is now: it may have been retired while it was filled in. It can still be emptied.
    now = Field.objects.filter(pk=field.pk, subject=subject).prefetch_related("options").first()
    if now is None or (now.is_retired and given and any(value.strip() for value in given)):
        raise NotTheirField(field)
    answer = read(now, given, had=before)
    if answer == before:
        return before
    table._default_manager.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows_of(now, answer, table):
        setattr(row, whose, one)
        row.save(force_insert=True)
    data = FieldSet(field=field.pk, is_filled=bool(answer), previous=ids_in(before), current=ids_in(answer))
    record(one, USER_FIELD_SET if isinstance(one, User) else ORGANIZATION_FIELD_SET, by=by, data=data)
    return before if before else EMPTY
