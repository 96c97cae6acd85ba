"""Whether the search finds everything."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from madang.search.rebuilding import is_current, under_way

from .findings import Finding, note, well, wrong


def index() -> Iterator[Finding]:
    """Whether the index is as this version makes it."""
    about = _("Search")
    if is_current():
        yield well(about, _("The index is up to date."))
    elif under_way() is not None:
        words = _(
            "The index is being built again; until it is done, old messages may not be found. "
            "If nobody builds it just now, go on with: madang search rebuild"
        )
        yield note(about, words)
    else:
        words = _(
            "The index was made by another version: not every word is found. "
            "Run: madang search rebuild (the desk works meanwhile)"
        )
        yield wrong(about, words)
