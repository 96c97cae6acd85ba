"""Fields of the desk's own: of tickets, of their customers and organizations; and the form of a ticket."""

from django.utils.translation import gettext_lazy as _

from ...models import CustomerFieldValue, FieldSubject, FieldValue, Form, OrganizationFieldValue
from ..attribute import TicketAttribute
from ..registry import register
from .choosing import IDS, is_or_is_not, of_column, of_rows, row_names
from .own_fields import Values, all_of

FIELDS = _("Fields")
OF_CUSTOMERS = _("Fields of the customer")
OF_ORGANIZATIONS = _("Fields of the organization")

ON_TICKETS = (
    _("Choice in a field"),
    _("Field that is filled in"),
    _("Text in a field"),
    _("Number in a field"),
    _("Date in a field"),
)
ON_CUSTOMERS = (
    _("Choice in a field of the customer"),
    _("Field of the customer that is filled in"),
    _("Text in a field of the customer"),
    _("Number in a field of the customer"),
    _("Date in a field of the customer"),
)
ON_ORGANIZATIONS = (
    _("Choice in a field of the organization"),
    _("Field of the organization that is filled in"),
    _("Text in a field of the organization"),
    _("Number in a field of the organization"),
    _("Date in a field of the organization"),
)
_KEYS = {"field_option": ("option", "선택지"), "field_filled": ("filled", "채움")}

_OF_TICKETS = Values(FieldSubject.TICKET, FieldValue, "ticket", "pk", to_ids="ticket")
_OF_CUSTOMERS = Values(
    FieldSubject.CUSTOMER, CustomerFieldValue, "customer", "requester", to_ids="customer__tickets"
)
_OF_ORGANIZATIONS = Values(
    FieldSubject.ORGANIZATION,
    OrganizationFieldValue,
    "organization__people",
    "requester",
    to_ids="organization__people__tickets",
)
for _one in all_of(_OF_TICKETS, ON_TICKETS):
    register(TicketAttribute(**_one, heading=FIELDS, keys=_KEYS.get(_one["name"], ())))
register(
    TicketAttribute(
        name="form",
        label=_("Form that was chosen"),
        heading=FIELDS,
        operators=is_or_is_not(IDS),
        q=of_column("form"),
        choices=of_rows(lambda: Form.objects.order_by("position", "pk"), str),
        named=row_names(Form, str),
        keys=("양식",),
    )
)
for _one in all_of(_OF_CUSTOMERS, ON_CUSTOMERS, prefix="customer_"):
    register(TicketAttribute(**_one, heading=OF_CUSTOMERS, has_key=False))
for _one in all_of(_OF_ORGANIZATIONS, ON_ORGANIZATIONS, prefix="organization_"):
    register(TicketAttribute(**_one, heading=OF_ORGANIZATIONS, has_key=False))
