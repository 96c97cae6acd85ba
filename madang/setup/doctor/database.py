"""The database, and the clock that its rows were written by."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madang.brands.models import Desk
from madang.history.models import Event

from .findings import Finding, note, well, wrong

RELEASED = datetime(2026, 1, 1, tzinfo=UTC)
"""No clock that is right stands before this version was written."""

TOLERATED = timedelta(minutes=1)


def reachable() -> Iterator[Finding]:
    """Whether the database answers, takes writes and has all migrations."""
    about = _("Database")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (OperationalError, DatabaseError, OSError) as error:
        words = _("%(where)s doesn't answer (%(error)s). Check DATABASE_URL and whether it runs.")
        yield wrong(about, words % {"where": _where(), "error": str(error).strip()})
        return
    if missing:
        words = ngettext(
            "%(n)s migration is missing. Run: madang migrate (“madang serve” does it by itself)",
            "%(n)s migrations are missing. Run: madang migrate (“madang serve” does it by itself)",
            len(missing),
        )
        yield wrong(about, words % {"n": len(missing)})
        return
    yield well(about, _("%(where)s answers and is up to date.") % {"where": _where()})


def clock() -> Iterator[Finding]:
    """Whether this machine's clock agrees with the database's, and with what happened already."""
    about, now = _("Clock"), datetime.now(tz=UTC)
    newest = Event.objects.order_by("-pk").values_list("created_at", flat=True).first()
    if now < RELEASED or (newest is not None and now + TOLERATED < newest):
        words = _("It says %(now)s, which is before what happened already. Set it, best by network time.")
        yield wrong(about, words % {"now": f"{now:%Y-%m-%d %H:%M} UTC"})
        return
    apart = _apart_from_database(now)
    if apart is not None and apart > TOLERATED:
        words = _(
            "This machine's clock and the database's are %(seconds)s seconds apart. Set both by network time."
        )
        yield wrong(about, words % {"seconds": int(apart.total_seconds())})
        return
    yield well(about, _("It says %(now)s.") % {"now": f"{now:%Y-%m-%d %H:%M} UTC"})


def desk() -> Iterator[Finding]:
    """Whether somebody set the desk up."""
    this = Desk.objects.first()
    if this is None:
        words = _("It is not set up yet. Open %(url)s, or run: madang setup --help")
        yield note(_("Desk"), words % {"url": settings.MADANG.url})
        return
    yield well(_("Desk"), _("“%(name)s” is set up.") % {"name": this.name})


def _apart_from_database(now: datetime) -> timedelta | None:
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs: datetime = cursor.fetchone()[0]
    return abs(now - theirs)


def _where() -> str:
    if not settings.MADANG.on_postgres:
        return "SQLite"
    parts = urlsplit(settings.MADANG.database_url)
    return f"PostgreSQL ({parts.hostname or '127.0.0.1'}:{parts.port or 5432})"
