"""Conditions among the words of a search, and everything that only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.lib.text.searches import Asked, Phrase, Piece, Plain, Sign, key_of, pieces_of, written

KEYS = {"status", "tag", "created", "lastmessage", "상태", "태그", "담당자"}


def read(text: str) -> tuple[Piece, ...]:
    return pieces_of(text, KEYS)


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("status:open", Asked("status", Sign.IS, ("open",))),
        ("-tag:spam", Asked("tag", Sign.IS, ("spam",), negated=True)),
        ("status:open,pending", Asked("status", Sign.IS, ("open", "pending"))),
        ("status:open,,open", Asked("status", Sign.IS, ("open",))),
        ("created>2026-01-01", Asked("created", Sign.MORE, ("2026-01-01",))),
        ("created:>=2026-01", Asked("created", Sign.FROM, ("2026-01",))),
        ("created<=2026", Asked("created", Sign.UP_TO, ("2026",))),
        ('tag:"big customer",vip', Asked("tag", Sign.IS, ("big customer", "vip"))),
        ("tag:“큰 고객”", Asked("tag", Sign.IS, ("큰 고객",))),
        ("상태:열림", Asked("상태", Sign.IS, ("열림",))),
        ("상태：열림", Asked("상태", Sign.IS, ("열림",))),
        ("Last_Message:7d", Asked("Last_Message", Sign.IS, ("7d",))),
        ("status:", Asked("status", Sign.IS, ())),
        ('tag:"vip', Asked("tag", Sign.IS, ("vip",))),
        ('"exact  words"', Phrase("exact words")),
        ("환불", Plain("환불")),
    ],
)
def test_one_piece(text: str, piece: Piece) -> None:
    assert read(text) == (piece,)


@pytest.mark.parametrize(
    "text",
    [
        "re:",
        "Re:환불",
        "a:b",
        "http://lantern.example",
        "10:30",
        "mina@lantern.example",
        "x-status:open",
        "a>b",
        "-",
    ],
)
def test_what_has_no_known_key_is_plain_words(text: str) -> None:
    assert read(text) == (Plain(text),)


def test_pieces_stand_in_their_order() -> None:
    assert read('환불 status:open "두 번" -tag:spam 카드') == (
        Plain("환불"),
        Asked("status", Sign.IS, ("open",)),
        Phrase("두 번"),
        Asked("tag", Sign.IS, ("spam",), negated=True),
        Plain("카드"),
    )


def test_a_quote_that_is_never_closed_swallows_nothing() -> None:
    assert read('"status:open 환불') == (Asked("status", Sign.IS, ("open",)), Plain("환불"))


def test_one_key_in_every_spelling() -> None:
    assert key_of("Last-Message") == key_of("last message") == key_of("LAST_MESSAGE") == "lastmessage"
    assert key_of("상태") == "상태"  # typed on a Mac


TYPED = st.lists(
    st.sampled_from(
        [
            *KEYS,
            *':<>=,"“”- :',
            "open",
            "vip",
            "\u3000",
            "\u0338",
            "가",
            "：",
            "-status:",
            'tag:"',
            "re:",
            "_",
        ]
    )
    | st.text(max_size=3),
    max_size=14,
).map("".join)


@given(TYPED)
def test_whatever_is_typed_is_read_and_means_the_same_when_it_is_written_again(text: str) -> None:
    pieces = read(text)
    assert read(written(pieces)) == pieces


@given(TYPED)
def test_no_letter_that_is_searched_for_is_lost(text: str) -> None:
    kept = "".join(written(read(text)).split())
    assert {letter for letter in text if letter.isalnum()} == {letter for letter in kept if letter.isalnum()}
