"""The key that a first set-up from another machine needs: who has it can read this machine's terminal.

Only the standard library is imported here: the supervisor prints the key without loading Django.
"""

import base64
import hmac
import os
import secrets
from pathlib import Path

FILE = "setup.key"


def printed_key(data: Path) -> str:
    """The key of the first set-up, made when there is none; empty once the desk has been set up.

    `data` is the data folder, MADANG_DATA. Two processes that ask at once get the same key.
    """
    file = data / FILE
    if not file.exists():
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make(file)
    return file.read_text(encoding="ascii").strip()


def is_the_key(data: Path, given: str) -> bool:
    """Whether `given` is the key, however its letters and hyphens were typed. A spent key opens nothing."""
    key = printed_key(data)
    return bool(key) and hmac.compare_digest(_plain(key).encode(), _plain(given).encode())


def spend_key(data: Path) -> None:
    """Make the key worthless: the desk has been set up. The file stays, so that no new one is made."""
    file = data / FILE
    if not file.exists() or file.stat().st_size:
        file.write_text("", encoding="ascii")


def _make(file: Path) -> None:
    """Write the whole key before the file has its name, so that nobody reads half of it."""
    unnamed = file.with_name(f"{FILE}.{secrets.token_hex(8)}")
    with unnamed.open("x", encoding="ascii") as new:
        unnamed.chmod(0o600)
        new.write(_written(secrets.token_bytes(10)))
    try:
        os.link(unnamed, file)
    except FileExistsError:
        pass
    finally:
        unnamed.unlink()


def _written(random: bytes) -> str:
    letters = base64.b32encode(random).decode("ascii").lower()
    return "-".join(letters[place : place + 4] for place in range(0, len(letters), 4))


def _plain(key: str) -> str:
    return "".join(letter for letter in key.lower() if letter.isalnum())
