"""Whether mail leaves this desk."""

from madang.delivery.servers import all_mail_is_kept


def mail_is_kept() -> bool:
    """Whether what the desk sends stays here, to be read in “Try it”, because no outgoing server is set."""
    return all_mail_is_kept()
