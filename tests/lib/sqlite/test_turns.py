"""What the engine promises: one writer at a time, everybody gets a turn, and nobody keeps it by dying."""

import contextlib
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import IntegrityError, OperationalError, ProgrammingError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from madang.lib.sqlite.base import DatabaseWrapper
from madang.lib.sqlite.turns import WriteTurn

from .conftest import StartWriter


def held(database: BaseDatabaseWrapper) -> bool:
    assert isinstance(database, DatabaseWrapper)
    assert database.write_turn is not None
    return database.write_turn.held


def write(writer: str = "thread") -> None:
    with connections["turns"].cursor() as cursor:
        cursor.execute("INSERT INTO entry (writer) VALUES (%s)", [writer])


def number(database: BaseDatabaseWrapper) -> int:
    with database.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM entry")
        return int(cursor.fetchone()[0])


def in_threads(count: int, act: Callable[[], None]) -> list[BaseException]:
    failures: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as error:
            failures.append(error)
        finally:
            connections["turns"].close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def test_four_processes_and_this_one_write_without_a_locked_database(
    database: BaseDatabaseWrapper, start_writer: StartWriter
) -> None:
    writers = [start_writer(80) for _ in range(4)]
    for _ in range(100):
        write()
    for process in writers:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    assert number(database) == 4 * 2 * 80 + 100


def test_a_writer_killed_in_its_transaction_leaves_the_turn_to_the_next(
    database: BaseDatabaseWrapper, start_writer: StartWriter
) -> None:
    process = start_writer("hold")
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    process.kill()
    began = time.monotonic()
    write()
    assert time.monotonic() - began < 2
    assert number(database) == 1


def test_eight_threads_get_their_turns_alike(database: BaseDatabaseWrapper) -> None:
    turns: dict[int, int] = {}
    longest: list[float] = []
    end = time.monotonic() + 2

    def act() -> None:
        mine, slowest = 0, 0.0
        while (began := time.monotonic()) < end:
            with transaction.atomic(using="turns"):
                write()
            slowest = max(slowest, time.monotonic() - began)
            mine += 1
        turns[threading.get_ident()] = mine
        longest.append(slowest)

    assert not in_threads(8, act)
    assert min(turns.values()) > max(turns.values()) / 4
    assert max(longest) < 5
    assert number(database) == sum(turns.values())


def test_reading_waits_for_nobody(database: BaseDatabaseWrapper, start_writer: StartWriter) -> None:
    process = start_writer("hold")
    assert process.stdout is not None
    process.stdout.readline()
    assert number(database) == 0
    with database.cursor() as cursor:
        cursor.execute("WITH some AS (SELECT 1 AS one) SELECT one FROM some")
        cursor.fetchall()
    assert not held(database)


def test_who_waits_too_long_is_told_why(database: BaseDatabaseWrapper, lock: Path) -> None:
    hasty = WriteTurn(str(lock), patience=0.1)
    with (
        transaction.atomic(using="turns"),
        pytest.raises(OperationalError, match="another process keeps a transaction open"),
    ):
        hasty.take()
    hasty.take()
    hasty.close()


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(OperationalError, match="nowhere"):
        WriteTurn(str(tmp_path / "nowhere" / "lock")).take()


def test_a_transaction_keeps_the_turn_and_its_end_gives_it_back(database: BaseDatabaseWrapper) -> None:
    with transaction.atomic(using="turns"):
        assert held(database)
        with transaction.atomic(using="turns"):
            write()
        assert held(database)
    assert not held(database)


def test_a_rolled_back_transaction_gives_the_turn_back(database: BaseDatabaseWrapper) -> None:
    with transaction.atomic(using="turns"):
        write()
        transaction.set_rollback(True, using="turns")
    assert not held(database)
    assert number(database) == 0


def test_a_commit_that_fails_gives_the_turn_back(database: BaseDatabaseWrapper) -> None:
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(using="turns"),
        database.cursor() as cursor,
    ):
        cursor.execute("INSERT INTO child (entry) VALUES (42)")
    assert not held(database)
    write()


def test_a_begin_that_fails_gives_the_turn_back(
    database: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "transaction_mode", "NONSENSE")
    with pytest.raises(OperationalError), transaction.atomic(using="turns"):
        pass
    assert not held(database)


def test_a_connection_that_is_closed_gives_the_turn_back(database: BaseDatabaseWrapper, lock: Path) -> None:
    with contextlib.suppress(ProgrammingError), transaction.atomic(using="turns"):
        write()
        database.close()
        WriteTurn(str(lock), patience=0.1).take()
    database.close()
    assert number(database) == 0


def test_a_write_of_its_own_takes_the_turn_for_as_long_as_it_lasts(
    database: BaseDatabaseWrapper, lock: Path
) -> None:
    write()
    assert not held(database)
    with database.cursor() as cursor:
        cursor.execute("INSERT INTO entry (writer) VALUES ('me') RETURNING id")
        assert held(database)
        cursor.fetchone()
    assert not held(database)
    with database.cursor() as cursor:
        cursor.executemany("INSERT INTO entry (writer) VALUES (%s)", [["a"], ["b"]])
    assert not held(database)


def test_a_write_that_fails_gives_the_turn_back(database: BaseDatabaseWrapper) -> None:
    with pytest.raises(OperationalError), database.cursor() as cursor:
        cursor.execute("INSERT INTO nowhere (writer) VALUES (1)")
    assert not held(database)


def test_a_transaction_without_a_block_keeps_the_turn_too(database: BaseDatabaseWrapper) -> None:
    database.set_autocommit(False)
    write()
    assert held(database)
    database.commit()
    assert not held(database)
    write()
    database.rollback()
    assert not held(database)
    database.set_autocommit(True)
    assert number(database) == 1


def test_threads_exclude_each_other(database: BaseDatabaseWrapper) -> None:
    inside: list[int] = []
    most: list[int] = []

    def act() -> None:
        for _ in range(20):
            with transaction.atomic(using="turns"):
                inside.append(1)
                most.append(len(inside))
                write()
                inside.pop()

    assert not in_threads(4, act)
    assert max(most) == 1


def test_the_connection_is_durable_and_small(database: BaseDatabaseWrapper) -> None:
    def pragma(name: str) -> object:
        with database.cursor() as cursor:
            return cursor.execute(f"PRAGMA {name}").fetchone()[0]

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2  # FULL
    assert pragma("foreign_keys") == 1
    assert pragma("cache_size") == -2048
    assert pragma("busy_timeout") == 20_000


def test_a_database_in_memory_has_no_turns(database: BaseDatabaseWrapper) -> None:
    memory = DatabaseWrapper({**database.settings_dict, "NAME": ":memory:"}, alias="memory")
    with memory.cursor() as cursor:
        cursor.execute("CREATE TABLE entry (writer text)")
    assert memory.write_turn is None
