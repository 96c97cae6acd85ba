"""The desk answers to its own names alone."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from madang.config.hosts import is_ours

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:8000", "localhost", "LOCALHOST:3000", "[::1]:8000", "127.0.0.2", "localhost.", "127.0.0.1"],
)
def test_names_of_this_machine_are_ours(host: str) -> None:
    assert is_ours(host)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "192.168.0.7:8000",
        "",
        "[::",
        "0.0.0.0 x",
    ],
)
def test_all_others_are_not(host: str) -> None:
    assert not is_ours(host)


def test_a_request_for_another_name_gets_421_and_a_sentence(desk: object) -> None:
    answer = Client().get("/accounts/login/", HTTP_HOST="evil.example", headers={"accept-language": "en"})
    assert answer.status_code == 421
    assert "http://127.0.0.1:8000" in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "words"), [("ko", "이 주소에서는 열 수 없습니다"), ("en", "does not answer here")]
)
def test_a_browser_gets_a_page_in_its_language_with_the_way_to_the_desk(language: str, words: str) -> None:
    headers = {"accept": "text/html", "accept-language": language}
    with CaptureQueriesContext(connection) as captured:
        answer = Client().get("/desk/mine/", HTTP_HOST="evil.example", headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 421
    assert f'<html lang="{language}"' in page
    assert words in page
    assert 'href="http://127.0.0.1:8000"' in page
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert len(captured) == 0, "no database"


@pytest.mark.parametrize("page", ["/healthz", "/readyz"])
def test_supervisors_may_ask_by_any_name(page: str) -> None:
    assert Client().get(page, HTTP_HOST="10.1.2.3:8000").status_code == 200
