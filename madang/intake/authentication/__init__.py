"""Whether a mail comes from where it says: SPF, DKIM and DMARC, or what a trusted server in front says.

Nothing here touches the database, and none of it may hold mail up: who calls it sets a time limit.
"""

from .arc import is_sealed
from .deciding import (
    Envelope,
    TrustedServer,
    can_be_checked,
    check,
    has_one_author,
    told_by_sealer,
    told_upstream,
)
from .names import Names, NotAnswered, Resolver
from .result import NOT_KNOWN, Authentication, Result, Sign, restored

__all__ = [
    "NOT_KNOWN",
    "Authentication",
    "Envelope",
    "Names",
    "NotAnswered",
    "Resolver",
    "Result",
    "Sign",
    "TrustedServer",
    "can_be_checked",
    "check",
    "has_one_author",
    "is_sealed",
    "restored",
    "told_by_sealer",
    "told_upstream",
]
