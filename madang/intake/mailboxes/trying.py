"""Try a mailbox step by step, and write down after each how it went, in the words of the person who waits."""

import json
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any, NoReturn

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madang.channels import providers
from madang.channels.providers import Place
from madang.lib.imap import FolderMissing, Password, Session, SignInRefused, Token, dial
from madang.lib.jobs import job
from madang.lib.reaching import CannotReach, connect

from ..mailbox import Trial, TrialState, WayIn
from .finding import Dns, Found, Records, find, first_that_answers, submission_of
from .keeping import opened, sealed
from .oauth import redeem
from .opening import server_of
from .tokens import client_of
from .troubles import FAILURES, trouble_of, what_to_do

FIND, REACH, ENCRYPT, SIGN_IN, FOLDER, OUTGOING = STEPS = (
    "find",
    "reach",
    "encrypt",
    "sign_in",
    "folder",
    "outgoing",
)
KEPT_FOR = timedelta(days=1)
PATIENCE = 15.0

records: Records = Dns()
"""Who is asked about domains; tests put their own here."""


class Stopped(Exception):
    """A step failed; what it said is written down."""


@job(retries=0, lock="trial:{trial_id}")
def try_mailbox(trial_id: int) -> None:
    """Try everything that a trial asks for."""
    trial = Trial.objects.select_related("by").filter(pk=trial_id, state=TrialState.RUNNING).first()
    if trial is None:
        return
    with translation.override(trial.by.language or settings.LANGUAGE_CODE):
        try:
            _Trying(trial).run()
        except Stopped:
            trial.state = TrialState.BAD
        else:
            trial.state = TrialState.GOOD
    trial.save(update_fields=["state", "found"])


def forget_old_trials() -> None:
    """Delete what nobody went on with, passwords and all."""
    Trial.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()


class _Trying:
    """One run through the steps."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        self._steps: list[dict[str, Any]] = []

    def run(self) -> None:
        found = self._find()
        self._reach(found)
        self._encrypt(found)
        session = self._sign_in(found)
        try:
            self._open(session, found)
        finally:
            session.close()
        self._outgoing(found)

    def _find(self) -> Found:
        with self._step(FIND):
            asked = self._trial.asked
            if asked.get("host"):
                place = Place(asked["host"], int(asked["port"]), asked["security"])
                provider = providers.by_server(place.host)
                name = self._trial.user or self._trial.address
                found = Found(place, provider.smtp if provider else None, "asked", (name,), provider)
            else:
                found = self._found_by_itself()
            if self._trial.user:
                found = replace(found, names=(self._trial.user,))
            provider = found.provider
            if provider and not provider.takes_passwords and self._trial.way_in == WayIn.PASSWORD:
                words = _("%(name)s takes no passwords from mail programs.") % {"name": provider.name}
                self._stop(words, before=provider.code)
            shown = {"host": found.imap.host, "port": found.imap.port}
            if provider:
                self._say(_("%(name)s: %(host)s, port %(port)s") % {"name": provider.name, **shown})
            else:
                self._say(_("%(host)s, port %(port)s") % shown)
            return found

    def _found_by_itself(self) -> Found:
        guesses = find(self._trial.address, records=records)
        if guesses[0].is_foreign:
            place = guesses[0].imap
            self._offer(place)
            words = _(
                "The domain names %(host)s as its server, which belongs to another domain. If that is "
                "right, confirm "
                "it in the details below; no password has been sent there."
            )
            self._stop(words % {"host": place.host})
        if len(guesses) == 1:
            return guesses[0]
        found = first_that_answers(guesses, lambda server: dial(server).shutdown(), _server)
        if found is None:
            words = _(
                "No mail server was found for %(domain)s. Ask whoever runs the mail for the name of the "
                "IMAP server, "
                "and write it in the details below."
            )
            self._stop(words % {"domain": self._trial.address.rpartition("@")[2]})
        assert found is not None
        return found

    def _reach(self, found: Found) -> None:
        server = _server(found.imap)
        with self._step(REACH, found):
            connect(server.host, server.port, seconds=PATIENCE, allowed=server.allowed).close()

    def _encrypt(self, found: Found) -> None:
        with self._step(ENCRYPT, found):
            dial(_server(found.imap)).shutdown()
        if found.imap.security == "none":
            self._steps[-1]["state"] = "left"
            self._say(_("Not encrypted: the password and the mail travel in the open."))

    def _sign_in(self, found: Found) -> Session:
        with self._step(SIGN_IN, found):
            refused = SignInRefused()
            for name in found.names:
                try:
                    session = Session(_server(found.imap), self._credentials(name))
                except SignInRefused as error:
                    refused = error
                else:
                    self._trial.found = self._as_found(found, name)
                    self._say(name)
                    return session
            raise refused

    def _open(self, session: Session, found: Found) -> None:
        with self._step(FOLDER, found):
            folder = str(self._trial.asked.get("folder") or "INBOX")
            self._trial.found["folders"] = session.folders()[:200]
            try:
                opened_folder = session.open(folder)
            except FolderMissing:
                words = _("There is no folder “%(folder)s”. There are: %(folders)s")
                listed = ", ".join(self._trial.found["folders"][:20])
                self._stop(words % {"folder": folder, "folders": listed})
            self._trial.found |= {"folder": folder, "count": opened_folder.exists}
            words = ngettext("%(n)s message is in it", "%(n)s messages are in it", opened_folder.exists)
            self._say(words % {"n": opened_folder.exists})

    def _outgoing(self, found: Found) -> None:
        """Look for the server that takes mail from this account; the mailbox works without one."""
        place = submission_of(found, self._trial.address, records=records)
        if place is None:
            return
        self._begin(OUTGOING)
        try:
            _greet_submission(place)
        except (CannotReach, OSError, smtplib.SMTPException):
            self._steps[-1]["state"] = "left"
            self._say(_("%(host)s doesn't answer; mail can be fetched all the same.") % {"host": place.host})
            return
        kept = {"smtp_host": place.host, "smtp_port": place.port, "smtp_security": place.security}
        self._trial.found |= kept
        self._steps[-1]["state"] = "good"
        self._say(_("%(host)s, port %(port)s") % {"host": place.host, "port": place.port})

    def _credentials(self, name: str) -> Password | Token:
        if self._trial.way_in == WayIn.PASSWORD:
            return Password(name, opened(self._trial.secret))
        if not self._trial.access_token:
            self._redeem()
        return Token(name, opened(self._trial.access_token))

    def _redeem(self) -> None:
        """Turn the code that the person brought into tokens; it is good once."""
        trial = self._trial
        brought = json.loads(opened(trial.secret))
        tokens = redeem(
            trial.way_in, client_of(trial.way_in), code=brought["code"], verifier=brought["verifier"]
        )
        trial.secret, trial.access_token = sealed(tokens.refresh), sealed(tokens.access)
        trial.access_ends_at = tokens.ends_at
        trial.save(update_fields=["secret", "access_token", "access_ends_at"])

    def _as_found(self, found: Found, name: str) -> dict[str, Any]:
        return {
            "host": found.imap.host,
            "port": found.imap.port,
            "security": found.imap.security,
            "user": name,
            "provider": found.provider.code if found.provider else "",
        }

    @contextmanager
    def _step(self, step: str, found: Found | None = None) -> Iterator[None]:
        """Write down that the step begins and how it ends; a failure of the mailbox's becomes Stopped."""
        self._begin(step)
        try:
            yield
        except FAILURES as error:
            assert found is not None
            trouble = trouble_of(error)
            place = found.imap
            words = what_to_do(trouble, host=place.host, port=place.port, user=found.names[0])
            self._offer(place)
            before = found.provider.code if found.provider and trouble == "sign_in" else ""
            self._stop(words, said=str(getattr(error, "words", "") or ""), before=before)
        self._steps[-1]["state"] = "good"
        self._save()

    def _begin(self, step: str) -> None:
        self._steps.append({"step": step, "state": "doing", "words": "", "said": "", "before": ""})
        self._save()

    def _say(self, words: str) -> None:
        self._steps[-1]["words"] = words
        self._save()

    def _offer(self, place: Place) -> None:
        """Have the details below begin with what was found."""
        offered = {"host": place.host, "port": place.port, "security": place.security}
        self._trial.found = {**self._trial.found, "offered": offered}

    def _stop(self, words: str, *, said: str = "", before: str = "") -> NoReturn:
        self._steps[-1] |= {"state": "bad", "words": words, "said": said[:500], "before": before}
        self._save()
        raise Stopped

    def _save(self) -> None:
        self._trial.steps = self._steps
        self._trial.save(update_fields=["steps"])


def _server(place: Place) -> Any:
    return server_of(host=place.host, port=place.port, security=place.security)


def _greet_submission(place: Place) -> None:
    """Have the outgoing server say who it is, encrypted. Raises CannotReach, OSError, SMTPException."""
    raw = connect(place.host, place.port, seconds=PATIENCE, allowed=settings.MADANG.private_networks)
    context = ssl.create_default_context()
    with smtplib.SMTP() as client:
        client.sock = context.wrap_socket(raw, server_hostname=place.host) if place.security == "tls" else raw
        client.file = None
        code, words = client.getreply()
        if code != 220:
            raise smtplib.SMTPConnectError(code, words)
        client._host = place.host  # type: ignore[attr-defined]  # what starttls checks the certificate against
        client.ehlo()
        if place.security == "starttls":
            client.starttls(context=context)
            client.ehlo()
