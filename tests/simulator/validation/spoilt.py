"""A copy of a dataset in which a file can be spoilt, with manifests that hide it, as a faulty writer would."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

Json = dict[str, Any]
MANIFEST = "record/manifest.json"


class Spoilt:
    """Files are hard links to the whole dataset's until they are written."""

    def __init__(self, whole: Path, root: Path) -> None:
        self.root = root
        for path in whole.rglob("*"):
            if path.is_file():
                target = root / path.relative_to(whole)
                target.parent.mkdir(parents=True, exist_ok=True)
                os.link(path, target)

    def read(self, file: str) -> bytes:
        return (self.root / file).read_bytes()

    def write(self, file: str, data: bytes) -> None:
        """Leaves the manifests as they are."""
        (self.root / file).unlink(missing_ok=True)
        (self.root / file).parent.mkdir(parents=True, exist_ok=True)
        (self.root / file).write_bytes(data)

    def rewrite(self, file: str, data: bytes) -> None:
        """And corrects what the manifests say of the file."""
        self.write(file, data)
        entry = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        self._list(file, lambda old: {**old, **entry})

    def remove(self, file: str) -> None:
        """The file, and every mention in the manifests."""
        (self.root / file).unlink()
        self._list(file, lambda old: None)

    def change(self, file: str, change: Callable[[bytes], bytes]) -> None:
        self.rewrite(file, change(self.read(file)))

    def json(self, file: str, change: Callable[[Json], object]) -> None:
        """Changes an object in place."""
        found = json.loads(self.read(file))
        change(found)
        self.rewrite(file, json.dumps(found).encode())

    def lines(self, file: str, change: Callable[[list[Json]], object]) -> None:
        """Changes the objects of a file of JSON lines in place."""
        found = [json.loads(line) for line in self.read(file).splitlines()]
        change(found)
        self.rewrite(file, b"".join(json.dumps(one).encode() + b"\n" for one in found))

    def states(self, clip: int, change: Callable[[Json], object]) -> None:
        """Changes every frame's state."""
        self.lines(f"record/frames/{clip:06d}.jsonl", lambda states: [change(state) for state in states])

    def array(self, clip: int, member: str, change: Callable[[np.ndarray], np.ndarray]) -> None:
        """Changes one array of the recorded points."""
        file, out = f"record/points/{clip:06d}.npz", io.BytesIO()
        with zipfile.ZipFile(self.root / file) as old, zipfile.ZipFile(out, "w") as new:
            for name in old.namelist():
                array = np.load(io.BytesIO(old.read(name)))
                with new.open(name, "w") as stream:
                    np.save(stream, change(array) if name == member else array)
        self.rewrite(file, out.getvalue())

    def _list(self, file: str, change: Callable[[Json], Json | None]) -> None:
        manifests = [path.relative_to(self.root).as_posix() for path in (self.root / "record/shards").iterdir()]
        for manifest in [*sorted(manifests), MANIFEST]:
            try:
                found = json.loads(self.read(manifest))
            except json.JSONDecodeError:  # it is the one that has been cut
                continue
            if not any(entry["path"] == file for entry in found["files"]):
                continue
            entries = [change(entry) if entry["path"] == file else entry for entry in found["files"]]
            found["files"] = [entry for entry in entries if entry is not None]
            data = json.dumps(found).encode()
            self.write(manifest, data)
            if manifest != MANIFEST:
                self.rewrite(manifest, data)
