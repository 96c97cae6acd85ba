"""A Django database engine for one SQLite file that several processes and threads write at once.

`ENGINE = "madang.lib.sqlite"`. OPTIONS, besides those of Django's own engine:

- `write_lock`: path of the lock file; every write transaction of every process waits its turn there.
  Absent, or with a database in memory, there is none.
- `synchronous`: FULL (the default: a committed transaction survives a power cut) or NORMAL.

`transaction.atomic()` takes the turn even when it only reads. Read outside of it.
"""
