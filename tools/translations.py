"""Keeps every app's Korean complete.

`check` tells what is wrong; `update` adds what the code and the templates say and the catalogues lack, for a
person to translate.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "ko"
DOMAINS = {"django": ("html,txt,py", "*.py"), "djangojs": ("js", "*.js")}
NOT_OURS = ("static/*/vendor/*", "*/vendor/*", "migrations/*", "sample/*")


def main() -> int:
    """Returns the exit code."""
    if sys.argv[1:] == ["update"]:
        extract_all(ROOT / "madang")
        return 0
    with tempfile.TemporaryDirectory(prefix="madang-translations-") as folder:
        copy = Path(folder) / "madang"
        shutil.copytree(ROOT / "madang", copy, ignore=shutil.ignore_patterns("*.mo", "__pycache__"))
        extract_all(copy)
        complaints = [*incomplete(copy), *contradictory(copy)]
    for complaint in complaints:
        print(complaint)
    if complaints:
        print(f"{len(complaints)} in all. `make messages` brings the catalogues up to date; then translate.")
    return 1 if complaints else 0


def extract_all(tree: Path) -> None:
    """Bring the catalogues of every app under `tree` up to what its code and templates say."""
    with ThreadPoolExecutor(max_workers=2) as two:
        list(two.map(extract, sorted(path.parent for path in tree.glob("**/apps.py"))))


def extract(app: Path) -> None:
    """Run Django's makemessages over one app; an app without texts gets no catalogue."""
    locale = app / "locale"
    had_locale = locale.is_dir()
    locale.mkdir(exist_ok=True)
    for domain, (extensions, _) in DOMAINS.items():
        if domain == "djangojs" and not list(locale.glob(f"{LANGUAGE}/LC_MESSAGES/djangojs.po")):
            continue
        command = [
            sys.executable, "-P", "-m", "django", "makemessages", "--locale", LANGUAGE, "--domain", domain,
            "--extension", extensions, "--add-location", "file", "--no-wrap",
        ]  # fmt: skip
        for pattern in NOT_OURS:
            command += ["--ignore", pattern]
        subprocess.run(command, cwd=app, check=True, stdout=subprocess.DEVNULL)
    if not had_locale and not list(locale.glob("**/*.po")):
        shutil.rmtree(locale)


def incomplete(tree: Path) -> Iterator[str]:
    """Every entry that lacks a translation, is only guessed, or is no longer used."""
    for source, entry in entries(tree):
        if entry.obsolete:
            yield f"{source}: no longer used: {entry.msgid!r}"
        elif entry.fuzzy or not entry.translated():
            where = ", ".join(sorted({file for file, _ in entry.occurrences}))
            yield f"{source}: not translated: {entry.msgid!r} ({where})"


def contradictory(tree: Path) -> Iterator[str]:
    """Django merges all catalogues into one, so the same words must be translated alike everywhere."""
    first: dict[tuple[str | None, str], tuple[Path, str]] = {}
    for source, entry in entries(tree):
        if entry.obsolete or not entry.msgstr:
            continue
        other, translation = first.setdefault((entry.msgctxt, entry.msgid), (source, entry.msgstr))
        if translation != entry.msgstr:
            yield f"{source}: {entry.msgid!r} is {entry.msgstr!r}, but {translation!r} in {other}"


def entries(tree: Path) -> Iterator[tuple[Path, polib.POEntry]]:
    """All entries of all catalogues, each with its catalogue's path in the tree."""
    for source in sorted(tree.glob(f"**/locale/{LANGUAGE}/LC_MESSAGES/*.po")):
        for entry in polib.pofile(str(source), encoding="utf-8"):
            yield source.relative_to(tree.parent), entry


if __name__ == "__main__":
    sys.exit(main())
