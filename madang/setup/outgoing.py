"""Whether mail leaves this desk."""

from django.conf import settings


def mail_is_kept() -> bool:
    """Whether what the desk sends stays here, to be read in “Try it”, because no outgoing server is set."""
    return not settings.MADANG.smtp_url
