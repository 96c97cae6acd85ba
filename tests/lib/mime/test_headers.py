"""Header fields, encoded words, addresses, ids, dates and parameters as really sent."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.lib.mime import filenames
from madang.lib.mime.addresses import Mailbox, read_addresses
from madang.lib.mime.dates import read_date
from madang.lib.mime.headers import decode_words, read_fields
from madang.lib.mime.identifiers import MAX_REFERENCES, read_identifier, read_identifiers
from madang.lib.mime.parameters import read_content_type, read_parameters
from madang.lib.mime.writing import encoded_words


def test_fields_are_cut_unfolded_and_the_body_is_found() -> None:
    raw = b"Subject: one\r\n two\r\nX-Empty:\r\nSUBJECT : again\r\n\r\nbody"

    fields, body = read_fields(raw, 0, len(raw))

    assert fields.all("subject") == ["one two", "again"]
    assert fields.first("x-empty") == ""
    assert raw[body:] == b"body"


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cf"]), max_size=200))
def test_encoded_words_are_read_as_they_were_written(text: str) -> None:
    assert decode_words(" ".join(encoded_words(text))) == text


@pytest.mark.parametrize(
    ("value", "boxes"),
    [
        ("", []),
        ("a@b.kr", [Mailbox("a@b.kr")]),
        ("<a@b.kr>", [Mailbox("a@b.kr")]),
        ("Kim <a@b.kr", [Mailbox("a@b.kr", "Kim")]),
        ("Kim a@b.kr", [Mailbox("a@b.kr", "Kim")]),
        ("김민아(지원팀) <a@b.kr>", [Mailbox("a@b.kr", "김민아(지원팀)")]),
        ("a@b.kr (Kim)", [Mailbox("a@b.kr", "Kim")]),
        ('"a, b" <a@b.kr>', [Mailbox("a@b.kr", "a, b")]),
        ("Kim, Mina <a@b.kr>", [Mailbox("a@b.kr", "Kim, Mina")]),
        ("=?utf-8?q?Kim,_Mina?= <a@b.kr>", [Mailbox("a@b.kr", "Kim, Mina")]),
        ("a@b.kr; c@d.kr", [Mailbox("a@b.kr"), Mailbox("c@d.kr")]),
        ("undisclosed-recipients:;", []),
        ("Team: a@b.kr, C <c@d.kr>;", [Mailbox("a@b.kr"), Mailbox("c@d.kr", "C")]),
        ("<mailto:a@b.kr>", [Mailbox("a@b.kr")]),
        ("<@relay.example:a@b.kr>", [Mailbox("a@b.kr")]),
        ('"john doe"@b.kr', [Mailbox('"john doe"@b.kr')]),
        ("MAILER-DAEMON", [Mailbox("", "MAILER-DAEMON")]),
        ("a@b.kr <a@b.kr>", [Mailbox("a@b.kr", "a@b.kr")]),
        ("'a@b.kr' <a@b.kr>", [Mailbox("a@b.kr", "a@b.kr")]),
        ("사용자@예시.한국", [Mailbox("사용자@예시.한국")]),
        ("<>", []),
        ("x" * 300 + "@b.kr", [Mailbox("", "x" * 200)]),
    ],
)
def test_addresses_are_read_as_people_and_programs_write_them(value: str, boxes: list[Mailbox]) -> None:
    assert read_addresses(value) == boxes


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ("<a@b> <c@d>", ("a@b", "c@d")),
        ("<a@b><a@b>\t<c@d>", ("a@b", "c@d")),
        ("a@b c@d", ("a@b", "c@d")),
        ("<a b@c>", ("ab@c",)),
        ("nothing here", ()),
    ],
)
def test_ids_are_read_without_their_brackets(value: str, ids: tuple[str, ...]) -> None:
    assert read_identifiers(value) == ids


def test_of_many_references_the_first_and_the_last_stay() -> None:
    ids = read_identifiers(" ".join(f"<{number}@b>" for number in range(500)))

    assert len(ids) == MAX_REFERENCES
    assert (ids[0], ids[-1]) == ("0@b", "499@b")


def test_an_id_without_an_at_sign_is_an_id_too() -> None:
    assert read_identifier("<20261102.abc>") == "20261102.abc"
    assert read_identifier("20261102") == "20261102"
    assert read_identifier("<" + "x" * 5000 + ">") == ""


NOON = datetime(2026, 11, 2, 5, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "Mon, 02 Nov 2026 14:08:00 +0900",
        "Mon, 2 Nov 2026 14:08:00 +0900 (KST)",
        "2 Nov 26 14:08 KST",
        "Mon, 02 Nov 2026 05:08:00 GMT",
        "2026-11-02T14:08:00+09:00",
        "2026-11-02 05:08:00",
        "Mon, 02 Nov 2026 05:08:00 -0000",
    ],
)
def test_dates_are_read_in_every_usual_form(value: str) -> None:
    assert read_date(value) == NOON


@pytest.mark.parametrize(
    "value",
    [
        "",
        "soon",
        "Mon, 32 Nov 2026 00:00:00 +0000",
        "Thu, 01 Jan 1970 00:00:00 +0000",
        "Mon, 1 Jan 9999 00:00:00 +0000",
    ],
)
def test_a_date_that_can_not_be_true_is_none(value: str) -> None:
    assert read_date(value) is None


def test_a_date_later_than_its_receipt_is_none() -> None:
    assert read_date("Mon, 02 Nov 2026 05:08:00 +0000", received=NOON - timedelta(days=3)) is None
    assert read_date("Mon, 02 Nov 2026 05:08:00 +0000", received=NOON - timedelta(hours=12)) == NOON


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("text/html; charset=utf-8", "text/html"),
        ("TEXT/HTML", "text/html"),
        ("text/html charset=utf-8", "text/html"),
        ("text", "text/plain"),
        ("", "text/plain"),
        ("nonsense here", "application/octet-stream"),
        ("application/vnd.ms-excel (sheet); name=x", "application/vnd.ms-excel"),
    ],
)
def test_content_types_are_read_tolerantly(value: str, name: str) -> None:
    assert read_content_type(value).name == name


@pytest.mark.parametrize(
    ("value", "parameters"),
    [
        ('x; a="b;c"; D=e', {"a": "b;c", "d": "e"}),
        ('x; a="say \\"hi\\""', {"a": 'say "hi"'}),
        ('x; a="C:\\dir\\f"', {"a": "C:\\dir\\f"}),
        ("x; a=b c ; e=f", {"a": "b c", "e": "f"}),
        ('x; a="never closed', {"a": "never closed"}),
        ("x; a*=utf-8'en'%ED%95%9C", {"a": "한"}),
        ("x; a*=%ED%95%9C", {"a": "한"}),
        ("x; a*0=one; a*1=two; a*2*=%20three", {"a": "onetwo three"}),
        ("x; a=plain; a*=utf-8''better", {"a": "better"}),
        ("x; ; =; a", {}),
    ],
)
def test_parameters_are_read_as_written(value: str, parameters: dict[str, str]) -> None:
    assert read_parameters(value) == parameters


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("a.pdf", "a.pdf"),
        ("../../x", "x"),
        ("..", ""),
        ("/etc/passwd", "passwd"),
        ("C:\\a\\b.txt", "b.txt"),
        (".htaccess", "htaccess"),
        ("con.txt", "_con.txt"),
        ("a\x00b\n.txt", "ab .txt"),
        ("a<b>|c?.txt", "a_b__c_.txt"),
        ("trailing. ", "trailing"),
        ("dir/", "dir"),
    ],
)
def test_file_names_lose_what_is_dangerous(written: str, kept: str) -> None:
    assert filenames.safe(written) == kept


@settings(deadline=None)
@given(st.text(max_size=400))
def test_any_file_name_can_be_saved_under(name: str) -> None:
    kept = filenames.safe(name)

    assert len(kept) <= filenames.MAX_CHARACTERS
    assert len(kept.encode()) <= filenames.MAX_BYTES
    assert not set(kept) & set('/\\:*?"<>|\x00')
    assert kept not in (".", "..")
    assert filenames.safe(kept) == kept
