from django.utils.translation import gettext_noop

from .candidate import Candidate

SPAM = gettext_noop("A spam filter (%(by)s) marked it.")
SPAM_BY_POINTS = gettext_noop(
    "A spam filter (%(by)s) gave it %(points)s points; from %(limit)s on it is held."
)


def said_to_be_spam(candidate: Candidate) -> str:
    """Hold what a filter takes for spam, whoever it is from; agents who are known to be themselves pass."""
    spam = candidate.spam
    if spam is None or candidate.sender.is_agent or not spam.is_spam(candidate.spam_from):
        return ""
    by_points = spam.points is not None and spam.points >= candidate.spam_from
    return SPAM_BY_POINTS if by_points else SPAM
