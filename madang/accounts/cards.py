"""What is known of agents as colleagues, beside their names."""

from .at_work import AgentCard
from .models import User
from .tongues import spoken


def card_of(person: User) -> AgentCard | None:
    """The person's card; no query where it was read with them."""
    try:
        return person.card
    except AgentCard.DoesNotExist:
        return None


def about(person: User) -> str:
    """What somebody knows and speaks, in one line; skills and card are read with them."""
    card = card_of(person)
    known = [skill.name for skill in person.skills.all()]
    return " · ".join([*known, *(spoken(card.languages) if card is not None else ())])
