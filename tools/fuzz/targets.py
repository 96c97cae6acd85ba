"""What can be fuzzed: each target is code that reads what strangers write, and what must hold of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tools.fuzz import dialogue, mails, senders

Read = Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class Target:
    """`prepare` imports the code and gives what reads one input; it is called while imports are instrumented.

    `watched` are the packages whose branches lead the fuzzer, `seeds` (of the tree's root) what it begins
    with, `longest` the octets of one input.
    """

    prepare: Callable[[], Read]
    watched: tuple[str, ...]
    seeds: Callable[[Path], Iterable[bytes]]
    longest: int = 4_000


READING = ("madang.channels.kinds", "madang.lib.html", "madang.lib.mime")
CHECKING = ("madang.intake.authentication",)

TARGETS = {
    "mail": Target(mails.read_mail, READING, mails.all_mails, longest=20_000),
    "report": Target(mails.read_report, READING, mails.reports, longest=8_000),
    "spf": Target(senders.read_spf, CHECKING, senders.spf_seeds),
    "dkim": Target(senders.read_dkim, CHECKING, senders.dkim_seeds),
    "arc": Target(senders.read_arc, CHECKING, senders.arc_seeds),
    "dmarc": Target(senders.read_dmarc, CHECKING, senders.dmarc_seeds),
    "upstream": Target(senders.read_upstream, CHECKING, senders.upstream_seeds),
    "dialogue": Target(
        dialogue.answer, ("aiosmtpd", "madang.intake.receiver"), dialogue.seeds, longest=3_000
    ),
}
