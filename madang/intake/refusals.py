"""Why something about mail that came in was not done; each says what the caller can do next."""

from django.utils.translation import gettext as _

from madang.tickets.errors import ActionRefused


class CannotBlock(ActionRefused):
    """It is no address and no domain, or it is one of the desk's own."""

    def __init__(self, given: str) -> None:
        super().__init__(
            _(
                "“%(given)s” can't be blocked. Write an address, or @ and a domain, that is not of this desk "
                "or its members."
            )
            % {"given": given}
        )


class CannotReadAgain(ActionRefused):
    """The original is gone, or the message is only a part of it."""

    def __init__(self) -> None:
        super().__init__(_("The original of this message is no longer kept, or it holds another message."))
