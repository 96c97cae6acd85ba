"""Reports that mail did not arrive, or was read: they belong to what we sent, and are no customer's words."""

from django.utils.translation import gettext_noop

from madang.channels.base import InboundMessage
from madang.delivery import bounces, read_reports

from .candidate import Candidate

UNKNOWN = gettext_noop("It reports about a mail that this desk did not send.")


def told_of_a_mail(message: InboundMessage, *, rcpt_to: str) -> bool:
    """Whether the message reports about mail of ours; what it says is written down with that mail then."""
    if bounces.is_report(message):
        return bounces.take(message, rcpt_to=rcpt_to)
    return read_reports.is_report(message) and read_reports.take(message, rcpt_to=rcpt_to)


def report_of_an_unknown_mail(candidate: Candidate) -> str:
    """Hold a report about no mail of ours: somebody else wrote in our name, or the mail is long gone."""
    return UNKNOWN if bounces.is_report(candidate.message) else ""
