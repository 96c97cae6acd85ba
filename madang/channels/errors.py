"""Why something about an inbox was not done; each says what the caller can do next."""

from django.utils.translation import gettext as _

from madang.brands.errors import Refused


class NotASupportAddress(Refused):
    """What was given can't be a support address."""

    def __init__(self, given: str) -> None:
        words = _("“%(given)s” can't be a support address. Write one like help@example.com, without a +.")
        super().__init__(words % {"given": given})


class AddressTaken(Refused):
    """Each support address belongs to one brand."""

    def __init__(self, address: str) -> None:
        super().__init__(_("%(address)s is a support address already.") % {"address": address})


class SomeonesAddress(Refused):
    """A member signs in with this address; mail from there would seem to come from the desk itself."""

    def __init__(self, address: str, name: str) -> None:
        words = _("%(address)s is %(name)s's own address. Use one of nobody's, like help@example.com.")
        super().__init__(words % {"address": address, "name": name})
