"""What the check of translations notices."""

from pathlib import Path

import polib

from tools.translations import libraries_korean, overruled, unextracted


def tree(folder: Path, *, ours: str, source: str = "") -> Path:
    """A tree with one app, whose catalogue says 로그인 for the text `ours`, and a module of no app."""
    madang = folder / "madang"
    catalogues = madang / "shop" / "locale" / "ko" / "LC_MESSAGES"
    catalogues.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid=ours, msgstr="로그인", occurrences=[("views.py", "")]))
    catalogue.save(str(catalogues / "django.po"))
    (madang / "lib").mkdir()
    (madang / "lib" / "words.py").write_text(source, "utf-8")
    return madang


def test_a_text_of_a_module_that_belongs_to_no_app_is_noticed(tmp_path: Path) -> None:
    source = '_("Sign in")\n_("Sign out")\npgettext_lazy("a door", "Open")\n_(variable)\nngettext("%s a", "%s b", n)\n'
    found = list(unextracted(tree(tmp_path, ours="Sign in", source=source)))
    assert [one.split(": ")[0] for one in found] == [f"madang/lib/words.py:{line}" for line in (2, 3, 5)]


def test_a_text_that_a_library_translates_otherwise_is_noticed(tmp_path: Path) -> None:
    madang = tree(tmp_path, ours="Sign In")
    theirs = libraries_korean()
    assert theirs[None, "Sign In"], "allauth has this text; choose another when it changes"
    expected = int(theirs[None, "Sign In"] != "로그인")
    assert len(list(overruled(madang, theirs))) == expected
    assert len(list(overruled(madang, {(None, "Sign In"): "입장"}))) == 1
    assert list(overruled(madang, {(None, "Sign In"): "로그인"})) == []
    assert list(overruled(madang, {("a door", "Sign In"): "입장"})) == []
