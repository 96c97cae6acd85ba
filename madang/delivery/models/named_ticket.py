from typing import ClassVar

from django.db import models

from madang.tickets.models import Ticket

from .delivery import Delivery


class NamedTicket(models.Model):
    """A ticket that a mail to an agent tells of: its words are in the mail's subject and bytes.

    The mail itself names no ticket, so that it is never taken for one to the customer; after quiet hours one
    mail tells of several tickets.
    """

    delivery = models.ForeignKey(
        Delivery, on_delete=models.CASCADE, related_name="names_tickets", db_index=False
    )
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "ticket"], name="named_ticket_once")
        ]

    def __str__(self) -> str:
        return f"ticket {self.ticket_id} in mail {self.delivery_id}"
