"""The spam filter that incoming mail is shown to."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from .findings import Finding, well, wrong

PATIENCE = 3.0


def rspamd() -> Iterator[Finding]:
    """Whether Rspamd answers; nothing where none is named."""
    url = settings.MADANG.rspamd_url
    if not url:
        return
    import requests  # 14 MB, for desks that have a Rspamd alone

    about = _("Spam filter")
    try:
        answered = requests.get(f"{url}/ping", timeout=PATIENCE, allow_redirects=False).ok
    except requests.RequestException:
        answered = False
    if answered:
        yield well(about, _("Rspamd answers at %(url)s.") % {"url": url})
    else:
        words = _(
            "Rspamd does not answer at %(url)s: mail is taken without it. Start it, or change MADANG_RSPAMD_URL."
        )
        yield wrong(about, words % {"url": url})
