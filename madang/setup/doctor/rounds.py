"""The looks, in the order in which one thing needs another."""

from collections.abc import Callable, Iterator

from . import addresses, database, folder, mail, mailboxes, search, spam, webhooks, work
from .findings import Finding, State

Look = Callable[[], Iterator[Finding]]

WITHOUT_DATABASE: tuple[Look, ...] = (
    folder.data_folder,
    folder.free_space,
    folder.secrets,
    addresses.links,
    addresses.proxies,
    addresses.redis,
    mail.receiver,
    mail.outgoing,
    spam.rspamd,
)
WITH_DATABASE: tuple[Look, ...] = (
    database.clock,
    database.desk,
    search.index,
    work.intake,
    mailboxes.mailboxes,
    webhooks.webhooks,
    work.sending,
    work.jobs,
    work.workers,
)


def examine() -> Iterator[Finding]:
    """Look at everything; what needs the database is left out when that doesn't answer."""
    yield from (finding for look in WITHOUT_DATABASE for finding in look())
    reachable = list(database.reachable())
    yield from reachable
    if all(finding.state is not State.WRONG for finding in reachable):
        yield from (finding for look in WITH_DATABASE for finding in look())
