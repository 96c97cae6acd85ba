import hashlib
import secrets

from madang.history.recording import action, record

from ..events import TOKEN_ISSUED, TOKEN_REVOKED, OfToken
from ..models import ApiToken, User
from .guard import guard_is_member, guard_own

PREFIX = "madang_"  # lets scanners for leaked secrets recognise one


@action
def issue_token(user: User, name: str) -> str:
    """Make a token by which programs act as `user`; it is given back this once, only its digest is kept.

    Raises NotAMember for customers and those who were let go.
    """
    guard_is_member(user)
    token = PREFIX + secrets.token_urlsafe(32)
    made = ApiToken.objects.create(user=user, name=" ".join(name.split())[:100], digest=digest_of(token))
    record(user, TOKEN_ISSUED, by=user, data=OfToken(token=made.pk))
    return token


@action
def revoke_token(token: ApiToken, *, by: User | None) -> None:
    """Take a token back; programs that use it are refused from now on. Raises NotAllowed and OwnersOnly."""
    guard_own(token.user, by=by)
    revoked = token.pk
    token.delete()
    record(token.user, TOKEN_REVOKED, by=by, data=OfToken(token=revoked))


def digest_of(token: str) -> str:
    """SHA-256 in hex: a token is 256 random bits, so nothing slower is needed against guessing."""
    return hashlib.sha256(token.encode()).hexdigest()
