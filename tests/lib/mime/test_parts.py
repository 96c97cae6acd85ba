"""The structure of mails, beside what the standard library makes of the same bytes."""

from email import message_from_bytes, policy
from email.message import Message
from pathlib import Path

import pytest

from madang.lib.mime import parts
from madang.lib.mime.flowed import unflow
from madang.lib.mime.transfer import undo

MAILS = Path(__file__).parents[2] / "mails"
# Where the standard parser gives up and this one goes on.
BEYOND = {
    "boundary-missing",
    "boundary-not-the-one-announced",
    "carriage-returns-alone",
    "multipart-without-parts",
    "one-boundary-used-twice",
    "parts-forty-levels-deep",
    "six-hundred-parts",
    "no-headers-at-all",
}
USUAL = sorted(path.stem for path in MAILS.glob("*.eml") if path.stem not in BEYOND)


@pytest.mark.parametrize("name", USUAL)
def test_well_formed_mails_have_the_structure_that_the_standard_library_sees(name: str) -> None:
    raw = (MAILS / f"{name}.eml").read_bytes()
    theirs = message_from_bytes(raw, policy=policy.compat32)

    ours = [part.type.name for part in parts.read(raw).walk()]

    assert ours == [part.get_content_type() for part in theirs.walk() if not inside_a_mail(part, theirs)]


def inside_a_mail(part: Message, root: Message) -> bool:
    """Whether `part` lies in an attached mail, which we keep closed."""
    mails = (one for one in root.walk() if one.get_content_maintype() == "message" and one.is_multipart())
    return any(inner is part for mail in mails for inner in mail.walk() if inner is not mail)


@pytest.mark.parametrize(
    ("encoded", "encoding", "decoded"),
    [
        (b"aGVsbG8=", "base64", b"hello"),
        (b"aGVsbG8", "BASE64", b"hello"),
        (b"aGVs\r\n bG8=\r\n", " base64 ", b"hello"),
        (b"aGVsbG8=\r\naGVsbG8=\r\n", "base64", b"hellohello"),
        (b"", "base64", b""),
        (b"not encoded at all, this text", "base64", b"not encoded at all, this text"),
        (b"a=3Db=\r\nc", "quoted-printable", b"a=bc"),
        (b"a=3db=  \r\nc", "quoted-printable", b"a=bc"),
        (b"as it is", "8bit", b"as it is"),
        (b"as it is", "invented", b"as it is"),
        (b"begin 644 x\n#86)C\n`\nend\n", "x-uuencode", b"abc"),
    ],
)
def test_transfer_encodings_are_undone(encoded: bytes, encoding: str, decoded: bytes) -> None:
    assert undo(memoryview(encoded), encoding) == decoded


def test_flowed_lines_are_joined_and_quotes_kept() -> None:
    assert unflow("one \ntwo\n> three \n> four\n\n-- \nme") == "one two\n> three four\n\n-- \nme"
    assert unflow("한 \n글", delsp=True) == "한글"
    assert unflow(" >not a quote") == ">not a quote"
