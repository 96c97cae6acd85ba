"""Who may hold a session: members of the desk, as long as they are active."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser

from madang.lib.prepared import Given, Prepared

from .models import User

_NUMBERED = Prepared(
    lambda: User.objects.select_related("availability").filter(pk=Given("pk")).order_by()[:1]
)


class MembersOnly(AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    """Sign-in with e-mail and password. Asked again on each request: who is let go is out at once."""

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        return isinstance(user, User) and user.is_agent

    def get_user(self, user_id: int) -> User | None:
        """The member of a session, None when they were let go."""
        found = _NUMBERED.first(pk=user_id)
        return found if self.user_can_authenticate(found) else None
