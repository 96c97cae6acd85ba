"""`make bench`: measure a desk and keep the figures in bench/results.md.

python -m bench                    SQLite at 10,000, 100,000 and a million tickets, PostgreSQL at a million
python -m bench --sizes 10000      smaller
python -m bench --no-postgresql    SQLite alone
python -m bench --add --sizes 100  one more size beside the figures that are kept
python -m bench --folder DIR       keep the filled desks there, and use them again next time
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.services.desk import LiveDesk
from tests.services.postgres import fresh_database, running_postgres

from . import live, machine, mailbox, pages
from .browser import OWNER, PASSWORD
from .memory import megabytes

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "bench" / "results.json"
READABLE = ROOT / "bench" / "results.md"
TEAM = 50
Figures = dict[str, dict[str, str]]
SETTINGS = {"MADANG_LOG": "warning", "MADANG_PRIVATE_NETWORKS": "127.0.0.0/8"}  # its mail server is here


def main() -> int:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--postgresql-size", type=int, default=1_000_000)
    parser.add_argument("--no-postgresql", action="store_true")
    parser.add_argument(
        "--postgresql", help="the address of a database to use in place of a server of its own"
    )
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--add", action="store_true", help="add these sizes to the figures that are kept")
    parser.add_argument("--fill-only", action="store_true")
    parser.add_argument("--mails", type=int, default=1500)
    parser.add_argument("--answers", type=int, default=10_000)
    parser.add_argument("--waiting", type=int, default=50_000, help="messages in a mailbox that is caught up")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",") if size]
    figures: Figures = {"machine": {**machine.describe(), "load before": f"{machine.load_now():.2f}"}}

    if options.add:
        figures = json.loads(KEPT.read_text())

    with _folder(options.folder) as folder:
        if options.fill_only:
            for size in sizes:
                _stage(_desk(folder / f"sqlite-{size}", ""), "fill", size)
            if options.postgresql:
                _stage(_desk(folder / "postgresql", options.postgresql), "fill", options.postgresql_size)
            return 0
        if not options.add:
            sample = _desk(folder / "sqlite-sample", "")
            _keep(figures, "SQLite, the sample alone", _stage(sample, "mails", options.mails))
        _measure_sqlite(folder, sizes, options.mails, figures)
        if options.answers:
            _keep(
                figures,
                "answers going out",
                _stage(_desk(folder / "sending", ""), "sending", options.answers),
            )
        if options.waiting:
            _keep(figures, "a mailbox caught up", mailbox.measure(options.waiting))
        if not options.no_postgresql:
            with _postgres(options.postgresql) as address:
                _measure_postgres(folder, address, options.postgresql_size, options.mails, figures)
    return 0


def _measure_sqlite(folder: Path, sizes: list[int], mails: int, figures: Figures) -> None:
    for size in sizes:
        desk = _desk(folder / f"sqlite-{size}", "")
        _stage(desk, "fill", size)
        if "start and memory" not in figures:
            _keep(figures, "start and memory", _start(desk))
            _keep(figures, "live streams", _listening(desk))
        name = f"SQLite, {size:,} tickets"
        _keep(figures, name, _serving(desk))
        _keep(figures, name, _stage(desk, "mails", mails))


def _measure_postgres(folder: Path, address: str, size: int, mails: int, figures: Figures) -> None:
    desk = _desk(folder / "postgresql", address)
    name = f"PostgreSQL, {size:,} tickets"
    _stage(desk, "fill", size)
    _keep(figures, name, _serving(desk))
    _keep(figures, name, _stage(desk, "mails", mails))


def _desk(folder: Path, address: str) -> LiveDesk:
    set_up = folder / "set-up"
    desk = LiveDesk(folder, database_url=address, settings=SETTINGS)
    desk.madang("migrate", "--verbosity", "0")
    if set_up.exists():
        return desk
    owner = ("--owner-name", "한지우", "--owner-email", OWNER, "--owner-password", PASSWORD)
    brand = ("--brand", "등불 스토어", "--address", "help@lantern.example")
    desk.madang("setup", "--desk", "Bench", *owner, *brand, "--language", "ko")
    desk.madang("demo")
    set_up.touch()
    return desk


def _start(desk: LiveDesk) -> dict[str, str]:
    began = time.perf_counter()
    process = desk.serve()
    seconds = time.perf_counter() - began
    time.sleep(3)
    idle = megabytes(process.pid)
    _ = pages.measure(desk)
    loaded = megabytes(process.pid)
    desk.end(process)
    return {
        "a start, until pages and mail are answered": f"{seconds:.1f} s",
        "memory of all processes, idle (PSS)": f"{idle:.0f} MB",
        "memory of all processes, after load (PSS)": f"{loaded:.0f} MB",
    }


def _listening(desk: LiveDesk) -> dict[str, str]:
    process = desk.serve()
    try:
        return {
            what: figure
            for readers in (1, 100, 1000)
            for what, figure in _stage(desk, "readers", readers).items()
        }
    finally:
        desk.end(process)


def _serving(desk: LiveDesk) -> dict[str, str]:
    process = desk.serve()
    time.sleep(2)
    try:
        result = pages.measure(desk) | live.measure(desk) | _stage(desk, "team", TEAM)
        result |= _stage(desk, "depth", 0)
        result["memory of all processes (PSS)"] = f"{megabytes(process.pid):.0f} MB"
    finally:
        desk.end(process)
    return result


def _stage(desk: LiveDesk, step: str, number: int) -> dict[str, str]:
    finished = subprocess.run(
        [sys.executable, "-m", "bench.stage", step, str(number)],
        env=desk.environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    result: dict[str, str] = json.loads(finished.stdout.decode().splitlines()[-1])
    return result


def _keep(figures: Figures, name: str, measured: dict[str, str]) -> None:
    figures[name] = figures.get(name, {}) | measured
    print(f"\n{name}")
    for what, figure in measured.items():
        print(f"  {what:<52}{figure}", flush=True)
    KEPT.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n")
    READABLE.write_text(_readable(figures))


def _readable(figures: Figures) -> str:
    lines = [
        "# Figures",
        "",
        f"Measured by `make bench` on {datetime.now(UTC):%Y-%m-%d}. Two figures are the median and the 95th",
        "percentile. “Eight people” each open something every second; “without pause” is eight who ask again",
        "at once.",
    ]
    for name, measured in figures.items():
        lines += ["", f"## {name}", "", "| | |", "| --- | --- |"]
        lines += [f"| {what} | {figure} |" for what, figure in measured.items()]
    return "\n".join(lines) + "\n"


@contextmanager
def _postgres(given: str | None) -> Iterator[str]:
    if given is not None:
        yield given
        return
    with running_postgres() as server:
        yield fresh_database(server)


@contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        given.mkdir(parents=True, exist_ok=True)
        yield given
        return
    made = Path(tempfile.mkdtemp(prefix="madang-bench-", dir="/var/tmp"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


if __name__ == "__main__":
    raise SystemExit(main())
