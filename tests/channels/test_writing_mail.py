"""Writing a mail: what is sent is what was meant, the same each time, and nobody can add to its headers."""

import email as standard
import email.policy
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.channels.base import Address, File, OutboundMessage, PermanentFailure
from madang.channels.kinds import email as kind
from madang.lib.mime import characters

MAILS = Path(__file__).parent.parent / "mails"
REPLY = OutboundMessage(
    sender=Address("help@lantern.example", "등불 스토어"),
    to=(Address("seoa.yoon@example.com", "윤서아"),),
    subject="Re: 결제가 두 번 됐어요. 카드 승인 문자가 두 건 왔는데 하나는 취소되는 건가요?",
    body_text="안녕하세요, 윤서아 님.\n\n확인해 보니 한 건은 자동으로 취소됩니다.\n\n-- \n김민아",
    body_html="<p>안녕하세요, 윤서아 님.</p><p>확인해 보니 한 건은 <b>자동으로</b> 취소됩니다.</p>",
    message_id="reply-17.2@lantern.example",
    date=datetime(2026, 11, 2, 15, 30, tzinfo=timezone(timedelta(hours=9))),
    reply_to=Address("help+17.abc@lantern.example", "등불 스토어"),
    in_reply_to="question@example.com",
    references=("first@example.com", "question@example.com"),
    files=(
        File("결제 영수증.pdf", "application/pdf", b"%PDF-1.7"),
        File("화면.png", "image/png", b"\x89PNG", inline=True, content_id="picture-1@lantern.example"),
    ),
    headers={"X-Madang-Desk": "7f3a"},
)

VISIBLE = st.characters(exclude_categories=["Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"])
LINES = st.text(VISIBLE, max_size=60).map(lambda text: characters.line(text, limit=200))
IDENTIFIERS = st.integers(0, 9999).map("message-{}@mail.example".format)
PEOPLE = st.builds(
    Address,
    email=st.sampled_from(["seoa.yoon@example.com", "o'neil+desk@example.co.kr", "a_b-c@x.example"]),
    name=st.sampled_from(["", "Kim, Mina", 'The "Boss"', "=?utf-8?q?x?=", "a\\b", "㈜한빛물류 (본사)"])
    | LINES.map(lambda name: name.strip("'\" ")),
)
FILES = st.builds(
    File,
    filename=st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=40).map(
        lambda name: characters.line(name, limit=60) + ".pdf"
    ),
    content_type=st.just("application/pdf"),
    content=st.binary(max_size=100),
)
MESSAGES = st.builds(
    OutboundMessage,
    sender=PEOPLE,
    to=st.lists(PEOPLE, min_size=1, max_size=3).map(tuple),
    cc=st.lists(PEOPLE, max_size=1).map(tuple),
    subject=LINES,
    body_text=st.sampled_from(["", "From me\n.\n..\n", "끝에 빈칸 \n\n-- \n", "x" * 3000, "가나 다라 " * 400])
    | st.text(st.one_of(VISIBLE, st.just("\n")), max_size=100),
    body_html=st.sampled_from(["", "<p>안녕하세요</p>", "<p>" + "긴 문단 " * 200 + "</p>", "<p>=_ a=b</p>"]),
    message_id=IDENTIFIERS,
    date=st.integers(1_000_000_000, 3_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC)),
    reply_to=st.none() | PEOPLE,
    in_reply_to=st.just("") | IDENTIFIERS,
    references=st.lists(IDENTIFIERS, max_size=3, unique=True).map(tuple),
    files=st.lists(FILES, max_size=2, unique_by=lambda file: file.filename).map(tuple),
    automatic=st.booleans(),
)


@settings(max_examples=60, deadline=None)  # the machine may be busy
@given(MESSAGES)
def test_what_was_written_is_read_again(message: OutboundMessage) -> None:
    read = kind.parse(kind.render(message))

    assert (read.sender, read.to, read.cc) == (message.sender, message.to, message.cc)
    assert read.reply_to == (() if message.reply_to is None else (message.reply_to,))
    assert read.subject == message.subject
    if message.body_text.strip():
        assert read.body_text == characters.paragraphs(message.body_text)
    assert read.body_html == message.body_html
    assert (read.message_id, read.in_reply_to) == (message.message_id, message.in_reply_to)
    assert set(read.references) == {*message.references, *filter(None, [message.in_reply_to])}
    assert [(file.filename, file.content) for file in read.files] == [
        (file.filename, file.content) for file in message.files
    ]
    assert read.sent_at == message.date
    assert bool(read.auto_reply) == message.automatic


@settings(max_examples=60, deadline=None)  # the machine may be busy
@given(st.sampled_from(sorted(MAILS.glob("*.eml"))))
def test_what_was_read_is_read_again_after_writing(path: Path) -> None:
    first = kind.parse(path.read_bytes())
    words = OutboundMessage(
        sender=Address("help@lantern.example"),
        to=(Address("seoa.yoon@example.com"),),
        subject=first.subject,
        body_text=first.body_text,
        body_html=first.body_html,
        message_id="again@lantern.example",
        date=datetime(2026, 11, 2, tzinfo=UTC),
        files=first.files,
    )

    again = kind.parse(kind.render(words))

    assert (again.subject, again.body_html) == (first.subject, first.body_html)
    if first.body_text.strip():
        assert again.body_text == characters.paragraphs(first.body_text)
    assert [file.content for file in again.files if not _opens(file)] == [
        file.content for file in first.files if not _opens(file)
    ]


def _opens(file: File) -> bool:
    """Whether reading looks into the file: it may come out as what it holds."""
    return file.content_type in ("text/calendar", "application/ms-tnef", "application/pkcs7-mime")


@settings(max_examples=60, deadline=None)  # the machine may be busy
@given(MESSAGES)
def test_servers_take_every_line(message: OutboundMessage) -> None:
    raw = kind.render(message)

    assert raw.isascii()
    assert raw.endswith(b"\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@settings(max_examples=60, deadline=None)  # the machine may be busy
@given(MESSAGES)
def test_other_programs_read_the_same(message: OutboundMessage) -> None:
    read = standard.message_from_bytes(kind.render(message), policy=standard.policy.default)

    assert not read.defects
    assert [box.addr_spec for box in read["to"].addresses] == [person.email for person in message.to]
    assert str(read["subject"]).split() == message.subject.split()
    assert [part.get_filename() for part in read.iter_attachments()] == [
        file.filename for file in message.files
    ]
    body = read.get_body(("plain",))
    assert body is not None
    if message.body_text:
        assert body.get_content().replace("\r\n", "\n").rstrip("\n") == message.body_text.rstrip("\n")


def test_the_same_message_is_the_same_bytes() -> None:
    assert kind.render(REPLY) == kind.render(replace(REPLY))


def test_a_reply_carries_pictures_beside_the_html_and_files_beside_both() -> None:
    message = standard.message_from_bytes(kind.render(REPLY), policy=standard.policy.default)

    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/pdf",
    ]


def test_a_reply_without_html_is_text_alone() -> None:
    message = standard.message_from_bytes(kind.render(replace(REPLY, body_html="", files=())))

    assert message.get_content_type() == "text/plain"


def test_a_picture_without_html_to_stand_in_is_sent_as_a_file() -> None:
    read = kind.parse(kind.render(replace(REPLY, body_html="")))

    assert [(file.filename, file.inline) for file in read.files] == [
        ("결제 영수증.pdf", False),
        ("화면.png", False),
    ]


@pytest.mark.parametrize(
    "wicked", ["a\r\nBcc: thief@example.net", "a\nBcc: thief@example.net", "a\rBcc: t@e.net", "a\x00\x0bb"]
)
def test_no_field_of_a_message_can_add_a_header(wicked: str) -> None:
    message = replace(
        REPLY,
        subject=wicked,
        sender=Address("help@lantern.example", wicked),
        to=(Address("seoa.yoon@example.com", wicked),),
        in_reply_to=wicked,
        references=(wicked, "good@example.com"),
        files=(File(wicked, f"text/plain\r\n{wicked}", b"x", content_id=wicked),),
        headers={"X-Madang-Desk": wicked},
    )

    head = kind.render(message).split(b"\r\n\r\n")[0]

    assert b"\r\nBcc" not in kind.render(message)
    names = [line.split(b":")[0] for line in head.split(b"\r\n") if not line.startswith(b" ")]
    assert names == [
        b"From", b"To", b"Reply-To", b"Subject", b"Date", b"Message-ID", b"References", b"X-Madang-Desk",
        b"MIME-Version", b"Content-Type",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a b@example.com", "a@b\r\nBcc: c@d.example", "a@b>,c@d.example", "홍길동@example.com"],
)
def test_an_address_that_no_mail_can_hold_is_refused_in_words(address: str) -> None:
    with pytest.raises(PermanentFailure, match="can't be written"):
        kind.render(replace(REPLY, to=(Address(address),)))


def test_a_korean_domain_is_written_as_servers_know_it() -> None:
    assert b"<kim@xn--3e0b707e>" in kind.render(replace(REPLY, to=(Address("kim@한국", "김"),)))


@pytest.mark.parametrize("name", ["Bcc", "subject", "Content-Type", "X:Y", "X\r\nY", ""])
def test_headers_of_its_own_can_not_be_given_from_outside(name: str) -> None:
    with pytest.raises(ValueError, match="Not an extra header"):
        kind.render(replace(REPLY, headers={name: "x"}))


def test_a_message_without_an_id_or_a_zone_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="Not a message id"):
        kind.render(replace(REPLY, message_id="no at sign"))
    with pytest.raises(ValueError, match="time zone"):
        kind.render(replace(REPLY, date=REPLY.date.replace(tzinfo=None)))


def test_an_automatic_mail_asks_for_no_automatic_answer() -> None:
    read = kind.parse(kind.render(replace(REPLY, automatic=True)))

    assert read.auto_reply == "auto-submitted"
    assert read.headers["auto-submitted"] == "auto-replied"
    assert "OOF" in read.headers["x-auto-response-suppress"]


def test_a_long_conversation_names_its_beginning_and_its_end() -> None:
    references = tuple(f"m{number}@example.com" for number in range(300))

    read = kind.parse(kind.render(replace(REPLY, references=references, in_reply_to="m299@example.com")))

    assert len(read.references) == 20
    assert (read.references[0], read.references[-1]) == ("m0@example.com", "m299@example.com")


def test_a_mail_as_a_file_arrives_unchanged() -> None:
    forwarded = File("문의.eml", "message/rfc822", b"Subject: x\n\nbare line feeds\n")

    read = kind.parse(kind.render(replace(REPLY, files=(forwarded,))))

    assert [(file.filename, file.content) for file in read.files] == [("문의.eml", forwarded.content)]
