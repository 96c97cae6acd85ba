"""The two ways of mail: in by the receiver, out by the outgoing server."""

import smtplib
import socket
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from madang.channels.base import ChannelFailure
from madang.delivery.servers import server_for
from madang.lib.addresses import reachable

from ..outgoing import sender_of
from .findings import Finding, note, well, wrong

PATIENCE = 5.0
"""Seconds for the receiver to say who it is."""

OUR_NAME = "Madang"
"""What our receiver says first, before anything is asked."""


def receiver() -> Iterator[Finding]:
    """Whether the desk's own receiver listens, nobody does, or another program has its port."""
    about = _("Mail receiver")
    host, port = reachable(settings.MADANG.bind), settings.MADANG.smtp_port
    shown = {"host": host, "port": port}
    server = smtplib.SMTP(timeout=PATIENCE)
    try:
        greeting = server.connect(host, port)[1].decode("utf-8", "replace")
        server.quit()
    except ConnectionRefusedError:
        yield _nobody_listens(about, host, port)
    except (smtplib.SMTPException, OSError):
        words = _(
            "Something other than Madang listens on %(host)s:%(port)s. Set MADANG_SMTP_PORT to a free port."
        )
        yield wrong(about, words % shown)
    else:
        if OUR_NAME in greeting:
            yield well(about, _("It takes mail on %(host)s:%(port)s.") % shown)
        else:
            words = _(
                "Another mail server listens on %(host)s:%(port)s, so mail doesn't reach this desk. "
                "Set MADANG_SMTP_PORT to a free port."
            )
            yield wrong(about, words % shown)


def outgoing() -> Iterator[Finding]:
    """Whether the outgoing server answers, encrypts and lets us in; no mail is sent."""
    about = _("Outgoing mail")
    chosen = server_for(None)
    if chosen is None:
        words = _("No outgoing server is set: mail is kept here and reaches nobody. Set MADANG_SMTP_URL.")
        yield note(about, words)
        return
    server = chosen.transport(patience=10.0, sender_domain=sender_of(None).rpartition("@")[2])
    try:
        server.greet()
    except ChannelFailure as failure:
        words = _("The outgoing server doesn't work: %(words)s. Check MADANG_SMTP_URL.")
        yield wrong(about, words % {"words": failure})
    else:
        yield well(about, _("The outgoing server answers."))
    finally:
        server.close()


def _nobody_listens(about: str, host: str, port: int) -> Finding:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
    except OSError as error:
        words = _("It can't listen on %(host)s:%(port)s (%(error)s). Set MADANG_SMTP_PORT to another port.")
        return wrong(about, words % {"host": host, "port": port, "error": error.strerror})
    words = _("Nothing takes mail on %(host)s:%(port)s at the moment. “madang serve” starts it.")
    return note(about, words % {"host": host, "port": port})
