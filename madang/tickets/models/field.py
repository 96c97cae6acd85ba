from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Organization, User
from madang.brands.models import Brand
from madang.lib.alphabetic import Alphabetic

from ..words import in_language
from .attachment import Attachment
from .ticket import Ticket


class FieldKind(models.TextChoices):
    """What a field holds."""

    TEXT = "text", _("Short text")
    LONG_TEXT = "long_text", _("Long text")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    CHECKBOX = "checkbox", _("Checkbox")
    DROPDOWN = "dropdown", _("Dropdown")
    MULTI_SELECT = "multi_select", _("Several choices")
    FILE = "file", _("File")
    PERSON = "person", _("Person")


CHOSEN_KINDS = frozenset({FieldKind.DROPDOWN, FieldKind.MULTI_SELECT})
"""The kinds whose answer is chosen among options."""


class FieldSubject(models.TextChoices):
    """Who or what has a field."""

    TICKET = "ticket", _("Tickets")
    CUSTOMER = "customer", _("Customers")
    ORGANIZATION = "organization", _("Organizations")


class ForCustomer(models.TextChoices):
    """What a customer has of a field."""

    HIDDEN = "hidden", _("Customers don't see it")
    VISIBLE = "visible", _("Customers see it")
    EDITABLE = "editable", _("Customers fill it in")


class Field(models.Model):
    """A field of the desk's own on tickets, on customers or on organizations: its `subject`.

    `key` is its name for programs and searches, `names` and `helps` are its names and its help by language.
    Without `brands` it is on the tickets of all of them. `is_required`: a ticket can't be solved while it is
    empty. One of customers or organizations is shown with their tickets as well when it is `beside_tickets`.
    A retired field can't be filled in any more; what is in it stays.
    """

    subject = models.CharField(max_length=12, choices=FieldSubject, default=FieldSubject.TICKET)
    key = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=12, choices=FieldKind)
    names = models.JSONField(default=dict)
    helps = models.JSONField(default=dict)
    is_required = models.BooleanField(default=False)
    beside_tickets = models.BooleanField(default=False)
    for_customer = models.CharField(max_length=10, choices=ForCustomer, default=ForCustomer.HIDDEN)
    brands = models.ManyToManyField(Brand, related_name="+")
    position = models.PositiveIntegerField(default=0)
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its name in the current language."""
        return in_language(self.names)

    @property
    def help(self) -> str:
        """What is said below it, in the current language."""
        return in_language(self.helps)


class FieldOption(models.Model):
    """One answer to choose in a field; a retired one can't be chosen any more, and stays where it was."""

    field = models.ForeignKey(Field, on_delete=models.CASCADE, related_name="options")
    key = models.SlugField(max_length=60)
    names = models.JSONField(default=dict)
    position = models.PositiveIntegerField(default=0)
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["field", "key"], name="option_key_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its name in the current language."""
        return in_language(self.names)


def _index(column: str, *, of: str, named: str) -> models.Index:
    """An index over one kind of value: a view filters and orders by it."""
    return models.Index(
        fields=["field", column, of],
        name=f"{named}_{column}",
        condition=models.Q(**{f"{column}__isnull": False}),
    )


def _indexes(of: str, named: str) -> list[models.Index]:
    columns = ("text", "number", "date", "checked", "option", "person")
    return [_index(column, of=of, named=named) for column in columns]


def _once(of: str, named: str) -> list[models.BaseConstraint]:
    """One row in a field, or one for each choice."""
    return [
        models.UniqueConstraint(fields=[of, "field", "option"], name=f"{named}_choice_once"),
        models.UniqueConstraint(
            fields=[of, "field"], name=f"{named}_once", condition=models.Q(option__isnull=True)
        ),
    ]


class TypedValue(models.Model):
    """What is in a field: one row, one for each choice where several can be made.

    Of the columns the one for the field's kind is filled, the others are null.
    """

    field = models.ForeignKey(Field, on_delete=models.CASCADE, related_name="+", db_index=False)
    text = models.CharField(max_length=255, null=True)  # noqa: DJ001  # the index holds those that are texts
    long_text = models.TextField(null=True)  # noqa: DJ001  # as all the columns of other kinds
    number = models.DecimalField(max_digits=21, decimal_places=6, null=True)
    date = models.DateField(null=True)
    checked = models.BooleanField(null=True)
    option = models.ForeignKey(
        FieldOption, on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    person = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)

    class Meta:
        abstract = True


class FieldValue(TypedValue):
    """What a ticket has in a field."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="field_values", db_index=False)
    file = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, related_name="field_values", db_index=False
    )

    class Meta:
        indexes: ClassVar = [
            *_indexes("ticket", "field_value"),
            models.Index(
                "field",
                Alphabetic("text"),
                "ticket",
                name="field_value_alphabetic",
                condition=models.Q(text__isnull=False),
            ),
            models.Index(fields=["file"], name="field_value_file", condition=models.Q(file__isnull=False)),
        ]
        constraints: ClassVar = _once("ticket", "field_value")

    def __str__(self) -> str:
        return f"{self.field_id} of {self.ticket_id}"


class CustomerFieldValue(TypedValue):
    """What a customer has in a field; of one who was merged it stays, for undoing that."""

    customer = models.ForeignKey(User, on_delete=models.CASCADE, related_name="field_values", db_index=False)

    class Meta:
        indexes: ClassVar = _indexes("customer", "customer_value")
        constraints: ClassVar = _once("customer", "customer_value")

    def __str__(self) -> str:
        return f"{self.field_id} of {self.customer_id}"


class OrganizationFieldValue(TypedValue):
    """What an organization has in a field."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="field_values", db_index=False
    )

    class Meta:
        indexes: ClassVar = _indexes("organization", "organization_value")
        constraints: ClassVar = _once("organization", "organization_value")

    def __str__(self) -> str:
        return f"{self.field_id} of {self.organization_id}"
