"""Whether the data folder can be used at all. Only the standard library: without the folder, nothing else starts."""

import os
from pathlib import Path


def trouble_with(data: Path) -> str:
    """Why nothing can be kept in the data folder, as a sentence that says what to do; empty when all is well."""
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        return f"The data folder {data} can't be made ({error.strerror}). Set MADANG_DATA to one that can."
    if not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        return f"The data folder {data} can't be written to. Give this user the right to, or set MADANG_DATA."
    return ""
