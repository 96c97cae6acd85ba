"""The data folder and what lies in it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from ..key import FILE as SETUP_KEY
from .findings import Finding, note, well, wrong

LITTLE = 1_000_000_000
FAR_TOO_LITTLE = 100_000_000
SECRETS = ("secret.key", SETUP_KEY)


def data_folder() -> Iterator[Finding]:
    """Whether files can be made there, and whether strangers on this machine can read them."""
    about, path = _("Data folder"), settings.MADANG.data
    try:
        with tempfile.TemporaryFile(dir=path) as file:
            file.write(b"written by madang doctor")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        words = _(
            "%(path)s can't be written to (%(error)s). Give this user the right to, or set MADANG_DATA."
        )
        yield wrong(about, words % {"path": path, "error": error.strerror or error})
        return
    yield well(about, _("%(path)s can be written to.") % {"path": path})
    if path.stat().st_mode & 0o007:
        words = _("%(path)s can be read by every user of this machine. Run: chmod o-rwx %(path)s")
        yield note(about, words % {"path": path})


def free_space() -> Iterator[Finding]:
    """Whether mail and files still fit."""
    about = _("Free space")
    try:
        free = shutil.disk_usage(settings.MADANG.data).free
    except OSError:
        return
    shown = {"free": f"{free / 1e9:.1f} GB"}
    if free < FAR_TOO_LITTLE:
        yield wrong(about, _("Only %(free)s are left; soon no mail can be taken. Make room.") % shown)
    elif free < LITTLE:
        yield note(about, _("%(free)s are left. Make room before mail no longer fits.") % shown)
    else:
        yield well(about, _("%(free)s are free.") % shown)


def secrets() -> Iterator[Finding]:
    """Whether only this user can read the keys: whoever has them can sign in as anybody."""
    about, data = _("Secrets"), settings.MADANG.data
    open_to_others = [data / name for name in SECRETS if _others_can_read(data / name)]
    for path in open_to_others:
        words = _("%(path)s can be read by other users of this machine. Run: chmod 600 %(path)s")
        yield wrong(about, words % {"path": path})
    if not open_to_others:
        yield well(about, _("The keys can be read by this user alone."))


def _others_can_read(path: Path) -> bool:
    try:
        found = path.stat()
    except OSError:
        return False
    return bool(found.st_size and found.st_mode & 0o077)
