"""A process that writes to a database: `writer.py FILE LOCK COUNT`, or `hold` to keep the turn till it is killed."""

import sys
import time
from typing import Any

import django
from django.conf import settings


def configure(file: str, lock: str) -> None:
    database: dict[str, Any] = {"ENGINE": "madang.lib.sqlite", "NAME": file, "OPTIONS": {"write_lock": lock}}
    settings.configure(DATABASES={"default": database}, USE_TZ=True)
    django.setup()


def main() -> None:
    file, lock, count = sys.argv[1:]
    configure(file, lock)
    from django.db import connection, transaction

    if count == "hold":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO entry (writer) VALUES ('killed')")
            print("held", flush=True)
            time.sleep(60)
    for _ in range(int(count)):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM entry")
            cursor.execute("INSERT INTO entry (writer) VALUES ('process')")
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO entry (writer) VALUES ('alone') RETURNING id")
            cursor.fetchone()


if __name__ == "__main__":
    main()
