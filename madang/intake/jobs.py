"""What the intake has done by itself now and then."""

from madang.lib.jobs import every

from .mailboxes.trying import forget_old_trials
from .webhooks.later import apply_waiting_events, forget_old_events


@every(seconds=3600)
def tidy_mailboxes() -> None:
    """Delete trials of mailboxes that nobody went on with."""
    forget_old_trials()
    forget_old_events()


@every(seconds=20)
def look_at_events_again() -> None:
    """Write down events about mails that were just being sent when they came."""
    apply_waiting_events()
