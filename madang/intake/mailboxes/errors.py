"""Why something about a mailbox was not done; each says what the caller can do next."""

from django.utils.translation import gettext as _

from madang.brands.errors import Refused


class NotTried(Refused):
    """Only what was tried and works is connected."""

    def __init__(self) -> None:
        super().__init__(_("The test of this mailbox did not finish. Try it again."))


class AlreadyConnected(Refused):
    """Each support address has one mailbox."""

    def __init__(self, address: str) -> None:
        super().__init__(_("The mailbox of %(address)s is connected already.") % {"address": address})
