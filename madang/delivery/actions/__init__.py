"""What becomes of a mail: the only functions that write the ledger after it was queued."""

from .outcome import mark_deferred, mark_failed, mark_kept, mark_sent
from .retry import retry

__all__ = ["mark_deferred", "mark_failed", "mark_kept", "mark_sent", "retry"]
