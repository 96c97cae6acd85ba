"""What pages of settings answer when something was refused."""

from collections.abc import Callable

from django import forms

from madang.accounts.errors import Refused


def done(act: Callable[[], object]) -> str | None:
    """Do it; returns why it was refused, or None."""
    try:
        act()
    except Refused as refused:
        return str(refused)
    return None


def status_of(form: forms.Form) -> int:
    """The status of the page that shows a form: 422 when what was sent has to be corrected."""
    return 422 if form.is_bound else 200
