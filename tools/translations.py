"""Keeps every app's Korean complete.

`check` tells what is wrong; `update` adds what the code and the templates say and the catalogues lack, for a
person to translate.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "ko"
DOMAINS = {"django": ("html,txt,py", "*.py"), "djangojs": ("js", "*.js")}
MARKS = re.compile(r"\A(?:_|n?p?gettext(?:_lazy|_noop)?)\Z")
"""The functions that a text is marked with to be translated."""

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
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madang.config.settings")
        os.environ.setdefault("MADANG_DATA", folder)
        complaints = [
            *incomplete(copy),
            *contradictory(copy),
            *unextracted(copy),
            *overruled(copy, libraries_korean()),
        ]
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


def unextracted(tree: Path) -> Iterator[str]:
    """Texts in Python that are marked to be translated and stand in no catalogue of ours.

    They are those of modules that belong to no app. A library may have the same words by chance, so that
    their Korean is there until the library changes.
    """
    known = {(entry.msgctxt, entry.msgid) for _, entry in entries(tree) if not entry.obsolete}
    for source in sorted(tree.rglob("*.py")):
        if any(source.relative_to(tree).match(pattern) for pattern in ("*/sample/*", "migrations/*")):
            continue
        for line, context, text in marked_in(source):
            if (context, text) not in known:
                yield f"{source.relative_to(tree.parent)}:{line}: in no catalogue: {text!r}"


def marked_in(source: Path) -> Iterator[tuple[int, str | None, str]]:
    """The line, the context and the text of whatever is marked to be translated with a literal."""
    for call in ast.walk(ast.parse(source.read_text("utf-8"))):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        if not MARKS.match(name):
            continue
        literals = [one.value if isinstance(one, ast.Constant) else None for one in call.args]
        context = literals.pop(0) if "pgettext" in name else None
        if literals and isinstance(literals[0], str):
            yield call.lineno, context if isinstance(context, str) else None, literals[0]


def overruled(tree: Path, libraries: Mapping[tuple[str | None, str], str]) -> Iterator[str]:
    """Entries that a library translates otherwise: its app comes before ours, so its Korean is shown."""
    for source, entry in entries(tree):
        theirs = libraries.get((entry.msgctxt, entry.msgid))
        ours = entry.msgstr_plural.get(0) or entry.msgstr
        if not entry.obsolete and ours and theirs and theirs != ours:
            yield f"{source}: {entry.msgid!r} is {ours!r}, but a library says {theirs!r}: give it a context"


def libraries_korean() -> Mapping[tuple[str | None, str], str]:
    """What installed apps that are not ours say in Korean. Django's own catalogue gives way to ours."""
    from django.conf import settings

    theirs = [app.partition(".apps.")[0] for app in settings.INSTALLED_APPS if not app.startswith("madang.")]
    folders = [Path(spec.origin).parent for app in theirs if (spec := find_spec(app)) and spec.origin]
    said: dict[tuple[str | None, str], str] = {}
    for folder in folders:
        catalogue = folder / "locale" / LANGUAGE / "LC_MESSAGES" / "django.mo"
        for entry in polib.mofile(str(catalogue)) if catalogue.exists() else ():
            said.setdefault((entry.msgctxt, entry.msgid), entry.msgstr_plural.get(0) or entry.msgstr)
    return said


def entries(tree: Path) -> Iterator[tuple[Path, polib.POEntry]]:
    """All entries of all catalogues, each with its catalogue's path in the tree."""
    for source in sorted(tree.glob(f"**/locale/{LANGUAGE}/LC_MESSAGES/*.po")):
        for entry in polib.pofile(str(source), encoding="utf-8"):
            yield source.relative_to(tree.parent), entry


if __name__ == "__main__":
    sys.exit(main())
