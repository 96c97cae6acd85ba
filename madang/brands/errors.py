"""Why something about the desk or a brand was not done; each says what the caller can do next."""

from django.utils.translation import gettext as _


class Refused(Exception):
    """Nothing was changed; `str()` tells the person why, in their language."""


class NotAllowed(Refused):
    """The person's role does not hold the permission that this needs."""

    def __init__(self) -> None:
        super().__init__(_("You don't have the permission to do this. Ask an administrator."))


class AlreadySetUp(Refused):
    """There is one desk in an installation, and it is there already."""

    def __init__(self) -> None:
        super().__init__(_("This desk is set up already. Sign in to change its settings."))


class NameTaken(Refused):
    """Two brands can't have one name."""

    def __init__(self, name: str) -> None:
        super().__init__(_("There is a brand named %(name)s already. Choose another name.") % {"name": name})


class NotAColour(Refused):
    """A colour is written as #rrggbb."""

    def __init__(self, given: str) -> None:
        super().__init__(_("“%(given)s” is not a colour. Write it like #2b4c9b.") % {"given": given})


class LastBrand(Refused):
    """A desk answers in the name of at least one brand."""

    def __init__(self) -> None:
        super().__init__(_("This is the only brand in use. Make another one first."))
