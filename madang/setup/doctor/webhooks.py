"""Webhooks that mail providers post to: whether something went wrong at the last post."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..hook_words import hooks_in_need
from .findings import Finding, wrong


def webhooks() -> Iterator[Finding]:
    """Each webhook that refused what came last, and why."""
    for one in hooks_in_need():
        yield wrong(_("Webhook for %(name)s") % {"name": one.row.name}, one.trouble)
