"""What a description means that holds no more than the path of a file: the file's content at the time."""

from __future__ import annotations

import hashlib
from pathlib import Path

from scenes.errors import InputFileError


def checked_digest(file: str, expected: str) -> str:
    """Hash of a file's content as it is now; expected: what it must be, empty: anything.

    Raises InputFileError for a file that cannot be read or that was changed.
    """
    try:
        data = Path(file).expanduser().read_bytes()
    except OSError as fault:
        raise InputFileError(file, None, f"cannot be read ({fault.strerror})") from None
    found = hashlib.blake2b(data, digest_size=16).hexdigest()
    if expected not in {"", found}:
        raise InputFileError(file, None, f"has the digest {found}, expected {expected}: it was changed")
    return found
