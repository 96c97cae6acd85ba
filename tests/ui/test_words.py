"""Times, names and sizes are said as people say them, in Korean and English."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from madang.ui import errors, moments, people
from madang.ui.icons import FOLDER, NoSuchIcon, icon
from madang.ui.templatetags.ui import filesize
from tests.architecture.tree import files, text

SEOUL = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 11, 23, 14, 33, tzinfo=SEOUL)


@dataclass
class Somebody:
    """A person as the faces see them."""

    shown_name: str
    is_agent: bool = False
    pk: int = 7


@pytest.mark.parametrize(
    ("before", "korean", "english"),
    [
        (timedelta(seconds=5), "방금", "just now"),
        (timedelta(minutes=25), "25분 전", "25 min ago"),
        (timedelta(hours=2), "2시간 전", "2 hr ago"),
        (timedelta(hours=15), "어제", "yesterday"),
        (timedelta(days=1), "어제", "yesterday"),
        (timedelta(days=54), "9월 30일", "30 Sep"),
        (timedelta(days=400), "2025년 10월 19일", "19 Oct 2025"),
        (timedelta(days=-1), "11월 24일", "24 Nov"),
    ],
)
def test_how_long_ago_is_said_shortly(before: timedelta, korean: str, english: str) -> None:
    for language, said in (("ko", korean), ("en", english)):
        with translation.override(language), timezone.override(SEOUL):
            assert moments.ago_in_words(NOW - before, now=NOW) == said


def test_a_time_carries_the_exact_one_for_people_and_for_machines() -> None:
    with translation.override("ko"), timezone.override(SEOUL):
        shown = moments.ago(NOW)
    assert 'datetime="2026-11-23T14:33:00+09:00"' in shown
    assert 'title="2026년 11월 23일 월요일 오후 2:33"' in shown


@pytest.mark.parametrize(
    ("person", "letter"),
    [
        (Somebody("김민아", is_agent=True), "민"),
        (Somebody("박준", is_agent=True), "준"),
        (Somebody("윤서아"), "윤"),
        (Somebody("㈜한빛물류"), "한"),
        (Somebody("Noor Haddad"), "N"),
        (Somebody("  "), "·"),
    ],
)
def test_a_face_shows_the_letter_by_which_one_is_known(person: Somebody, letter: str) -> None:
    assert people.initial(person) == letter


def test_people_are_called_as_is_usual() -> None:
    with translation.override("ko"):
        assert people.called(Somebody("홍길동")) == "홍길동 님"
        assert people.called(None) == "마당"
    with translation.override("en"):
        assert people.called(Somebody("Jiwoo Han")) == "Jiwoo Han"


def test_a_name_with_markup_stays_a_name() -> None:
    face = people.face(Somebody("<script>"))
    assert "<script" not in face
    shown = Template("{% load ui %}{{ person|called }}").render(Context({"person": Somebody("<b>x</b>")}))
    assert "<b>" not in shown


@pytest.mark.parametrize(
    ("size", "shown"),
    [(0, "0 B"), (999, "999 B"), (214_300, "214 KB"), (2_500_000, "2.5 MB"), (25_000_000, "25 MB")],
)
def test_sizes_are_said_as_file_managers_do(size: int, shown: str) -> None:
    with translation.override("en"):
        assert filesize(size) == shown


def test_icons_are_drawn_in_the_texts_colour_and_named_only_when_asked() -> None:
    assert 'aria-hidden="true"' in icon("inbox")
    assert 'role="img" aria-label="&lt;Inbox&gt;"' in icon("inbox", label="<Inbox>")
    with pytest.raises(NoSuchIcon):
        icon("../settings")


def test_every_icon_that_templates_name_is_there() -> None:
    named = {
        name
        for path in files(".html")
        for found in re.findall(r'{% icon "([^"]+)"|picture="([^"]+)"', text(path))
        for name in found
        if name
    }
    assert named <= {path.stem for path in FOLDER.glob("*.svg")}


def test_no_icon_is_kept_that_nobody_shows() -> None:
    written = "\n".join(text(path) for path in files(".html", ".py") if path.parts[0] == "madang")
    assert not [path.stem for path in FOLDER.glob("*.svg") if f'"{path.stem}"' not in written]


@pytest.mark.parametrize("status", [400, 403, 404, 421, 500])
def test_an_error_is_told_in_words_without_a_database(status: int) -> None:
    with translation.override("ko"):
        answer = errors.render_error(RequestFactory().get("/"), status)
    assert answer.status_code == status
    assert "습니다" in answer.content.decode()
