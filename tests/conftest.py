"""What every test may ask for by name. The cast of people belongs to the tests of the packages that have them."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import TransactionTestCase
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from madang.lib import once
from tests.emptying import empty_tables
from tests.services import chromium
from tests.services.desk import LiveDesk
from tests.services.mail import MailServer, running_mail_server
from tests.services.migrated import copy_migrated, copy_migrated_on
from tests.services.postgres import drop_database, running_postgres
from tests.services.redis import running_redis

pytest_plugins = ["tests.cast"]

NEEDS_A_DATABASE = {"db", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL `make test` runs what needs a database, without browsers."""
    if os.environ.get("TESTS_OF_THE_DATABASE_ONLY"):
        kept = [item for item in items if needs_a_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if not needs_a_database(item)])
        items[:] = kept


def needs_a_database(item: pytest.Item) -> bool:
    """Whether the test asks for Django's database, by mark or by fixture."""
    fixtures = set(getattr(item, "fixturenames", ()))
    if item.get_closest_marker("browser"):
        return False
    return item.get_closest_marker("django_db") is not None or bool(NEEDS_A_DATABASE & fixtures)


@pytest.fixture(autouse=True)
def desks_language() -> Iterator[None]:
    """Each test begins in the desk's own language, whatever the one before it switched to."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def nothing_shared() -> None:
    """Each test begins without what was kept for all: its events have the ids of another's."""
    once.forget_all()


@pytest.fixture(scope="session", autouse=True)
def quick_emptying() -> Iterator[None]:
    """After a test that committed, only the tables that have rows are emptied."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_tables)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """Test databases are copies of a migrated one. On SQLite they are files, as desks' are: in memory there is
    neither WAL nor a second process."""
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        file = settings.MADANG.data / "test.sqlite3"
        copy_migrated(file)
        database.setdefault("TEST", {})["NAME"] = str(file)
    else:
        copy_migrated_on(os.environ["DATABASE_URL"], name=database["TEST"]["NAME"])


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Django takes the database that is there."""
    return True


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a throw-away PostgreSQL; the one that `make test` started, when it did."""
    given = os.environ.get("TESTS_POSTGRES")
    if given:
        yield given
        return
    with running_postgres() as address:
        yield address


@pytest.fixture
def postgres_database(postgres_server: str) -> Iterator[str]:
    """The address of a database with all tables and nothing in them, dropped after the test."""
    address = copy_migrated_on(postgres_server)
    yield address
    drop_database(address)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The address of a throw-away Redis; the one that `make test` started, when it did."""
    given = os.environ.get("TESTS_REDIS")
    if given:
        yield given
        return
    with running_redis() as address:
        yield address


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """An outgoing mail server that takes everything, until told otherwise."""
    with running_mail_server() as server:
        yield server


MakeDesk = Callable[..., LiveDesk]


@pytest.fixture
def make_desk(tmp_path: Path) -> Iterator[MakeDesk]:
    """Makes installations: `make_desk(database_url=…, redis_url=…, MADANG_SMTP_URL=…)`; nothing is started yet."""
    made: list[LiveDesk] = []

    def make(
        *, database_url: str = "", redis_url: str = "", from_nothing: bool = False, **settings: str
    ) -> LiveDesk:
        desk = LiveDesk(
            tmp_path / f"desk{len(made)}",
            database_url=database_url,
            redis_url=redis_url,
            settings=settings,
            from_nothing=from_nothing,
        )
        made.append(desk)
        return desk

    yield make
    for desk in made:
        desk.stop_all()


@pytest.fixture
def live_desk(make_desk: MakeDesk) -> LiveDesk:
    """A whole desk that serves, as `make run` starts it: an empty database, nothing set up."""
    desk = make_desk()
    desk.serve()
    return desk


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Playwright, for the tests of one file: it keeps an event loop in this thread, which others need free."""
    with sync_playwright() as started, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Django refuses its database beside a running loop
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium without a window."""
    program = chromium.program()
    assert program, "Chromium is not installed; on Debian: apt-get install chromium-headless-shell"
    launched = playwright.chromium.launch(
        executable_path=program, headless=True, args=list(chromium.ARGUMENTS)
    )
    yield launched
    launched.close()


MakeContext = Callable[..., BrowserContext]


@pytest.fixture
def make_context(browser: Browser) -> Iterator[MakeContext]:
    """Makes browsers that share nothing: `make_context(locale="ko-KR", viewport=…, color_scheme="dark")`.

    A script's error, or anything the content security policy had to stop, fails the test at its end.
    """
    made: list[BrowserContext] = []
    complaints: list[str] = []

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(**{"locale": "en-US", "timezone_id": "Asia/Seoul", **options})
        context.set_default_timeout(10_000)
        context.on("weberror", lambda failure: complaints.append(str(failure.error)))
        context.on("console", lambda line: complaints.append(line.text) if _is_complaint(line.text) else None)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()
    assert not complaints, "the browser complained: " + "; ".join(complaints)


def _is_complaint(line: str) -> bool:
    return "Content Security Policy" in line or line.startswith("Uncaught")


@pytest.fixture
def page(make_context: MakeContext) -> Page:
    """A page of a browser of its own."""
    return make_context().new_page()
