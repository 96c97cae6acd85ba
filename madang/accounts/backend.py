"""Who may hold a session: members of the desk, as long as they are active."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser

from .models import User


class MembersOnly(AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    """Sign-in with e-mail and password. Asked again on each request: who is let go is out at once."""

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        return isinstance(user, User) and user.is_agent
