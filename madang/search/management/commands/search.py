"""`madang search rebuild`."""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand

from madang.search.rebuilding import begin, step, under_way


class Command(BaseCommand):
    help = "Build the search index again. It can be stopped and goes on where it was; search works meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        rebuild = parser.add_subparsers(dest="action", required=True).add_parser("rebuild", help=self.help)
        rebuild.add_argument(
            "--again", action="store_true", help="begin anew, even if one was stopped half-way"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        rebuild = None if options["again"] else under_way()
        if rebuild is None:
            rebuild = begin()
        else:
            self.stdout.write("Going on where it stopped.")
        started, done = monotonic(), 0
        while (progress := step(rebuild)) is not None:
            done += progress.indexed
            rate = done / max(monotonic() - started, 0.001)
            self.stdout.write(f"{progress.what}: {progress.left:,} left, {rate:,.0f} a second", ending="\r")
            self.stdout.flush()
        self.stdout.write(f"\nIndexed {done:,} messages and people in {monotonic() - started:,.0f} s.")
