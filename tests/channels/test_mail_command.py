"""`madang mail read` says what raw mails mean, without a database."""

import json
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest
from django.core.management import call_command

MAIL = "From: 윤서아 <seoa.yoon@example.com>\r\nTo: help@lantern.example\r\nSubject: 환불\r\n\r\n안녕하세요\r\n".encode()


def read(*files: str) -> list[dict[str, object]]:
    out = StringIO()
    call_command("mail", "read", *files, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_one_line_is_printed_for_each_file(tmp_path: Path) -> None:
    for name in ("a.eml", "b.eml"):
        (tmp_path / name).write_bytes(MAIL)

    answers = read(str(tmp_path / "a.eml"), str(tmp_path / "b.eml"))

    assert [answer["from_email"] for answer in answers] == ["seoa.yoon@example.com"] * 2
    assert answers[0]["subject"] == "환불"
    assert answers[0]["auto_reply"] is False
    assert answers[0]["to"] == [{"name": "", "email": "help@lantern.example"}]


def test_a_hyphen_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(MAIL)))

    assert read("-")[0]["body_text"] == "안녕하세요"


def test_a_file_that_is_not_there_is_named_and_the_others_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.eml").write_bytes(MAIL)
    out, err = StringIO(), StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("mail", "read", "/nowhere.eml", str(tmp_path / "a.eml"), stdout=out, stderr=err)

    assert ended.value.code == 1
    assert "/nowhere.eml" in err.getvalue()
    assert json.loads(out.getvalue())["from_name"] == "윤서아"
