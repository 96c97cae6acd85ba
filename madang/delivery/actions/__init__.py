"""What becomes of a mail: the only functions that write the ledger after it was queued."""

from .addresses import allow_address
from .bounce import mark_bounced, mark_delayed
from .dkim import check_key, force_key, forget_key, make_key
from .look import change_look
from .opened import mark_deleted_unread, mark_opened
from .outcome import mark_deferred, mark_failed, mark_kept, mark_refused, mark_sent
from .retry import retry
from .server import remove_server, set_provider, set_server
from .web_page import change_web_page

__all__ = [
    "allow_address",
    "change_look",
    "change_web_page",
    "check_key",
    "force_key",
    "forget_key",
    "make_key",
    "mark_bounced",
    "mark_deferred",
    "mark_delayed",
    "mark_deleted_unread",
    "mark_failed",
    "mark_kept",
    "mark_opened",
    "mark_refused",
    "mark_sent",
    "remove_server",
    "retry",
    "set_provider",
    "set_server",
]
