"""What a ticket is: status, priority, type, tags, and how it hangs together with others."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from madang.lib.conditions import Choices, Nothing, Value

from ...models import OPEN_STATUSES, Away, OwnStatus, Priority, Status, Tag, Ticket, TicketType
from ...tags import MOST_OFFERED, as_kept, tags_in_use, tags_like
from ...words import in_language
from ..attribute import NONE, Asker, Choice, TicketAttribute, Word
from ..registry import register
from .choosing import (
    IDS,
    NOTHING,
    TICKET,
    code_names,
    is_or_is_not,
    of_codes,
    of_column,
    of_rows,
    one_of,
    row_names,
)


def _is_open(operator: str, value: Value) -> bool | None:
    statuses = set(value) if operator == "is" else set(Status.values) - set(value)
    if statuses <= OPEN_STATUSES:
        return True
    return None if statuses & OPEN_STATUSES else False


register(
    TicketAttribute(
        name="status",
        label=_("Status"),
        heading=TICKET,
        operators=is_or_is_not(Choices(of=frozenset(Status.values))),
        q=of_column("status"),
        choices=of_codes(lambda: Status.choices),
        named=code_names(lambda: Status.choices),
        is_open=_is_open,
        keys=("상태",),
        called={
            "열림": (Status.OPEN.value,),
            "waiting": (Status.PENDING.value,),
            "pending": (Status.PENDING.value,),
            "대기": (Status.PENDING.value,),
            "unsolved": tuple(sorted(OPEN_STATUSES)),
            "미해결": tuple(sorted(OPEN_STATUSES)),
        },
        otherwise="own_status",
    )
)
register(
    TicketAttribute(
        name="priority",
        label=_("Priority"),
        heading=TICKET,
        operators=is_or_is_not(Choices((int,), frozenset(Priority.values))),
        q=of_column("priority"),
        choices=of_codes(lambda: Priority.choices[::-1]),
        named=code_names(lambda: Priority.choices),
        keys=("우선순위",),
    )
)


def _types() -> Sequence[tuple[Word, object]]:
    return [*TicketType.choices, (NONE, _("No type"))]


def _type(operator: str, value: Value, asker: Asker) -> Q:
    found = Q(type__in=["" if one == NONE else one for one in value])
    return found if operator == "is" else ~found


register(
    TicketAttribute(
        name="type",
        label=_("Type"),
        heading=TICKET,
        operators=is_or_is_not(Choices(of=frozenset({*TicketType.values, NONE}))),
        q=_type,
        choices=of_codes(_types),
        named=code_names(_types),
        keys=("유형",),
        called=NOTHING,
    )
)


def _tags(operator: str, value: Value, asker: Asker) -> Q:
    through = Ticket.tags.through.objects.filter(ticket=OuterRef("pk"))
    if operator == "has_all":
        every = Q()
        for tag in value:
            every &= Q(Exists(through.filter(tag=tag)))
        return every
    found = Q(Exists(through.filter(tag__in=value)))
    return ~found if operator == "has_none" else found


def _tagged(operator: str, value: Value, asker: Asker) -> QuerySet[Any, Any] | None:
    if operator == "has_none":
        return None
    wanted = value if operator == "has_any" else value[:1]
    return Ticket.tags.through.objects.filter(tag__in=wanted).values("ticket")


def _tags_like(typed: str, asker: Asker) -> Sequence[Choice]:
    found = list(tags_like(typed)[:MOST_OFFERED])
    exact = tags_in_use().filter(name=as_kept(typed)) if typed else Tag.objects.none()
    return [Choice(one.pk, one.name) for one in dict.fromkeys([*exact, *found])]


register(
    TicketAttribute(
        name="tags",
        label=_("Tags"),
        heading=TICKET,
        operators={"has_any": IDS, "has_all": IDS, "has_none": IDS},
        q=_tags,
        choices=of_rows(lambda: Tag.objects.filter(merged_into=None).order_by("name"), str),
        named=row_names(Tag, str),
        rows=_tagged,
        single=False,
        keys=("tag", "태그"),
        look_up=_tags_like,
    )
)


def _related(name: str, label: object, column: str, keys: Sequence[str]) -> None:
    def q(operator: str, value: Value, asker: Asker) -> Q:
        return Q(**{f"{column}__isnull": operator == "is_not_so"})

    def rows(operator: str, value: Value, asker: Asker) -> QuerySet[Any, Any] | None:
        if operator == "is_not_so":
            return None
        return Ticket.objects.filter(**{f"{column}__isnull": False}).order_by().values("pk")

    register(
        TicketAttribute(
            name=name,
            label=label,  # type: ignore[arg-type]  # a lazy text
            heading=TICKET,
            operators={"is_so": Nothing(), "is_not_so": Nothing()},
            q=q,
            rows=rows,
            keys=keys,
        )
    )


_related("follow_up", _("Follow-up of a closed ticket"), "follow_up_of", ("후속",))
_related("merged", _("Merged into another"), "merged_into", ("합침",))


def _snoozed(operator: str, value: Value, asker: Asker) -> Q:
    return Q(away__in=(Away.SNOOZED,)) if operator == "is_so" else Q(away__in=("",))


def _all_snoozed(operator: str, value: Value, asker: Asker) -> QuerySet[Any, Any] | None:
    if operator == "is_not_so":
        return None
    return Ticket.objects.filter(away=Away.SNOOZED, away_since__isnull=False).order_by().values("pk")


register(
    TicketAttribute(
        name="snoozed",
        label=_("Snoozed"),
        heading=TICKET,
        operators={"is_so": Nothing(), "is_not_so": Nothing()},
        q=_snoozed,
        rows=_all_snoozed,
        asks_aside=True,
        keys=("미룸",),
    )
)


def _own_statuses(operator: str, value: Value, asker: Asker) -> Q:
    found = one_of("own_status", value)
    return found if operator == "is" else ~found


def _of_own_statuses(operator: str, value: Value, asker: Asker) -> QuerySet[Any, Any] | None:
    if operator != "is":
        return None
    return Ticket.objects.filter(own_status__in=value).order_by().values("pk")


register(
    TicketAttribute(
        name="own_status",
        label=_("Own status"),
        heading=TICKET,
        operators=is_or_is_not(IDS),
        q=_own_statuses,
        choices=of_rows(lambda: OwnStatus.objects.order_by("pk"), lambda one: in_language(one.names)),
        named=row_names(OwnStatus, lambda one: in_language(one.names)),
        rows=_of_own_statuses,
        keys=("우리상태",),
    )
)
