"""What the figures were measured on."""

import os
import platform
import sqlite3
from pathlib import Path


def describe() -> dict[str, str]:
    """The machine in words that help to compare: processor, cores, memory, kernel, Python, SQLite."""
    return {
        "processor": _field("/proc/cpuinfo", "model name"),
        "cores": str(os.cpu_count()),
        "memory": f"{int(_field('/proc/meminfo', 'MemTotal').split()[0]) / 1024 / 1024:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }


def load_now() -> float:
    """The load of the last minute: above 0.5 before a measurement means that others are at work here."""
    return os.getloadavg()[0]


def _field(file: str, name: str) -> str:
    for line in Path(file).read_text().splitlines():
        label, _, value = line.partition(":")
        if label.strip() == name:
            return value.strip()
    return "unknown 0"
