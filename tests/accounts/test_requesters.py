"""A customer is known by the address they write from."""

import threading
from dataclasses import dataclass

import pytest
from django.db import connection

from madang.accounts.models import Identity, User
from madang.accounts.requesters import find_or_make_requester, normal_email
from madang.accounts.roles import Role


@dataclass(frozen=True)
class Address:
    email: str
    name: str = ""


@pytest.mark.django_db
def test_the_first_mail_makes_a_requester_and_the_second_finds_them() -> None:
    first = find_or_make_requester(Address("Seoa.Yoon@Example.com", "윤서아"))
    second = find_or_make_requester(Address(" seoa.yoon@example.com", "다른 이름"))
    assert first == second
    assert (second.name, second.email, second.role) == ("윤서아", "seoa.yoon@example.com", Role.REQUESTER)
    assert Identity.objects.get(value="seoa.yoon@example.com").user == first


@pytest.mark.django_db
def test_a_name_is_filled_in_where_there_was_none() -> None:
    find_or_make_requester(Address("seoa.yoon@example.com"))
    assert find_or_make_requester(Address("seoa.yoon@example.com", " 윤서아\n")).name == "윤서아"


@pytest.mark.django_db
def test_an_agent_who_writes_in_stays_an_agent(mina: User) -> None:
    assert find_or_make_requester(Address("Mina@Lantern.example", "Somebody Else")) == mina
    mina.refresh_from_db()
    assert (mina.role, mina.name) == (Role.AGENT, "김민아")


@pytest.mark.django_db
def test_strangers_without_an_address_are_never_one_person() -> None:
    assert find_or_make_requester(Address("")) != find_or_make_requester(Address(""))


@pytest.mark.django_db
def test_a_customer_has_no_password_to_guess(seoa: User) -> None:
    assert not seoa.check_password("")


@pytest.mark.django_db(transaction=True)
def test_two_mails_at_once_give_one_person() -> None:
    met = threading.Barrier(4)
    found: list[int] = []

    def take() -> None:
        met.wait()
        found.append(find_or_make_requester(Address("noor.haddad@example.com", "Noor Haddad")).pk)
        connection.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1


@pytest.mark.parametrize("given", ["", "nobody", "@example.com", "nobody@", "a" * 250 + "@example.com", "Ａ"])
def test_what_is_no_address_is_none(given: str) -> None:
    assert normal_email(given) == ""
