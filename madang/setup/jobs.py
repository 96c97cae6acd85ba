"""What the set-up leaves to a worker."""

from madang.lib.jobs import job

from .demo import load


@job(retries=2, unique="sample data")
def load_sample_data() -> None:
    """Load the sample data; what is there already is left as it is."""
    load()
