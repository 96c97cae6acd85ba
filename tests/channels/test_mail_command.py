"""`madang mail` says what raw mails mean and what is new in answers, without a database."""

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


def trim(monkeypatch: pytest.MonkeyPatch, *lines: str) -> tuple[list[dict[str, str]], int]:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO("\n".join(lines).encode())))
    out, code = StringIO(), 0
    try:
        call_command("mail", "trim", stdout=out)
    except SystemExit as ended:
        code = int(str(ended.code))
    return [json.loads(line) for line in out.getvalue().splitlines()], code


def test_trim_answers_each_line_with_its_new_words(monkeypatch: pytest.MonkeyPatch) -> None:
    text = {
        "kind": "text",
        "input": "네\r\n\r\n2026. 11. 2. 오후 2:08, 등불 <help@lantern.example> 작성:\r\n> 글",
    }
    html = {"kind": "html", "input": "<p>네</p><blockquote type=cite>글</blockquote>"}

    answers, code = trim(monkeypatch, json.dumps(text), json.dumps(html))

    assert answers == [{"reply": "네"}, {"reply": "네"}]
    assert code == 0


@pytest.mark.parametrize(
    "bad",
    [
        "{",
        "[]",
        '{"kind": "text"}',
        '{"kind": "pdf", "input": "a"}',
        '{"kind": "text", "input": 1}',
        "[" * 9000,
    ],
)
def test_trim_names_a_line_it_can_not_read_and_answers_the_others(
    monkeypatch: pytest.MonkeyPatch, bad: str
) -> None:
    good = json.dumps({"kind": "text", "input": "네"})

    answers, code = trim(monkeypatch, good, bad, good)

    assert [list(answer) for answer in answers] == [["reply"], ["error"], ["reply"]]
    assert code == 1


def test_trim_reads_halves_of_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    answers, code = trim(monkeypatch, '{"kind": "text", "input": "a\\ud83d"}')

    assert answers == [{"reply": "a?"}]
    assert code == 0


def test_a_report_names_its_message_and_how_that_is_known() -> None:
    answer = read(str(Path(__file__).parent.parent / "mails" / "bounce-qmail.eml"))[0]

    assert (answer["bounce_of"], answer["bounce_of_reason"]) == ("reply-20.1@lantern.example", "words")
