"""What a mail repeats and signs with is folded in the workspace, and never taken away."""

import re

import pytest

from madang.accounts.models import User
from madang.desk.message_body import body_of, mail_page
from madang.lib.html import clean
from madang.tickets import actions
from madang.tickets.models import Message, Ticket
from tests.desk.conftest import SignedIn

pytestmark = pytest.mark.django_db

ABOVE = '<div>네, 맞아요</div><div class="gmail_quote"><div class="gmail_attr">On Mon wrote:</div><blockquote>이전 글</blockquote></div>'
BELOW = '<div class="moz-cite-prefix">On 11/2/26 14:08, Lantern wrote:</div><blockquote type="cite">이전 글</blockquote><p>네, 맞아요</p>'
SIGNED = '<div>네, 맞아요</div><div class="gmail_signature">이전 글</div>'
OUTLOOK = '<div class="WordSection1"><p class="MsoNormal">네, 맞아요</p><div style="border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>From:</b> Lantern &lt;help@lantern.example&gt;<br><b>Sent:</b> Monday 2:08 PM<br><b>Subject:</b> x</p></div><p class="MsoNormal">이전 글</p></div>'


def received(ticket: Ticket, author: User, *, text: str = "", html: str = "") -> Message:
    written = actions.Written(author=author, body_text=text, body_html=clean(html), new_words="네, 맞아요")
    return actions.receive(ticket, written)


def page_of(message: Message) -> str:
    return mail_page(message, [], address_of=lambda file: "", remote=None).html


@pytest.mark.parametrize("html", [ABOVE, BELOW, SIGNED, OUTLOOK])
def test_an_html_mail_shows_its_new_words_and_folds_the_others(ticket: Ticket, seoa: User, html: str) -> None:
    page = page_of(received(ticket, seoa, text="x", html=html))

    folded = "".join(re.findall(r"<details class=\"madang-quoted\">.*?</details>", page, re.DOTALL))
    assert "이전 글" in folded
    assert "네, 맞아요" in page
    assert "네, 맞아요" not in folded


@pytest.mark.parametrize("open_tags", ["<div>", "<b><i>", "<table><tr><td>", "<ul><li>"])
def test_folding_leaves_the_page_well_formed(ticket: Ticket, seoa: User, open_tags: str) -> None:
    page = page_of(received(ticket, seoa, text="x", html=f"{open_tags}{OUTLOOK}"))

    for name in ("div", "details", "table", "td", "b", "i", "ul", "li", "p"):
        assert len(re.findall(rf"<{name}[ >]", page)) == page.count(f"</{name}>")


def test_a_mail_that_is_a_quotation_alone_is_shown_as_it_is(ticket: Ticket, seoa: User) -> None:
    assert "<details" not in page_of(
        received(ticket, seoa, text="x", html='<div class="gmail_quote">글</div>')
    )


def test_a_signature_of_a_text_is_folded(ticket: Ticket, seoa: User) -> None:
    body = body_of(received(ticket, seoa, text="네, 맞아요.\n\n나의 iPhone에서 보냄"))

    assert "맞아요" in body.new
    assert "iPhone" not in body.new
    assert "iPhone" in body.quoted


def test_a_tracker_is_taken_out_and_named(
    signed_in: SignedIn, mina: User, ticket: Ticket, seoa: User
) -> None:
    html = '<p>네</p><img width="1" height="1" src="https://open.shop.example/o?id=1">'
    message = received(ticket, seoa, text="네", html=html)

    page = signed_in(mina).get(f"/desk/messages/{message.pk}/mail/").content.decode()

    assert "추적 그림 1개를 뺐습니다: open.shop.example" in page
    assert "https://open.shop.example" not in page


def test_a_mail_that_outlook_passed_on_is_shown_whole(ticket: Ticket, seoa: User) -> None:
    """Only its subject told that from an answer; what was new when it was read is new when it is shown."""
    passed_on = (
        "봐 주세요.\n\nFrom: a <a@b.example>\nSent: Monday, 2:08 PM\nTo: b\nSubject: x\n\n환불이 안 됐어요."
    )
    body = body_of(actions.receive(ticket, actions.Written(author=seoa, body_text=passed_on)))

    assert "환불이 안 됐어요." in body.new
