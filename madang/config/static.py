"""Static files as browsers like them: compressed once, under an address that changes with their content."""

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from whitenoise.compress import Compressor

COMPRESSIBLE_FROM = 500
"""Bytes from which compressing is worth a second file."""

KEPT = 7 * 24 * 3600
"""Seconds for which the files of another version stay after they were last begun with: during an upgrade both
run, and pages that are open ask for the old ones."""


def gather() -> None:
    """Copy and compress the static files into MADANG_DATA, unless that was done for just these files.

    Afterwards they are served from there, for good under their address: STATIC_URL names the content.
    """
    files = _files()
    version = _version(files)
    folder: Path = settings.MADANG.data / "static" / version
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / "gather.lock").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)  # processes that start at once make it once
        if not folder.exists():
            _fill(folder, files)
        os.utime(folder)
        _forget_others(folder)
    settings.STATIC_ROOT = str(folder)
    settings.STATIC_URL = f"/static/{version}/"
    settings.WHITENOISE_USE_FINDERS = False
    settings.WHITENOISE_MAX_AGE = 365 * 24 * 3600
    settings.WHITENOISE_IMMUTABLE_FILE_TEST = lambda path, url: True


def _files() -> list[tuple[str, Path]]:
    found = {
        name: Path(storage.path(name))
        for finder in get_finders()
        for name, storage in finder.list(["CVS", ".*"])
    }
    return sorted(found.items())


def _version(files: list[tuple[str, Path]]) -> str:
    digest = hashlib.sha256()
    for name, path in files:
        status = path.stat()
        digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:12]


def _fill(folder: Path, files: list[tuple[str, Path]]) -> None:
    """Beside its place first: a process that dies leaves nothing that looks whole."""
    made = Path(tempfile.mkdtemp(dir=folder.parent))
    compressor = Compressor(use_brotli=False, quiet=True)
    for name, path in files:
        target = made / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        if compressor.should_compress(name) and path.stat().st_size >= COMPRESSIBLE_FROM:
            compressor.compress(str(target))
    made.chmod(0o700)
    made.rename(folder)


def _forget_others(kept: Path) -> None:
    """Remove what earlier versions left, once no process that began with it is likely to run."""
    for other in kept.parent.iterdir():
        if other.is_dir() and time.time() - other.stat().st_mtime > KEPT:
            shutil.rmtree(other, ignore_errors=True)
