"""Times read as people in their own zone say them."""

from datetime import UTC, datetime

from django.utils import timezone

from madang.ui import moments


def test_the_same_moment_is_shown_in_each_viewers_zone() -> None:
    moment = datetime(2026, 11, 2, 5, 8, tzinfo=UTC)
    with timezone.override("Asia/Seoul"):
        in_seoul = moments.exact(timezone.localtime(moment))
    with timezone.override("UTC"):
        assert moments.exact(moment) != in_seoul
