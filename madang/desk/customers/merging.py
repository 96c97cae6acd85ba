"""Two customers beside each other before they become one: what differs, and what goes where."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from madang.accounts.actions import Valued
from madang.accounts.merging import UNDONE_WITHIN
from madang.accounts.models import CustomerMerge, CustomerNotes, Identity, MergeState, User
from madang.accounts.zones import zone_choices
from madang.brands.models import Language
from madang.tickets.answers import EMPTY
from madang.tickets.answers_in_words import in_words
from madang.tickets.customers import Asked, asked_by
from madang.tickets.fields import every_field
from madang.tickets.models import FieldSubject
from madang.tickets.people_fields import answers_of_people

MOST_IDENTITIES = 100
THEIRS = "theirs"
OF_FIELD = "field-"
"""What the names of choices among what is in a field begin with."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, with what goes over or is joined by itself."""

    person: User
    identities: Sequence[Identity]
    tags: Sequence[str]
    notes: str
    asked: Asked


@dataclass(frozen=True, slots=True)
class Contest:
    """A value that only one of the two can give, in words; `theirs_wins` is what is chosen at first."""

    name: str
    label: str
    own: str
    theirs: str
    theirs_wins: bool

    @property
    def is_open(self) -> bool:
        """Whether there is something to choose: both have one, and not the same."""
        return bool(self.own and self.theirs and self.own != self.theirs)

    @property
    def outcome(self) -> str:
        """What it will be where nothing is to be chosen."""
        return self.own or self.theirs


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would do: `own` goes on, `theirs` becomes a part of it."""

    own: Side
    theirs: Side
    contests: Sequence[Contest]

    @property
    def tickets(self) -> int:
        """How many tickets the one will have, as far as the reader sees them."""
        return self.own.asked.tickets + self.theirs.asked.tickets

    @property
    def identities(self) -> Sequence[Identity]:
        """The addresses of both."""
        return [*self.own.identities, *self.theirs.identities]

    @property
    def tags(self) -> Sequence[str]:
        """The tags of both, each once."""
        return sorted({*self.own.tags, *self.theirs.tags})

    @property
    def notes(self) -> str:
        """The notes of both."""
        return "\n\n".join(dict.fromkeys(one for one in (self.own.notes, self.theirs.notes) if one))


def preview_of(
    own: User,
    theirs: User,
    *,
    seen_by: User,
    chosen: Sequence[Valued] = (),
    fields: Sequence[int] = (),
) -> Preview:
    """What merging `theirs` into `own` would do; `chosen` are the values of `theirs` that were picked, and
    `fields` the ids of the desk's own fields of which theirs was."""
    asked = asked_by([own.pk, theirs.pk], seen_by=seen_by)
    notes = dict(CustomerNotes.objects.filter(user__in=[own, theirs]).values_list("user", "text"))
    sides = [
        Side(
            person=one,
            identities=list(one.identities.order_by("pk")[:MOST_IDENTITIES]),
            tags=list(one.tags.order_by("name").values_list("name", flat=True)),
            notes=notes.get(one.pk, ""),
            asked=asked.get(one.pk, Asked()),
        )
        for one in (own, theirs)
    ]
    labels = {
        Valued.NAME: _("Name"),
        Valued.EMAIL: _("Answers go to"),
        Valued.ORGANIZATION: _("Organization"),
        Valued.LANGUAGE: _("Language"),
        Valued.TIME_ZONE: _("Time zone"),
    }
    contests = [
        Contest(one.value, label, _in_words(own, one), _in_words(theirs, one), theirs_wins=one in chosen)
        for one, label in labels.items()
    ]
    contests += _of_fields(own, theirs, fields)
    return Preview(sides[0], sides[1], [one for one in contests if one.outcome])


def last_merge(customer: User) -> CustomerMerge | None:
    """The last merge into a customer that can still be undone, or is being undone. One query."""
    since = timezone.now() - UNDONE_WITHIN
    recent = CustomerMerge.objects.filter(into=customer, created_at__gte=since)
    return recent.exclude(state=MergeState.PARTED).select_related("person").order_by("-pk").first()


def _of_fields(own: User, theirs: User, chosen: Sequence[int]) -> list[Contest]:
    every = every_field(FieldSubject.CUSTOMER)
    if not every:
        return []
    answers = answers_of_people(FieldSubject.CUSTOMER, [own.pk, theirs.pk], every)
    ours, others = answers.get(own.pk, {}), answers.get(theirs.pk, {})
    return [
        Contest(
            f"{OF_FIELD}{field.pk}",
            field.name,
            in_words(ours.get(field.pk, EMPTY)),
            in_words(others.get(field.pk, EMPTY)),
            theirs_wins=field.pk in chosen,
        )
        for field in every
    ]


def _in_words(person: User, value: Valued) -> str:
    match value:
        case Valued.ORGANIZATION:
            return person.organization.name if person.organization is not None else ""
        case Valued.LANGUAGE:
            return str(Language(person.language).label) if person.language else ""
        case Valued.TIME_ZONE:
            return dict(zone_choices()).get(person.time_zone, person.time_zone) if person.time_zone else ""
        case _:
            return getattr(person, value) or ""
