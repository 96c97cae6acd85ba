"""Every page of the settings is found under its own name and under those of other desks, and says what it is for."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from madang.accounts.models import User
from madang.setup.templatetags.settings_menu import MENU, pages_found
from tests.setup.conftest import SignedIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(jiwoo: User, help_inbox: object, signed_in: SignedIn) -> Client:
    """The owner's browser."""
    return signed_in(jiwoo)


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("Teams", "teams"),
        ("groups", "teams"),
        ("그룹", "teams"),
        ("Custom Fields", "fields"),
        ("티켓 필드", "fields"),
        ("조건부", "forms"),
        ("custom statuses", "statuses"),
        ("처리 상태", "statuses"),
        ("labels", "tags"),
        ("smtp", "outgoing"),
        ("자동 응답", "outgoing"),
        ("suspended tickets", "held"),
        ("IMAP", "mailboxes"),
        ("상담원", "members"),
        ("timezone", "desk_settings"),
    ],
)
def test_a_page_is_found_under_the_names_of_other_desks(jiwoo: User, asked: str, address: str) -> None:
    assert address in [one.address for one in pages_found(jiwoo, asked)]


def test_nothing_is_found_that_one_may_not_open(mina: User, jiwoo: User) -> None:
    assert pages_found(mina, "smtp") == []
    assert pages_found(jiwoo, "") == []
    assert pages_found(jiwoo, "nothing of that sort") == []


def test_what_is_found_leads_there_and_an_empty_answer_helps(owner: Client) -> None:
    page = owner.get("/setup/find/?q=groups").content.decode()
    assert re.search(r'class="title" href="/setup/teams/"', page)
    assert "Nothing is called that" in owner.get("/setup/find/?q=xyzzy").content.decode()


@pytest.mark.parametrize("entry", MENU, ids=lambda entry: entry.address)
def test_every_page_says_in_one_sentence_what_it_is_for(owner: Client, entry: object) -> None:
    address, about, also = (getattr(entry, name) for name in ("address", "about", "also"))
    assert str(about).endswith(".")
    assert also
    lead = re.search(r'<p class="lead">(.*?)</p>', owner.get(reverse(address)).content.decode(), re.DOTALL)
    assert lead is not None
    assert len(lead[1].strip()) > 20
