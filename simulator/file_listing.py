"""The list of a dataset's files with hash and size, compact enough for millions of them."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import orjson

from simulator.files import sha256_of

_PACKED = struct.Struct("<32sQ")
"""A SHA-256 and a size: as text they would take four times as much."""


class FileListing:
    """Files by their paths from the dataset's folder."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}

    def add(self, path: str, sha256: str, size_bytes: int) -> None:
        """One more file. sha256: in hex."""
        self._files[path] = _PACKED.pack(bytes.fromhex(sha256), size_bytes)

    def add_file(self, out: Path, path: str) -> None:
        """One more file of a dataset, as it is on the disk."""
        self.add(path, sha256_of(out / path), (out / path).stat().st_size)

    def __contains__(self, path: str) -> bool:
        return path in self._files

    def lines(self) -> Iterator[bytes]:
        """Every file as JSON, sorted by path."""
        for path in sorted(self._files):
            digest, size = _PACKED.unpack(self._files[path])
            yield orjson.dumps({"path": path, "sha256": digest.hex(), "bytes": size})
