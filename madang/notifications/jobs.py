"""What is done about notices by the clock."""

from datetime import timedelta

from django.utils import timezone

from madang.lib.jobs import every

from .mailing import mail_what_is_due
from .models import Notice
from .pushing import push_what_is_due

KEPT = timedelta(days=90)
"""How long notices are kept after they were read."""

KEPT_UNREAD = timedelta(days=366)
"""How long notices wait for somebody who never reads them."""

FORGOTTEN_AT_ONCE = 1_000


@every(seconds=600)
def forget_old_notices() -> None:
    """Remove what was read long ago, and what nobody read for a year, some at a time."""
    now = timezone.now()
    read = Notice.objects.filter(read_at__lt=now - KEPT).order_by("read_at").values_list("pk", flat=True)
    oldest = Notice.objects.order_by("pk").values_list("pk", "created_at")[:FORGOTTEN_AT_ONCE]
    unread = [pk for pk, created_at in oldest if created_at < now - KEPT_UNREAD]
    Notice.objects.filter(pk__in=[*read[:FORGOTTEN_AT_ONCE], *unread]).delete()


@every(seconds=5)
def mail_notices() -> None:
    """Mail agents what is due to them; what came within a few seconds is one mail."""
    mail_what_is_due()


@every(seconds=2)
def push_notices() -> None:
    """Push to agents' devices what is due to them."""
    push_what_is_due()
