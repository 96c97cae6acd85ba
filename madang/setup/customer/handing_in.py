"""Hand a customer's mail to the desk's own receiver, by SMTP like everybody else."""

import smtplib

from django.conf import settings

from madang.lib.addresses import reachable

PATIENCE = 30.0
"""Seconds to wait for each answer of the receiver."""


class NotTaken(Exception):
    """The receiver refused the mail; `str()` is what it said."""


class NobodyReceives(Exception):
    """The receiver doesn't answer; `str()` is where it should be."""


def hand_in(mail: bytes, *, sender: str, recipient: str) -> str:
    """Deliver the mail and return the receiver's words. Raises NotTaken and NobodyReceives."""
    host, port = reachable(settings.MADANG.bind), settings.MADANG.smtp_port
    options = [] if (sender + recipient).isascii() else ["SMTPUTF8", "BODY=8BITMIME"]
    try:
        with smtplib.SMTP(host, port, timeout=PATIENCE) as server:
            server.ehlo_or_helo_if_needed()
            for answered in (server.mail(sender, options), server.rcpt(recipient)):
                _refuse(answered)
            code, words = server.data(mail)
            _refuse((code, words))
            return f"{code} {words.decode('utf-8', 'replace')}"
    except smtplib.SMTPResponseException as refused:
        _refuse((refused.smtp_code, refused.smtp_error))
        raise
    except (smtplib.SMTPException, OSError) as broken:
        raise NobodyReceives(f"{host}:{port}") from broken


def _refuse(answered: tuple[int, bytes | str]) -> None:
    code, words = answered
    if code >= 400:
        said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
        raise NotTaken(f"{code} {said}")
