"""What is done about notices by the clock."""

from datetime import timedelta

from django.utils import timezone

from madang.lib.jobs import every

from .mailing import mail_what_is_due
from .models import Notice

KEPT = timedelta(days=90)
"""How long notices are kept after they were read."""

FORGOTTEN_AT_ONCE = 1_000


@every(seconds=600)
def forget_old_notices() -> None:
    """Remove what was read long ago, some at a time."""
    old = Notice.objects.filter(read_at__lt=timezone.now() - KEPT).values_list("pk", flat=True)
    Notice.objects.filter(pk__in=list(old[:FORGOTTEN_AT_ONCE])).delete()


@every(seconds=5)
def mail_notices() -> None:
    """Mail agents what is due to them; what came within a few seconds is one mail."""
    mail_what_is_due()
