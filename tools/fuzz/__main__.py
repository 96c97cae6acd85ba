"""`python -m tools.fuzz TARGET [SECONDS]`: give what reads mail bytes that nobody would write.

Atheris changes what it begins with by what it sees the code do, and keeps what leads it further in var/fuzz.
A find is written there as crash-… or timeout-…: mend it, shorten it, and keep it as a test (a mail in
tests/mails). It needs requirements/fuzz.txt, which nothing else does.
"""

import importlib
import sys
from pathlib import Path
from typing import Any

from tools.fuzz.targets import TARGETS

ROOT = Path(__file__).resolve().parent.parent.parent
FOUND = ROOT / "var" / "fuzz"
SECONDS_FOR_ONE = 120
AN_HOUR = 3600


def main(arguments: list[str]) -> None:
    """Fuzz a target for the named number of seconds, one hour by default; libFuzzer ends the process."""
    if not 1 <= len(arguments) <= 2 or arguments[0] not in TARGETS:
        sys.exit(f"usage: python -m tools.fuzz {'|'.join(TARGETS)} [SECONDS]")
    target = TARGETS[arguments[0]]
    seconds = int(arguments[1]) if len(arguments) == 2 else AN_HOUR
    try:
        atheris: Any = importlib.import_module("atheris")
    except ImportError:
        sys.exit("Atheris is missing: pip install --require-hashes -r requirements/fuzz.txt")
    with atheris.instrument_imports(include=list(target.watched)):
        read = target.prepare()

    own = FOUND / arguments[0]
    grown, begun = own / "grown", own / "begun"
    for folder in (grown, begun):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds(ROOT)):
        (begun / str(number)).write_bytes(seed)
    options = [
        f"-max_total_time={seconds}",
        f"-max_len={target.longest}",
        f"-timeout={SECONDS_FOR_ONE}",
        f"-artifact_prefix={own}/",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, str(grown), str(begun)], read)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
