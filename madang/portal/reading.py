"""The word that a person has read the answer: sent by the page's script after a hand moved, or by its button.

The cookie that let the reader in goes with requests of this site alone (SameSite), and the page gives a proof
that is sent back with the word, so that no other site can say it in somebody's name.
"""

from django.core import signing

from madang.delivery.models import Sign

from .conversation import Reader

_SALT = "madang.portal.read"
_STAYS = 24 * 3600


def proof_of(reader: Reader) -> str:
    """What the page sends back; worth something for a day."""
    return signing.TimestampSigner(salt=_SALT).sign(str(reader.delivery.pk))


def is_proof(reader: Reader, given: str) -> bool:
    """Whether this reader's page gave it, not long ago."""
    try:
        named = signing.TimestampSigner(salt=_SALT).unsign(given, max_age=_STAYS)
    except signing.BadSignature:
        return False
    return named == str(reader.delivery.pk)


def is_told(reader: Reader) -> bool:
    """Whether we know already, for sure, that the answer was read."""
    return reader.delivery.opened_by == Sign.WEB
