"""What others are asked about a mail before it is taken: the DNS about its sender, Rspamd about its words.

Asked by threads while a batch is read and before its transaction begins. A batch waits for all of its answers
together no longer than PATIENCE; what is not known by then counts as not known, and the mail is taken.
"""

import logging
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from madang.channels.base import Address, InboundMessage

from .authentication import (
    NOT_KNOWN,
    Authentication,
    Envelope,
    Resolver,
    TrustedServer,
    can_be_checked,
    check,
    has_one_author,
    is_sealed,
    told_by_sealer,
    told_upstream,
)
from .models import RawMessage
from .policy import MailPolicy
from .spam import RspamdDown, Verdict, ask_rspamd, told_by_filters
from .spam.rspamd import LARGEST

log = logging.getLogger(__name__)

PATIENCE = 3.0
"""Seconds that a batch waits at most for all that was asked about its mails."""

resolver = Resolver()
_threads = ThreadPoolExecutor(max_workers=8, thread_name_prefix="senders")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of a mail's sender and words, or will be."""

    authentication: Authentication | Future[Authentication]
    spam: Verdict | None
    rspamd: Future[Verdict] | None


@dataclass(frozen=True, slots=True)
class Known:
    """What others said about a mail; `spam` is the most suspicious of the filters' verdicts."""

    authentication: Authentication = NOT_KNOWN
    spam: Verdict | None = None


def ask(
    raw: RawMessage, content: bytes, message: InboundMessage, *, sender: Address, policy: MailPolicy
) -> Asked:
    """Begin to ask, and return at once."""
    handed_over = raw.handed_over or {}
    envelope = Envelope(
        mail_from=raw.mail_from,
        client=str(handed_over.get("client", "")),
        helo=str(handed_over.get("helo", "")),
    )
    rspamd: Future[Verdict] | None = None
    if settings.MADANG.rspamd_url and raw.let_through_at is None and raw.size <= LARGEST:
        rspamd = _threads.submit(
            ask_rspamd, settings.MADANG.rspamd_url, content, envelope=envelope, recipient=raw.rcpt_to
        )
    said = message.headers.get("authentication-results", "")
    authentication: Authentication | Future[Authentication] = NOT_KNOWN
    trusted = policy.servers()
    upstream = told_upstream(said.split("\n"), sender=sender.email, envelope=envelope, trusted=trusted)
    is_vouched_for = upstream is not None and upstream.is_authentic
    sealers = trusted if trusted and not is_vouched_for and is_sealed(content) else []
    if not has_one_author(content):
        authentication = NOT_KNOWN
    elif upstream is not None and not sealers:
        authentication = upstream
    elif sealers or can_be_checked(content, envelope):
        authentication = _threads.submit(
            _found_out,
            content,
            sender=sender.email,
            envelope=envelope,
            upstream=upstream,
            sealers=sealers,
            now=raw.received_at.timestamp(),
        )
    return Asked(authentication, told_by_filters(message.headers), rspamd)


def _found_out(
    content: bytes,
    *,
    sender: str,
    envelope: Envelope,
    upstream: Authentication | None,
    sealers: Sequence[TrustedServer],
    now: float,
) -> Authentication:
    """What is known of a sender in the end; a trusted server's seal counts where nothing else vouches."""
    found = upstream or check(content, sender=sender, envelope=envelope, names=resolver, now=now)
    if found.is_authentic or not sealers:
        return found
    sealed = told_by_sealer(content, sender=sender, trusted=sealers, names=resolver, now=now)
    return sealed if sealed is not None and sealed.is_authentic else found


def answered(asked: Sequence[Asked]) -> list[Known]:
    """What came back in time, in the same order."""
    until = time.monotonic() + PATIENCE
    open_questions: list[Future[Any]] = []
    for one in asked:
        if isinstance(one.authentication, Future):
            open_questions.append(one.authentication)
        if one.rspamd is not None:
            open_questions.append(one.rspamd)
    if open_questions:
        wait(open_questions, timeout=max(0.0, until - time.monotonic()))
    return [Known(_authentication(one), _spam(one)) for one in asked]


def _authentication(asked: Asked) -> Authentication:
    found = asked.authentication
    if isinstance(found, Authentication):
        return found
    if not found.done() or found.cancelled():
        found.cancel()
        return NOT_KNOWN
    if (error := found.exception()) is not None:
        # Whatever a sender wrote that our checks stumble over: the mail is taken, nothing is known of it.
        log.error("a sender could not be checked", exc_info=error)
        return NOT_KNOWN
    return found.result()


def _spam(asked: Asked) -> Verdict | None:
    said = asked.spam
    if asked.rspamd is None:
        return said
    if not asked.rspamd.done() or asked.rspamd.cancelled():
        asked.rspamd.cancel()
        return said
    if (error := asked.rspamd.exception()) is not None:
        if not isinstance(error, RspamdDown):
            log.error("Rspamd could not be asked", exc_info=error)
        return said
    own = asked.rspamd.result()
    return said if said is not None and said.says_spam and not own.says_spam else own
