"""A message goes off into a ticket of its own, and back again for a day."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from madang.accounts.models import User
from madang.accounts.roles import Reach, Role
from madang.channels.base import File
from madang.delivery.models import Delivery
from madang.desk.conversation import PAGE
from madang.history.models import Event
from madang.lib.jobs import run_pending
from madang.search.find import find
from madang.tickets import actions
from madang.tickets.actions import Written
from madang.tickets.errors import CannotSplit, NotAllowed, TicketClosed
from madang.tickets.merging import goes_on_in
from madang.tickets.models import Attachment, Hold, Message, Status, Ticket, TicketLink
from madang.tickets.queries import visible_to
from tests.cast import OpenTicket, person
from tests.desk.conftest import SignedIn

pytestmark = pytest.mark.django_db


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


@pytest.fixture
def second(ticket: Ticket, seoa: User) -> Message:
    """Another matter, in the same ticket, with a file."""
    bill = File(filename="영수증.txt", content_type="text/plain", content=b"1")
    words = "그런데 배송지도 바꾸고 싶어요."
    return actions.receive(ticket, Written(author=seoa, body_text=words, files=[bill], message_id="b@x"))


def test_the_message_moves_with_its_files_and_both_show_each_other(
    signed_in: SignedIn, ticket: Ticket, second: Message, mina: User, seoa: User
) -> None:
    new = actions.split(second, by=mina)
    run_pending()
    assert [one.pk for one in new.messages.all()] == [second.pk]
    assert Attachment.objects.get(message__ticket=new).filename == "영수증.txt"
    assert (new.requester, new.status, new.waiting_since) == (seoa, Status.NEW, second.created_at)
    browser = signed_in(mina)
    there = browser.get(f"/desk/open/{new.number}/").content.decode()
    here = browser.get(f"/desk/open/{ticket.number}/").content.decode()
    assert f"윤서아 님의 메시지가 따로 문의가 됐습니다: #{new.number}" in here
    assert "배송지도" in there
    assert f'id="message-{second.pk}"' not in here
    assert f"/desk/open/{ticket.number}/" in there
    assert not Delivery.objects.filter(ticket=new).exists(), "the customer hears nothing of it"


def test_where_it_stood_is_said_once_however_far_back_one_reads(
    signed_in: SignedIn, ticket: Ticket, mina: User, seoa: User
) -> None:
    said = [actions.receive(ticket, Written(author=seoa, body_text=f"{n}번째 말.")) for n in range(PAGE + 5)]
    gone = [actions.split(said[-2], by=mina), actions.split(said[1], by=mina)]
    browser, address = signed_in(mina), f"/desk/tickets/{ticket.number}/messages/"
    for activity in ("", "&activity"):
        newest = browser.get(f"{address}?{activity}").content.decode()
        before = re.search(r"\?before=(\d+)", newest)
        assert before is not None
        earlier = browser.get(f"{address}?before={before[1]}{activity}").content.decode()
        for new, page, other in ((gone[0], newest, earlier), (gone[1], earlier, newest)):
            assert page.count(f"따로 문의가 됐습니다: #{new.number}") == 1
            assert f"따로 문의가 됐습니다: #{new.number}" not in other
        told = re.findall(r'id="(event-[^"]+)"', newest + earlier)
        assert len(told) == len(set(told))


def test_it_is_found_once_and_in_its_new_place(ticket: Ticket, second: Message, mina: User) -> None:
    new = actions.split(second, by=mina)
    assert [hit.ticket_id for hit in find(mina, "배송지도").tickets] == [new.pk]
    actions.take_back(new, by=mina)
    assert [hit.ticket_id for hit in find(mina, "배송지도").tickets] == [ticket.pk]


def test_the_list_shows_of_the_first_what_is_left_of_it(ticket: Ticket, second: Message, mina: User) -> None:
    before = Message.objects.filter(ticket=ticket).order_by("pk").first()
    actions.split(second, by=mina)
    left = fresh(ticket)
    assert before is not None
    assert (left.preview, left.last_message_at) == ("확인 부탁드려요.", before.created_at)
    assert left.waiting_since == before.created_at


def test_it_can_be_for_who_wrote_it(ticket: Ticket, mina: User, noor: User) -> None:
    message = actions.receive(ticket, Written(author=noor, body_text="Me too", newcomer=True))
    assert actions.split(message, by=mina, for_author=True).requester == noor


def test_taken_back_it_is_as_it_was_and_the_other_number_leads_there(
    signed_in: SignedIn, ticket: Ticket, second: Message, mina: User
) -> None:
    browser, address = signed_in(mina), f"/desk/tickets/{ticket.number}/change/"
    undo = browser.post(address, {"split": str(second.pk)}).json()["before"]
    new = Ticket.objects.exclude(pk=ticket.pk).get()
    assert browser.post(address, undo).status_code == 200
    assert Message.objects.get(pk=second.pk).ticket == ticket
    assert goes_on_in(fresh(new)) == ticket
    assert not TicketLink.objects.exists()
    assert fresh(ticket).preview.startswith("그런데")


def test_what_was_begun_on_the_other_ends_when_it_is_taken_back(
    ticket: Ticket, second: Message, mina: User
) -> None:
    sora = person("sora@lantern.example", "이소라", Role.AGENT, reach=Reach.ASSIGNED)
    new = actions.split(second, by=mina)
    actions.change_status(new, to=Status.ON_HOLD, by=mina)
    in_an_hour = timezone.now() + timedelta(hours=1)
    planned = actions.schedule(new, actions.Answer(body_text="곧 됩니다"), due_at=in_an_hour, by=mina)
    actions.note(ticket, by=mina, body_text="@", body_html=f'<a href="#agent-{sora.pk}">@소라</a>')
    actions.take_back(new, by=mina)
    planned.refresh_from_db()
    assert (planned.state, planned.stopped_by) == ("stopped", "merged")
    assert fresh(new).held_since is None
    assert not Hold.objects.filter(ended_at=None).exists()
    assert visible_to(sora).filter(pk=new.pk).exists(), "who was shown the first finds their way there"


def test_it_is_taken_back_within_a_day_and_only_when_nothing_was_written_since(
    ticket: Ticket, second: Message, mina: User
) -> None:
    new = actions.split(second, by=mina)
    note = actions.note(new, by=mina, body_text="확인")
    with pytest.raises(CannotSplit):
        actions.take_back(new, by=mina)
    Message.objects.filter(pk=note.pk).delete()
    TicketLink.objects.update(created_at=timezone.now() - timedelta(hours=25))
    with pytest.raises(CannotSplit):
        actions.take_back(new, by=mina)
    assert Message.objects.get(pk=second.pk).ticket == new


def test_what_makes_no_sense_is_refused_in_words_and_changes_nothing(
    signed_in: SignedIn, ticket: Ticket, second: Message, mina: User
) -> None:
    first = Message.objects.filter(ticket=ticket).order_by("pk").first()
    assert first is not None
    answer = actions.reply(ticket, by=mina, body_text="네.")
    note = actions.note(ticket, by=mina, body_text="음.")
    for wrong in (first, answer, note):
        with pytest.raises(CannotSplit):
            actions.split(wrong, by=mina)
    with pytest.raises(CannotSplit):
        actions.take_back(ticket, by=mina)
    assert Ticket.objects.count() == 1
    refused = signed_in(mina).post(f"/desk/tickets/{ticket.number}/change/", {"split": "x"})
    assert refused.status_code == 409


def test_split_twice_at_once_says_where_it_is(ticket: Ticket, second: Message, mina: User, jun: User) -> None:
    stale = Message.objects.select_related("ticket").get(pk=second.pk)
    new = actions.split(second, by=mina)
    with pytest.raises(CannotSplit, match=f"#{new.number}"):
        actions.split(stale, by=jun)
    assert Ticket.objects.count() == 2


def test_what_was_merged_or_closed_a_second_ago_is_left_alone(
    open_ticket: OpenTicket, ticket: Ticket, second: Message, mina: User, haneul: User
) -> None:
    with pytest.raises(NotAllowed):
        actions.split(second, by=haneul)
    actions.merge(ticket, into=open_ticket(), by=mina)
    with pytest.raises(TicketClosed):
        actions.split(second, by=mina)
    assert not Event.objects.filter(kind="message.split_off").exists()
