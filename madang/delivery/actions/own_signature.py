from django.utils.translation import gettext as _

from madang.accounts.actions.guard import guard_is_member, guard_own, locked
from madang.accounts.errors import Refused
from madang.accounts.events import USER_PROFILE_CHANGED, ProfileChanged
from madang.accounts.models import User
from madang.brands.models import Brand, Language
from madang.history.recording import action, record
from madang.lib.text.filling import CannotFill, check

from ..looks import GAPS, look_of
from ..models import AgentSignature

LONGEST = 2000


class WrongSignature(Refused):
    """The signature can't be kept; `str()` says why."""


@action
def set_own_signature(
    person: User, *, brand: Brand | None, language: str, text: str, by: User | None
) -> AgentSignature | None:
    """Set how somebody signs answers of a brand (None for all) in a language (empty for all).

    An empty text takes it away. Raises NotAllowed and OwnersOnly for somebody else's, NotAMember, and
    WrongSignature for a text that is too long or has a gap that nothing fills, and for a brand that signs
    for everybody.
    """
    person = locked(person)
    guard_own(person, by=by)
    guard_is_member(person)
    text = text.replace("\r\n", "\n").strip()
    if language not in {"", *Language.values}:
        raise WrongSignature(_("Choose a language from the list."))
    row = AgentSignature.objects.filter(person=person, brand=brand, language=language).first()
    if not text:
        if row is not None:
            row.delete()
            _record(person, by)
        return None
    if brand is not None and not look_of(brand).own_signatures:
        raise WrongSignature(_("%(brand)s has one signature for everybody.") % {"brand": brand.name})
    if len(text) > LONGEST:
        raise WrongSignature(_("A signature may have up to 2,000 characters."))
    try:
        check(text, names=GAPS)
    except CannotFill as wrong:
        raise WrongSignature(_("Nothing can be filled in for %(gap)s.") % {"gap": wrong.gap}) from None
    if row is not None and row.text == text:
        return row
    row = row or AgentSignature(person=person, brand=brand, language=language)
    row.text = text
    row.save()
    _record(person, by)
    return row


def _record(person: User, by: User | None) -> None:
    record(person, USER_PROFILE_CHANGED, by=by, data=ProfileChanged(fields=("signature",)))
