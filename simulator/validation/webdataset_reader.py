"""A strict reader of WebDataset's tars: a sample is the run of members whose names agree up to the first dot."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


class WebDatasetError(Exception):
    """A shard that readers would refuse or group wrongly. reason: what is wrong."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Shard:
    """Where each sample's members lie in the file, by extension: offset and size in bytes."""

    file: Path
    samples: Mapping[str, Mapping[str, tuple[int, int]]]

    def read(self, key: str, extension: str) -> bytes:
        """A member."""
        offset, size = self.samples[key][extension]
        with self.file.open("rb") as stream:
            stream.seek(offset)
            return stream.read(size)

    def arrays(self, key: str, extension: str) -> dict[str, NDArray[Any]]:
        """The arrays of a member."""
        try:
            with np.load(io.BytesIO(self.read(key, extension))) as archive:
                return {name: archive[name] for name in archive.files}
        except Exception as fault:  # zip, zlib and numpy each have errors of their own
            raise WebDatasetError(f"{key}.{extension} cannot be read ({fault})") from None


def read_shard(file: Path) -> Shard:
    """The members of a tar, grouped as WebDataset groups them."""
    samples: dict[str, dict[str, tuple[int, int]]] = {}
    last = ""
    try:
        with tarfile.open(file, "r:") as tar:
            members = tar.getmembers()
    except (tarfile.TarError, OSError) as fault:
        raise WebDatasetError(f"is no whole tar ({fault})") from None
    for member in members:
        folder, _, base = member.name.rpartition("/")
        stem, dot, extension = base.partition(".")
        key = f"{folder}/{stem}" if folder else stem
        if not member.isfile() or not dot:
            raise WebDatasetError(f"{member.name} is no file of a sample")
        if key != last and key in samples:
            raise WebDatasetError(f"{member.name} stands apart from the other files of {key}: they make two samples")
        if extension in samples.setdefault(key, {}):
            raise WebDatasetError(f"{member.name} stands twice")
        samples[key][extension] = (member.offset_data, member.size)
        last = key
    return Shard(file=file, samples=samples)
