"""What the set-up leaves to a worker."""

from datetime import timedelta

from django.utils import timezone

from madang.intake.actions import remove_originals
from madang.intake.policy import current_policy
from madang.lib.jobs import every, job

from .demo import load


@job(retries=2, unique="sample data")
def load_sample_data() -> None:
    """Load the sample data; what is there already is left as it is."""
    load()


@every(seconds=3600)
def remove_old_originals() -> None:
    """Remove originals that were kept as long as somebody said; without a word they are kept for ever."""
    policy = current_policy()
    if policy.keep_originals_days is None:
        return
    before = timezone.now() - timedelta(days=policy.keep_originals_days)
    while remove_originals(policy, before=before):
        pass
