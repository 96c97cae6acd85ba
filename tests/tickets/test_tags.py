"""Tags themselves: counted, named anew, and merged without a ticket losing its word."""

import pytest

from madang.accounts.models import User
from madang.history.models import Event
from madang.tickets import actions
from madang.tickets.errors import CannotMergeTags, NotAllowed, TagExists, TagNeedsName
from madang.tickets.models import Tag, Ticket
from tests.cast import OpenTicket

pytestmark = pytest.mark.django_db


def tag(name: str) -> Tag:
    """The tag of that name as it is now."""
    return Tag.objects.get(name=name)


def tags(ticket: Ticket) -> list[str]:
    """The names of a ticket's tags."""
    return sorted(ticket.tags.values_list("name", flat=True))


def test_how_many_tickets_have_a_tag_is_known(open_ticket: OpenTicket, mina: User) -> None:
    one, other = open_ticket("하나"), open_ticket("둘")
    actions.tag(one, add=["환불", "환불"], by=mina)
    actions.tag(other, add=["환불"], by=mina)
    actions.tag(other, add=["환불"], by=mina)
    assert tag("환불").uses == 2
    actions.tag(one, remove=["환불"], by=mina)
    assert tag("환불").uses == 1


def test_a_tag_is_named_anew_on_all_tickets(ticket: Ticket, mina: User, jiwoo: User) -> None:
    actions.tag(ticket, add=["환볼"], by=mina)
    actions.rename_tag(tag("환볼"), to=" 환불  요청 ", by=jiwoo)
    assert tags(ticket) == ["환불-요청"]
    for wrong in ("", "  "):
        with pytest.raises(TagNeedsName):
            actions.rename_tag(tag("환불-요청"), to=wrong, by=jiwoo)
    with pytest.raises(NotAllowed):
        actions.rename_tag(tag("환불-요청"), to="x", by=mina)
    Tag.objects.create(name="환불")
    with pytest.raises(TagExists):
        actions.rename_tag(tag("환불-요청"), to="환불", by=jiwoo)


def test_merged_tags_are_one_on_every_ticket_and_whoever_types_the_old_one_puts_the_other(
    open_ticket: OpenTicket, mina: User, jiwoo: User
) -> None:
    has = {"old": ["refund"], "both": ["refund", "환불"], "new": ["환불"]}
    tickets = {name: open_ticket(name) for name in has}
    for name, words in has.items():
        actions.tag(tickets[name], add=words, by=mina)
    assert not actions.merge_tags(tag("refund"), into=tag("환불"), by=jiwoo, most=1)
    late = open_ticket("while it is merged")
    actions.tag(late, add=["refund", "환불"], by=mina)
    while not actions.merge_tags(tag("refund"), into=tag("환불"), by=jiwoo, most=1):
        pass
    assert [tags(one) for one in (*tickets.values(), late)] == [["환불"]] * 4
    assert (tag("환불").uses, tag("refund").uses) == (4, 0)
    assert Event.objects.filter(kind="tag.merged").count() == 1, "however many parts it took"


def test_tags_merge_neither_into_themselves_nor_in_a_circle(jiwoo: User) -> None:
    one, two, three = (Tag.objects.create(name=name) for name in ("one", "two", "three"))
    with pytest.raises(CannotMergeTags):
        actions.merge_tags(one, into=one, by=jiwoo, most=10)
    assert actions.merge_tags(one, into=two, by=jiwoo, most=10)
    with pytest.raises(CannotMergeTags):
        actions.merge_tags(two, into=one, by=jiwoo, most=10)
    assert actions.merge_tags(two, into=three, by=jiwoo, most=10)
    one.refresh_from_db()
    assert one.merged_into == three, "what was merged before leads on"
