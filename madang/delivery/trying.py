"""Try an outgoing server step by step, and say of the step that fails what to do."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from madang.lib.reaching import CannotReach

from .servers import Server, connect_where_allowed
from .steps import Step, test_mail, why_unreachable
from .transport import greeted
from .trying_apis import try_provider

PATIENCE = 12.0
"""Seconds for each answer while somebody waits for the page."""


def try_server(server: Server, *, sender: str, recipient: str = "") -> list[Step]:
    """Each step until one fails; with `recipient`, a test mail from `sender` is handed over in the end."""
    if server.api is not None:
        return try_provider(server, sender=sender, recipient=recipient)
    parts = urlsplit(server.url)
    host, port = parts.hostname or "", parts.port or 25
    connection: list[smtplib.SMTP] = []
    try:
        return list(_steps(server, host, port, sender, recipient, connection))
    finally:
        for one in connection:
            with suppress(smtplib.SMTPException, OSError):
                one.quit()


def _steps(
    server: Server, host: str, port: int, sender: str, recipient: str, connection: list[smtplib.SMTP]
) -> Iterator[Step]:
    parts = urlsplit(server.url)
    what = _("Connect to %(host)s:%(port)s") % {"host": host, "port": port}
    connect = connect_where_allowed if server.set_here else _anywhere
    try:
        smtp = greeted(host, port, PATIENCE, tls=parts.scheme == "smtps", connect=connect)
    except CannotReach as unreachable:
        yield Step(what, well=False, advice=why_unreachable(unreachable))
        return
    except (smtplib.SMTPException, OSError) as broken:
        yield Step(what, well=False, said=str(broken), advice=_why_broken(broken))
        return
    connection.append(smtp)
    yield Step(what)

    if parts.scheme == "smtp+starttls":
        what = _("Encrypt the connection")
        try:
            smtp.starttls(context=ssl.create_default_context())
        except (smtplib.SMTPException, OSError) as broken:
            yield Step(what, well=False, said=str(broken), advice=_why_broken(broken))
            return
        yield Step(what)

    if parts.username:
        what = _("Sign in as %(name)s") % {"name": unquote(parts.username)}
        try:
            smtp.login(unquote(parts.username), unquote(parts.password or ""))
        except (smtplib.SMTPException, OSError) as broken:
            yield Step(what, well=False, said=_said(broken), advice=_why_not_let_in(broken))
            return
        yield Step(what)

    yield from _mail(smtp, sender, recipient)


def _mail(smtp: smtplib.SMTP, sender: str, recipient: str) -> Iterator[Step]:
    try:
        smtp.ehlo_or_helo_if_needed()
        code, words = smtp.mail(sender)
        yield Step(
            _("Send as %(address)s") % {"address": sender},
            well=code == 250,
            said="" if code == 250 else f"{code} {words.decode('utf-8', 'replace')}",
            advice=""
            if code == 250
            else _("The server does not let this account send under that address. Allow it there."),
        )
        smtp.rset()
        if code != 250 or not recipient:
            return
        smtp.sendmail(sender, [recipient], test_mail(sender, recipient))
    except (smtplib.SMTPException, OSError) as broken:
        what = _("Send a test mail to %(address)s") % {"address": recipient or sender}
        yield Step(what, well=False, said=_said(broken), advice=_("The server did not take the mail."))
        return
    yield Step(_("Send a test mail to %(address)s") % {"address": recipient})


def _anywhere(host: str, port: int, seconds: float) -> socket.socket:
    return socket.create_connection((host, port), seconds)


def _why_broken(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _(
            "The server's certificate is for another name, or from nobody known. Check the server's name."
        )
    if isinstance(error, ssl.SSLError):
        return _("The server starts without encryption on this port. Choose STARTTLS, or port 465.")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return _("The server offers no encryption here. Choose port 465 with TLS from the start.")
    if isinstance(error, TimeoutError | smtplib.SMTPServerDisconnected):
        return _("The server did not introduce itself. Port 465 needs TLS from the start, port 587 STARTTLS.")
    if isinstance(error, smtplib.SMTPResponseException):
        return _("The server takes no mail from this machine.")
    return _("The connection broke. Try again in a moment.")


def _why_not_let_in(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _(
            "The name or the password is wrong. Many providers want a password made for programs "
            "(an app password), and SMTP switched on in their settings."
        )
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return _("The server lets nobody sign in on an unencrypted connection. Choose STARTTLS or TLS.")
    return _why_broken(error)


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        return f"{error.smtp_code} {words.decode('utf-8', 'replace') if isinstance(words, bytes) else words}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return f"{code} {words.decode('utf-8', 'replace')}"
    return str(error)
