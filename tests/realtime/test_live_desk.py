"""A real desk: mail comes in through one process, browsers hear it from another."""

import http.client
import random
import statistics
import threading
import time
from collections.abc import Callable, Iterator

import psycopg
import pytest

from tests.conftest import MakeDesk
from tests.realtime.visitor import Program, Visitor, set_up, write_to
from tests.services.desk import LiveDesk
from tests.services.migrated import copy_migrated_on
from tests.services.ports import free_port
from tests.services.postgres import drop_database


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveDesk]:
    """A desk that was set up and serves."""
    made = LiveDesk(tmp_path_factory.mktemp("desk"), settings={})
    set_up(made)
    made.serve()
    yield made
    made.stop_all()


@pytest.fixture(scope="module")
def database(postgres_server: str) -> Iterator[str]:
    """The address of a database for the desk on PostgreSQL."""
    address = copy_migrated_on(postgres_server)
    yield address
    drop_database(address)


@pytest.fixture(scope="module")
def desk_on_postgres(tmp_path_factory: pytest.TempPathFactory, database: str) -> Iterator[LiveDesk]:
    """The web process alone, on PostgreSQL."""
    made = LiveDesk(tmp_path_factory.mktemp("desk"), database_url=database, settings={})
    set_up(made)
    made.start("web")
    made.wait_until_ready()
    yield made
    made.stop_all()


def wait_for(true: Callable[[], bool], *, seconds: float = 20) -> None:
    """Return once it is true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.05)


def test_a_mail_is_seen_in_a_browser_within_a_second(desk: LiveDesk) -> None:
    with Visitor(desk).line() as line:
        line.hear("hello")
        delays = []
        for number in range(5):
            write_to(desk, f"결제 문의 {number}", number=number)
            accepted = time.monotonic()
            delays.append(line.hear("hint").at - accepted)
            time.sleep(0.3)  # what follows from a mail (its team, its notice) is told too
            line.everything()
        assert statistics.median(delays) < 1


def test_nothing_is_missed_after_a_broken_connection(desk: LiveDesk) -> None:
    owner, program = Visitor(desk), Program(desk)
    line = owner.line()
    write_to(desk, "먼저 온 메일")
    line.hear("hint")
    line.break_off()
    subjects = {f"그 사이에 온 메일 {number}" for number in range(5)}
    for subject in subjects:
        write_to(desk, subject)
    wait_for(lambda: subjects <= program.tickets().keys())
    with owner.line(last=line.last) as again:
        again.hear_of(*(number for subject, number in program.tickets().items() if subject in subjects))


def test_nothing_is_missed_while_the_web_process_was_dead(desk: LiveDesk) -> None:
    owner = Visitor(desk)
    line = owner.line()
    last = line.hear("hello").id
    desk.kill_part("web")
    assert line.ended.wait(10)
    write_to(desk, "아무도 안 볼 때 온 메일")
    desk.wait_until_ready(seconds=30)
    program = Program(desk)
    wait_for(lambda: "아무도 안 볼 때 온 메일" in program.tickets())
    with owner.line(last=last) as again:
        again.hear_of(program.tickets()["아무도 안 볼 때 온 메일"])


def test_signing_out_ends_the_stream_at_once(desk: LiveDesk) -> None:
    owner = Visitor(desk)
    with owner.line() as line:
        line.hear("hello")
        owner.get("/accounts/profile/")
        owner.post("/accounts/logout/")
        assert line.hear("signed-out", seconds=5).data == {"because": "session"}
        assert line.ended.wait(5)
    assert owner.line().status == 401


def test_a_page_begins_to_listen_where_it_was_made(desk: LiveDesk) -> None:
    owner, program = Visitor(desk), Program(desk)
    with owner.line() as line:
        line.hear("hello")
        seen = program.open_ticket("쪽이 만들어지기 전")
        line.hear_of(seen)
        wait_for(lambda: f'data-from="{line.last}"' in owner.get("/desk/open/"))


def test_another_name_gets_no_stream(desk: LiveDesk) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=10)
    headers = {"Host": "evil.example", "Cookie": Visitor(desk).cookie}
    connection.request("GET", "/desk/live", headers=headers)
    assert connection.getresponse().status == 421


def test_the_server_ends_at_once_however_many_listen(make_desk: MakeDesk) -> None:
    desk = make_desk()
    set_up(desk)
    web = desk.start("web")
    desk.wait_until_ready()
    owner = Visitor(desk)
    lines = [owner.line() for _ in range(30)]
    for line in lines:
        line.hear("hello")
    began = time.monotonic()
    desk.end(web)
    assert time.monotonic() - began < 3, "streams kept the server from ending"
    assert all(line.ended.wait(1) for line in lines)


def test_events_that_become_visible_out_of_order_are_all_heard(
    desk_on_postgres: LiveDesk, database: str
) -> None:
    ticket = _ticket_id(desk_on_postgres, database)
    with Visitor(desk_on_postgres).line() as line:
        line.hear("hello")
        with psycopg.connect(database) as slow:
            _happens(slow, "slow.happened", ticket)
            with psycopg.connect(database) as quick:
                _happens(quick, "quick.happened", ticket)
            time.sleep(0.5)
            assert [heard for heard in line.everything() if heard.name == "hint"] == []
        kinds = set(line.hear("hint", seconds=3).data["kinds"])
        assert kinds == {"slow.happened", "quick.happened"}


def test_no_event_is_lost_when_many_commit_at_the_same_time(
    desk_on_postgres: LiveDesk, database: str
) -> None:
    ticket = _ticket_id(desk_on_postgres, database)
    expected = {f"w{writer}.n{number}" for writer in range(6) for number in range(40)}

    def write(writer: int) -> None:
        chance = random.Random(writer)
        with psycopg.connect(database) as connection:
            for number in range(40):
                _happens(connection, f"w{writer}.n{number}", ticket)
                time.sleep(chance.random() * 0.02)
                connection.commit()

    with Visitor(desk_on_postgres).line() as line:
        line.hear("hello")
        writers = [threading.Thread(target=write, args=(writer,)) for writer in range(6)]
        for thread in writers:
            thread.start()
        heard: set[str] = set()
        deadline = time.monotonic() + 30
        while heard < expected:
            heard |= set(line.hear("hint", seconds=deadline - time.monotonic()).data["kinds"])
        for thread in writers:
            thread.join()


def test_presence_is_told_from_one_web_process_to_another(desk_on_postgres: LiveDesk) -> None:
    port = free_port()
    desk_on_postgres.start("web", "--port", str(port))
    other = f"http://127.0.0.1:{port}"
    owner, program = Visitor(desk_on_postgres), Program(desk_on_postgres)
    number = program.open_ticket("결제가 두 번 됐어요")

    def answers() -> bool:
        try:
            return bool(owner.get("/healthz", url=other))
        except OSError:
            return False

    wait_for(answers)
    with owner.line(url=other) as line:
        line.hear("hello")
        owner.get("/desk/open/")
        owner.post("/desk/presence", ticket=str(number), state="viewing", tab="one")
        assert line.hear("presence").data == {"ticket": number, "people": []}


def _ticket_id(desk: LiveDesk, database: str) -> int:
    """A ticket, of which nothing more happens by itself; its id."""
    number = Program(desk).open_ticket("결제가 두 번 됐어요")
    with psycopg.connect(database) as connection:
        row = connection.execute("select id from tickets_ticket where number = %s", [number]).fetchone()
    assert row is not None
    return int(row[0])


def _happens(connection: psycopg.Connection[tuple[object, ...]], kind: str, ticket: int) -> None:
    connection.execute(
        "insert into history_event (kind, subject_type, subject_id, data, version, stroke, created_at) "
        "values (%s, 'ticket', %s, '{}', 1, 1, now())",
        [kind, ticket],
    )
