"""How an answer is signed: by the agent's own signature where there is one and the brand allows it."""

from madang.accounts.cards import card_of
from madang.accounts.models import User
from madang.lib.prepared import Given, Prepared
from madang.lib.text.filling import fill

from .looks import Look
from .models import AgentSignature

_OWN = Prepared(lambda: AgentSignature.objects.filter(person=Given("person")).order_by("pk"))


def signature_of(author: User, look: Look, *, brand: int, language: str) -> str:
    """The signature below an answer of the author, with its gaps; empty for none. One query at most.

    One for the brand goes before one for all brands, then one for the language before one for all.
    """
    if not look.own_signatures:
        return look.signature
    fitting = [
        row
        for row in _OWN.all(person=author.pk)
        if row.brand_id in {None, brand} and row.language in {"", language}
    ]
    best = max(fitting, key=lambda row: (row.brand_id is not None, row.language != ""), default=None)
    return best.text if best is not None else look.signature


def signed(template: str, *, author: User, brand: str, number: int) -> str:
    """A signature with its gaps filled. One query when it names the title."""
    title = ""
    if "title" in template:
        card = card_of(author)
        title = card.title if card is not None else ""
    text = fill(template, brand=brand, agent=author.shown_name, title=title, number=number)
    # A line whose gap had nothing to fill in is no line.
    lines = zip(template.splitlines(), text.splitlines(), strict=False)
    return "\n".join(line for given, line in lines if line.strip() or not given.strip()).strip()
