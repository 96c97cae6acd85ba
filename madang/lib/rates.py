"""How often somebody may do something: counted in the cache, so across all processes where it is shared."""

import hashlib
import time

from django.core.cache import cache


def is_within(what: str, who: str, *, most: int, seconds: int) -> bool:
    """Count one more time that `who` did `what`; whether that is `most` times at most in these `seconds`."""
    window = int(time.time() // seconds)
    digest = hashlib.sha256(who.encode()).hexdigest()[:32]
    key = f"madang.rate.{what}.{digest}.{window}"
    cache.add(key, 0, timeout=seconds)
    try:
        return cache.incr(key) <= most
    except ValueError:  # the window ended between the two
        return True
