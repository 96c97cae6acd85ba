"""What the processes of a desk hold."""

from pathlib import Path

from tests.services.desk import descendants


def megabytes(pid: int) -> float:
    """Proportional set size of a process and all below it, in MB (1,048,576 bytes)."""
    total = 0
    for one in [pid, *descendants(pid)]:
        for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024
