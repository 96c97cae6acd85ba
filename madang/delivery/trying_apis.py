"""Try a provider's API, and say of the step that fails what to do."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from madang.channels.base import ChannelFailure
from madang.lib.reaching import CannotReach

from .providers.known import by_code
from .servers import Server
from .steps import Step, test_mail, why_unreachable
from .transport import NotLetIn, ServerDown

PATIENCE = 12.0
"""Seconds for each answer while somebody waits for the page."""


def try_provider(server: Server, *, sender: str, recipient: str = "") -> list[Step]:
    """Each step until one fails; with `recipient`, a test mail from `sender` is handed over in the end."""
    return list(_steps(server, sender, recipient))


def _steps(server: Server, sender: str, recipient: str) -> Iterator[Step]:
    assert server.api is not None
    provider = by_code(server.api.provider)
    name = provider.name if provider is not None else server.api.provider
    transport = server.transport(patience=PATIENCE, sender_domain=sender.rpartition("@")[2])
    try:
        transport.greet()
    except NotLetIn as refused:
        yield Step(_("Connect to %(name)s") % {"name": name})
        yield Step(_("Sign in with the key"), well=False, said=str(refused), advice=_why_not_let_in())
        return
    except ServerDown as down:
        cause = down.__cause__
        advice = (
            why_unreachable(cause) if isinstance(cause, CannotReach) else _("Try again in a few minutes.")
        )
        yield Step(_("Connect to %(name)s") % {"name": name}, well=False, said=str(down), advice=advice)
        return
    except ChannelFailure as failure:
        yield Step(
            _("Connect to %(name)s") % {"name": name}, well=False, said=str(failure), advice=_why_odd()
        )
        return
    finally:
        transport.close()
    yield Step(_("Connect to %(name)s") % {"name": name})
    yield Step(_("Sign in with the key"))
    if recipient:
        yield _test(server, sender, recipient)


def _test(server: Server, sender: str, recipient: str) -> Step:
    what = _("Send a test mail to %(address)s") % {"address": recipient}
    transport = server.transport(patience=PATIENCE)
    try:
        transport.hand_over(test_mail(sender, recipient), sender=sender, recipient=recipient)
    except ChannelFailure as failure:
        return Step(what, well=False, said=str(failure), advice=_("The server did not take the mail."))
    finally:
        transport.close()
    return Step(what)


def _why_not_let_in() -> str:
    return _(
        "The key is wrong, or it may not send mail, or the account is not active. Copy the "
        "key again, and check whether the account is in another region."
    )


def _why_odd() -> str:
    return _(
        "Something answers there, but not as it should. Check the address and the region, and that the "
        "domain of "
        "your support address is known there."
    )
