"""One try of one job."""

import logging
import traceback
from datetime import timedelta

from django.utils import timezone
from django.utils.module_loading import import_string

from .declaring import Job
from .store import Claimed, Outcome

log = logging.getLogger("madang.lib.jobs")

LONGEST_TRACEBACK = 8000


def perform(claimed: Claimed) -> Outcome:
    """Call the job's function and say how it went. Never raises."""
    try:
        function = import_string(claimed.name)
        if not isinstance(function, Job):
            raise TypeError(f"{claimed.name} is no job")
    except Exception as error:
        # The code of another release, perhaps: someone who knows may retry it by hand.
        return _failure(claimed, error, pause=None)
    try:
        function.call(*claimed.args, **claimed.kwargs)
    except BaseException as error:
        return _failure(claimed, error, pause=function.pause_after(claimed.failures + 1))
    return Outcome(job=claimed)


def _failure(claimed: Claimed, error: BaseException, *, pause: float | None) -> Outcome:
    about = {"job": claimed.id, "function": claimed.name, "failures": claimed.failures + 1}
    if pause is None:
        log.error("a job failed for good", exc_info=error, extra=about)
    else:
        log.warning("a job failed, tried again in %s s", pause, exc_info=error, extra=about)
    return Outcome(
        job=claimed,
        error="".join(traceback.format_exception_only(error)).strip(),
        traceback="".join(traceback.format_exception(error))[-LONGEST_TRACEBACK:],
        again_at=None if pause is None else timezone.now() + timedelta(seconds=pause),
    )
