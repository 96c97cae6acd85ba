"""The kinds of addresses by which customers are known, and how each is kept."""

import re
import unicodedata

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from .errors import NotAnAddress, UnusableIdentity
from .requesters import normal_email

LONGEST = 320
_NO_DIGITS = re.compile(r"[^0-9+]+")
_PHONE = re.compile(r"\+?[0-9]{5,15}")


class Kind(models.TextChoices):
    """The kinds of addresses that a person can be given by hand."""

    EMAIL = "email", gettext_lazy("E-mail")
    PHONE = "phone", pgettext_lazy("a channel", "Phone")
    KAKAO = "kakao", "KakaoTalk"
    LINE = "line", "LINE"
    TELEGRAM = "telegram", "Telegram"
    WHATSAPP = "whatsapp", "WhatsApp"
    INSTAGRAM = "instagram", "Instagram"
    FACEBOOK = "facebook", "Facebook"
    X = "x", "X"
    OWN = "own", gettext_lazy("Own ID")


def normal_identity(kind: str, given: str) -> str:
    """The address as it is kept: e-mail in lower case, phone numbers without spaces and strokes.

    Raises NotAnAddress and UnusableIdentity.
    """
    if kind not in Kind.values:
        raise UnusableIdentity(_("There is no such kind of address."))
    if kind == Kind.EMAIL:
        email = normal_email(given)
        if not email:
            raise NotAnAddress(given[:100])
        return email
    written = " ".join(unicodedata.normalize("NFKC", given).split())
    if kind == Kind.PHONE:
        number = _NO_DIGITS.sub("", written)
        if not _PHONE.fullmatch(number):
            raise UnusableIdentity(_("“%(given)s” is not a phone number.") % {"given": written[:100]})
        return number
    if not written or len(written) > LONGEST:
        raise UnusableIdentity(_("Write the name or number by which they are known there."))
    return written
