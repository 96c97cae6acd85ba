"""`python -m tools.fuzz mail [SECONDS]`: give the reading of mails bytes that nobody would write.

Atheris changes the mails of tests/mails by what it sees the code do, and keeps what leads it further in
var/fuzz. A find is written there as crash-… or timeout-…: mend it, shorten it, and keep it in tests/mails.
It needs requirements/fuzz.txt, which nothing else does.
"""

import importlib
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOUND = ROOT / "var" / "fuzz"
LONGEST_MAIL = 20_000
SECONDS_FOR_ONE = 120
AN_HOUR = 3600


def main(arguments: list[str]) -> None:
    """Fuzz for the named number of seconds, one hour by default; libFuzzer ends the process."""
    if arguments[:1] != ["mail"] or len(arguments) > 2:
        sys.exit("usage: python -m tools.fuzz mail [SECONDS]")
    seconds = int(arguments[1]) if len(arguments) == 2 else AN_HOUR
    try:
        atheris: Any = importlib.import_module("atheris")
    except ImportError:
        sys.exit("Atheris is missing: pip install --require-hashes -r requirements/fuzz.txt")
    with atheris.instrument_imports(include=["madang.channels.kinds", "madang.lib.html", "madang.lib.mime"]):
        from madang.channels.kinds import email
    from tests.channels.promises import must_be_cut_well, must_be_storable

    def read(raw: bytes) -> None:
        message = email.parse(raw)
        must_be_storable(message)
        must_be_cut_well(message)

    grown = FOUND / "grown"
    grown.mkdir(parents=True, exist_ok=True)
    options = [
        f"-max_total_time={seconds}",
        f"-max_len={LONGEST_MAIL}",
        f"-timeout={SECONDS_FOR_ONE}",
        f"-artifact_prefix={FOUND}/",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, str(grown), str(ROOT / "tests" / "mails")], read)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
