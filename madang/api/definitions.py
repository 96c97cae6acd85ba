"""What a desk has set about its tickets, for programs that read and write them by key."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from madang.tickets.fields import every_field
from madang.tickets.models import FieldSubject, OwnStatus

from . import schemas

router = Router()


@router.get("/fields", response=list[schemas.FieldOut])
def list_fields(request: HttpRequest) -> list[dict[str, Any]]:
    """All fields of tickets, then those of customers and of organizations, in order, retired ones too."""
    return [
        {
            "key": field.key,
            "subject": field.subject,
            "kind": field.kind,
            "names": field.names,
            "required": field.is_required,
            "for_customer": field.for_customer,
            "brands": [brand.name for brand in field.brands.all()],
            "options": [
                {"key": one.key, "names": one.names, "retired": one.is_retired} for one in field.options.all()
            ],
            "retired": field.is_retired,
        }
        for subject in FieldSubject
        for field in every_field(subject)
    ]


@router.get("/statuses", response=list[schemas.StatusOut])
def list_statuses(request: HttpRequest) -> list[dict[str, Any]]:
    """The desk's own statuses in order, retired ones too."""
    return [
        {
            "key": one.key,
            "category": one.category,
            "names": one.names,
            "default": one.is_default,
            "retired": one.is_retired,
        }
        for one in OwnStatus.objects.all()
    ]
