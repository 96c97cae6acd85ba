"""Links that go out by mail: made from MADANG_URL, never from the Host that a request claims."""

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import base36_to_int, int_to_base36

from .models import User

RESET_SECONDS = 3 * 3600
INVITATION_SECONDS = 7 * 24 * 3600


class PasswordLinks(PasswordResetTokenGenerator):
    """The secret part of a link that sets a password.

    It is good once (it depends on the password and on the last sign-in): for three hours, and for seven
    days when the person has never signed in, because an invitation may wait over a weekend.
    """

    key_salt = "madang.accounts.links.PasswordLinks"

    def check_token(self, user: User | None, token: str | None) -> bool:
        """Whether the token was made for this person as they are now, and is not too old."""
        if user is None or not token:
            return False
        try:
            made = base36_to_int(token.partition("-")[0])
        except ValueError:
            return False
        if not constant_time_compare(self._make_token_with_timestamp(user, made, self.secret), token):
            return False
        limit = RESET_SECONDS if user.last_login else INVITATION_SECONDS
        return self._num_seconds(self._now()) - made <= limit


password_links = PasswordLinks()


def absolute(path: str) -> str:
    """The address of a page of this desk as people outside can open it."""
    return f"{settings.MADANG.url}{path}"


def password_link(person: User) -> str:
    """A link by which `person`, and whoever reads their mail, can set a password."""
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": int_to_base36(person.pk), "key": password_links.make_token(person)},
    )
    return absolute(path)
