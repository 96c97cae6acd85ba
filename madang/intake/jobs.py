"""What the intake has done by itself now and then."""

from madang.lib.jobs import every

from .mailboxes.trying import forget_old_trials


@every(seconds=3600)
def tidy_mailboxes() -> None:
    """Delete trials of mailboxes that nobody went on with."""
    forget_old_trials()
