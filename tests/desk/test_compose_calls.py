"""What the composer and the properties ask of the desk: who may, what is kept, what is refused and in which words."""

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from madang.accounts.models import Team, User
from madang.delivery.models import Delivery
from madang.desk.compose.written import TAGS, as_kept, as_shown
from madang.history.models import Event
from madang.tickets import actions
from madang.tickets.models import Attachment, Draft, Message, Priority, Status, Ticket, Visibility
from tests.desk.conftest import SignedIn

pytestmark = pytest.mark.django_db


def send(browser: Client, ticket: Ticket, **values: Any) -> Any:
    """Press send on a reply."""
    words = {"visibility": "public", "html": "<p>환불했어요</p>", **values}
    return browser.post(f"/desk/tickets/{ticket.number}/send/", words)


def change(browser: Client, ticket: Ticket, values: Mapping[str, Any]) -> Any:
    """Change properties."""
    return browser.post(f"/desk/tickets/{ticket.number}/change/", values)


def add_file(browser: Client, ticket: Ticket, name: str = "영수증.pdf", **values: str) -> Any:
    """Put a file into the draft of a reply."""
    file = SimpleUploadedFile(name, b"%PDF-1.4", content_type="text/html")
    address = f"/desk/tickets/{ticket.number}/draft/files/"
    return browser.post(address, {"visibility": "public", "file": file, **values})


def test_a_reply_is_stored_with_its_mail_and_the_status_on_the_button(
    signed_in: SignedIn, mina: User, ticket: Ticket
) -> None:
    answer = send(signed_in(mina), ticket, then="pending")
    assert answer.status_code == 201
    message = Message.objects.get(pk=answer.json()["message"])
    assert (message.body_text, message.visibility) == ("환불했어요", Visibility.PUBLIC)
    assert Delivery.objects.get(message=message).recipient == "seoa.yoon@example.com"
    ticket.refresh_from_db()
    assert ticket.status == Status.PENDING


def test_the_same_press_counts_once(signed_in: SignedIn, mina: User, ticket: Ticket) -> None:
    browser = signed_in(mina)
    first, second = (send(browser, ticket, key="a-press").json() for _ in range(2))
    assert first == second
    assert ticket.messages.count() == 2


def test_the_press_of_one_person_is_not_the_press_of_another(
    signed_in: SignedIn, mina: User, jun: User, ticket: Ticket
) -> None:
    first, second = (send(signed_in(one), ticket, key="a-press").json() for one in (mina, jun))
    assert first != second


def test_a_reply_that_crosses_another_says_which_came(
    signed_in: SignedIn, mina: User, jun: User, ticket: Ticket
) -> None:
    seen = ticket.messages.get().pk
    other = actions.reply(ticket, by=jun, body_text="먼저 답했어요")
    refused = send(signed_in(mina), ticket, seen=seen)
    assert refused.status_code == 409
    assert refused.json()["crossed"] == [other.pk]
    assert refused.json()["detail"]
    assert send(signed_in(mina), ticket, seen=other.pk).status_code == 201


def test_nothing_is_not_sent(signed_in: SignedIn, mina: User, ticket: Ticket) -> None:
    refused = send(signed_in(mina), ticket, html="<p><br></p>")
    assert refused.status_code == 409
    assert refused.json()["detail"]


def test_what_is_too_long_is_refused_and_not_cut(signed_in: SignedIn, mina: User, ticket: Ticket) -> None:
    browser = signed_in(mina)
    html = "<p>" + "가" * 500_000 + "</p>"
    for call in ("send", "draft"):
        refused = browser.post(
            f"/desk/tickets/{ticket.number}/{call}/", {"visibility": "public", "html": html}
        )
        assert refused.status_code == 413
        assert refused.json()["detail"]
    assert ticket.messages.count() == 1


def test_a_note_goes_to_nobody(signed_in: SignedIn, mina: User, ticket: Ticket) -> None:
    assert send(signed_in(mina), ticket, visibility="internal", then="solved").status_code == 201
    assert not Delivery.objects.filter(message__visibility=Visibility.INTERNAL).exists()
    ticket.refresh_from_db()
    assert ticket.status == Status.NEW, "a note sets no status"


def test_a_light_agent_may_note_but_not_answer_nor_assign(
    signed_in: SignedIn, haneul: User, jun: User, technical: Team, ticket: Ticket
) -> None:
    actions.move(ticket, to=technical, by=jun)
    browser = signed_in(haneul)
    assert send(browser, ticket).status_code == 403
    assert add_file(browser, ticket).status_code == 403
    draft = {"visibility": "public", "html": "x"}
    assert browser.post(f"/desk/tickets/{ticket.number}/draft/", draft).status_code == 403
    assert change(browser, ticket, {"assignee": haneul.pk}).status_code == 403
    assert send(browser, ticket, visibility="internal").status_code == 201
    assert change(browser, ticket, {"priority": 4}).status_code == 200


@pytest.mark.parametrize(
    "call", ["send/", "draft/", "draft/drop/", "draft/files/", "draft/files/1/drop/", "change/"]
)
def test_a_ticket_out_of_sight_is_not_there(
    signed_in: SignedIn, haneul: User, ticket: Ticket, payments: Team, jun: User, call: str
) -> None:
    actions.move(ticket, to=payments, by=jun)
    answer = signed_in(haneul).post(f"/desk/tickets/{ticket.number}/{call}", {"html": "x", "status": "open"})
    assert answer.status_code == 404
    assert answer.json()["detail"]
    assert signed_in(haneul).get(f"/desk/tickets/{ticket.number}/choices/").status_code == 404


def test_customers_and_strangers_write_nothing(
    signed_in: SignedIn, client: Client, seoa: User, ticket: Ticket
) -> None:
    for browser in (signed_in(seoa), client):
        assert send(browser, ticket)["Location"].startswith("/accounts/login/")
    assert ticket.messages.count() == 1


def test_a_closed_ticket_takes_nothing(signed_in: SignedIn, mina: User, ticket: Ticket) -> None:
    actions.change_status(ticket, to=Status.CLOSED, by=mina)
    for answer in (send(signed_in(mina), ticket), change(signed_in(mina), ticket, {"priority": 4})):
        assert answer.status_code == 409
        assert answer.json()["detail"]


def test_a_draft_belongs_to_its_author_and_is_used_up_by_sending(
    signed_in: SignedIn, mina: User, jun: User, ticket: Ticket
) -> None:
    browser, address = signed_in(mina), f"/desk/open/{ticket.number}/"
    browser.post(f"/desk/tickets/{ticket.number}/draft/", {"visibility": "public", "html": "<p>쓰는 중</p>"})
    assert "쓰는 중" in browser.get(address).content.decode()
    assert "쓰는 중" not in signed_in(jun).get(address).content.decode()
    send(browser, ticket)
    assert not Draft.objects.exists()


def test_a_draft_can_be_thrown_away_with_its_files(signed_in: SignedIn, mina: User, ticket: Ticket) -> None:
    browser = signed_in(mina)
    add_file(browser, ticket)
    answer = browser.post(f"/desk/tickets/{ticket.number}/draft/drop/", {"visibility": "public"})
    assert answer.status_code == 204
    assert not Draft.objects.exists()
    assert not Attachment.objects.exists()


def test_a_file_is_what_its_name_says_and_its_name_is_safe(
    signed_in: SignedIn, mina: User, ticket: Ticket
) -> None:
    kept = add_file(signed_in(mina), ticket, "../../계약서.pdf").json()
    assert (kept["filename"], kept["content_type"], kept["inline"]) == (
        "계약서.pdf",
        "application/pdf",
        False,
    )


def test_a_page_pasted_as_a_picture_is_no_picture(signed_in: SignedIn, mina: User, ticket: Ticket) -> None:
    kept = add_file(signed_in(mina), ticket, "그림.html", inline="1").json()
    assert (kept["inline"], kept["content_id"]) == (False, "")


def test_nobody_takes_a_file_out_of_anothers_draft(
    signed_in: SignedIn, mina: User, jun: User, ticket: Ticket
) -> None:
    kept = add_file(signed_in(mina), ticket).json()
    address = f"/desk/tickets/{ticket.number}/draft/files/{kept['id']}/drop/"
    signed_in(jun).post(address)
    assert Attachment.objects.filter(pk=kept["id"]).exists()
    signed_in(mina).post(address)
    assert not Attachment.objects.filter(pk=kept["id"]).exists()


def test_files_are_refused_in_words(
    signed_in: SignedIn, mina: User, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in(mina)
    none = browser.post(f"/desk/tickets/{ticket.number}/draft/files/", {"visibility": "public"})
    assert (none.status_code, bool(none.json()["detail"])) == (400, True)
    monkeypatch.setattr(actions.draft, "MOST_FILES", 1)
    add_file(browser, ticket)
    full = add_file(browser, ticket)
    assert (full.status_code, bool(full.json()["detail"])) == (409, True)
    monkeypatch.setattr(actions.draft, "MOST_BYTES", 4)
    large = add_file(browser, ticket)
    assert large.status_code == 413
    assert "25MB" in large.json()["detail"]


def test_a_pasted_picture_goes_along_under_its_own_name(
    signed_in: SignedIn, mina: User, ticket: Ticket
) -> None:
    browser = signed_in(mina)
    kept = add_file(browser, ticket, "화면.png", inline="1").json()
    html = f'<p>여기요 <img src="{kept["url"]}?shown" alt="화면.png"></p>'
    browser.post(f"/desk/tickets/{ticket.number}/draft/", {"visibility": "public", "html": html})
    draft = Draft.objects.get()
    assert f'src="cid:{kept["content_id"]}"' in draft.body_html
    assert f'src="{kept["url"]}?shown"' in as_shown(draft.body_html, draft.attachments.all())
    message = Message.objects.get(pk=send(browser, ticket, html=html).json()["message"])
    assert f"cid:{kept['content_id']}" in message.body_html
    assert message.attachments.get().inline


@pytest.mark.parametrize(
    ("asked", "back"),
    [
        ({"status": "solved"}, {"status": "new", "own": ""}),
        ({"priority": "4"}, {"priority": Priority.NORMAL}),
        ({"type": "incident"}, {"type": ""}),
        ({"subject": "다른 제목"}, {"subject": "결제가 두 번 됐어요"}),
        ({"tag": "이중 결제"}, {"untag": ["이중-결제"], "tag": []}),
    ],
)
def test_a_change_tells_what_takes_it_back(
    signed_in: SignedIn, mina: User, ticket: Ticket, asked: dict[str, str], back: dict[str, Any]
) -> None:
    browser = signed_in(mina)
    before = _state(ticket)
    answer = change(browser, ticket, asked)
    assert answer.json() == {"before": back}
    assert _state(ticket) != before
    change(browser, ticket, back)
    assert _state(ticket) == before


def _state(ticket: Ticket) -> tuple[object, ...]:
    now = Ticket.objects.get(pk=ticket.pk)
    tags = sorted(now.tags.values_list("name", flat=True))
    return (now.status, now.priority, now.type, now.subject, now.team_id, now.assignee_id, tags)


def test_a_tag_that_was_there_stays_when_putting_it_on_is_undone(
    signed_in: SignedIn, mina: User, ticket: Ticket
) -> None:
    actions.tag(ticket, add=["환불"], by=mina)
    answer = change(signed_in(mina), ticket, {"tag": "환불"})
    assert answer.json() == {"before": {"untag": [], "tag": []}}


def test_team_and_assignee_change_together_in_one_stroke_and_back(
    signed_in: SignedIn, mina: User, jun: User, technical: Team, ticket: Ticket
) -> None:
    browser, before = signed_in(mina), _state(ticket)
    back = change(browser, ticket, {"team": technical.pk, "assignee": jun.pk}).json()["before"]
    assert _state(ticket)[4:6] == (technical.pk, jun.pk)
    strokes = Event.objects.filter(subject_id=ticket.pk).order_by("-pk").values_list("stroke", flat=True)[:2]
    assert len(set(strokes)) == 1
    change(browser, ticket, back)
    assert _state(ticket) == before


@pytest.mark.parametrize("name", ["team", "assignee"])
def test_who_is_gone_gets_nothing_and_nothing_else_changes(
    signed_in: SignedIn, mina: User, seoa: User, ticket: Ticket, name: str
) -> None:
    gone = seoa.pk if name == "assignee" else 4_000_000
    refused = change(signed_in(mina), ticket, {name: gone, "priority": "4"})
    assert (refused.status_code, bool(refused.json()["detail"])) == (409, True)
    assert _state(ticket)[1] == Priority.NORMAL


def test_made_up_values_change_nothing(signed_in: SignedIn, mina: User, ticket: Ticket) -> None:
    before = _state(ticket)
    made_up = {"status": "gone", "priority": "99", "type": "joke"}
    refused = change(signed_in(mina), ticket, made_up)
    assert (refused.status_code, bool(refused.json()["detail"])) == (409, True)
    assert _state(ticket) == before


def test_the_choices_are_agents_and_teams(
    signed_in: SignedIn, mina: User, jun: User, seoa: User, payments: Team, ticket: Ticket
) -> None:
    shown = signed_in(mina).get(f"/desk/tickets/{ticket.number}/choices/").content.decode()
    assert "박준" in shown
    assert payments.name in shown
    assert seoa.name not in shown


class Found(HTMLParser):
    """The tags and attributes that a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


PIECES = [
    *("<script>", "</script>", "<style>", "<svg onload=x>", "<math><mtext>", "</p>", "<p style='position:fixed'>"),
    *('<img src="https://shop.example/a.png">', "<img src=x onerror=alert(1)>", '<img src="data:image/png;base64,AA">'),
    *('<img src="cid:own@madang" alt="그림>">', '<img src="/desk/files/7/a.png?shown">', '<img src="/desk/files/8/a">'),
    *("<a href='javascript:alert(1)'>", '<a href="//evil.example">', '<a href="https://lantern.example">'),
    *("<iframe src=//evil.example>", "<form action=x><input>", "<template>", "<!--", "-->", "<noscript><p title='", "'>"),
    *('<video src="https://x.example">', "<table background=https://x.example>", "<base href=//x>", "안녕", "&lt;script>"),
]  # fmt: skip


@example("<a href='javascript:alert(1)'><table background=https://x.example><a href='javascript:alert(1)'>")
@example("<?<noscript><p title='<p style='position:fixed'>")
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=14).map("".join))
def test_nothing_that_is_written_brings_a_script_or_a_foreign_picture(html: str) -> None:
    own = Attachment(pk=7, content_id="own@madang", inline=True)
    kept = as_kept(html, [own])
    for tag, attributes in Found(kept).tags:
        assert tag in TAGS
        assert set(attributes) <= {"href", "rel", "src", "alt"}
        if tag == "img":
            assert attributes["src"] == "cid:own@madang"
        if "href" in attributes:
            assert (attributes["href"] or "").lower().startswith(("http://", "https://", "mailto:", "tel:"))
    assert as_kept(kept, [own]) == kept, "what was kept stays as it is"
