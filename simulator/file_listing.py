"""The list of a dataset's files with hash and size, compact enough for millions of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from simulator.publish import file_entry


class FileListing:
    """Files by their paths from the dataset's folder."""

    def __init__(self) -> None:
        # As JSON, which it is read as and written as: a mapping would take four times as much memory.
        self._files: dict[str, bytes] = {}

    def add(self, entry: Mapping[str, Any]) -> None:
        """One more file. entry: as manifests list it."""
        # A copy, for orjson leaves its results the kilobyte in which it began them.
        self._files[entry["path"]] = bytes(memoryview(orjson.dumps(entry)))

    def add_file(self, out: Path, path: str) -> None:
        """One more file of a dataset, as it is on the disk."""
        self.add(file_entry(out, out / path))

    def __contains__(self, path: str) -> bool:
        return path in self._files

    def lines(self) -> Iterator[bytes]:
        """Every file as JSON, sorted by path."""
        return (self._files[path] for path in sorted(self._files))
