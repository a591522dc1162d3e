"""Files come from strangers: what is read of them, how much, and never anything outside their folder."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

from scenes.errors import InputFileError

MAX_FILE_BYTES = 256 * 2**20
"""Of one file; chosen: a scan of two million triangles as text."""
MAX_DATA_URI_BYTES = 64 * 2**20
"""Of data inside a glTF's JSON, which is base64; chosen: larger ones belong into a .bin or a .glb."""
MAX_FILES = 256
"""Files that one asset may refer to; chosen."""
MAX_TRIANGLES = 2_000_000
"""Of one asset; chosen: as many as a whole street has (the renderer keeps that many meshes)."""
MAX_VERTICES = 3 * MAX_TRIANGLES
"""Of one asset: each triangle may have its own."""
MAX_NODES = 4096
"""Nodes, links or meshes of one asset; chosen."""
MAX_DEPTH = 64
"""Of nested nodes and XML elements; chosen."""
MAX_ELEMENTS = 500_000
"""XML elements of one file; chosen."""
MAX_IMAGES = 64
"""Of one asset; chosen."""

_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.\-]*:")


def contained(reference: str, folder: Path, root: Path, file: Path) -> Path:
    """The path that a reference of `file` means, relative to `folder`, which lies in `root`.

    Raises InputFileError for a URL, an absolute path and a path (or link) that leaves `root`; nothing is opened.
    """
    if _SCHEME.match(reference):
        raise InputFileError(str(file), None, f"refers to '{_short(reference)}'; only files beside it are read")
    if "\x00" in reference or "\\" in reference or reference.startswith(("/", "~")):
        raise InputFileError(str(file), None, f"refers to '{_short(reference)}'; allowed: a relative path with '/'")
    path = (folder / reference).resolve()
    if not path.is_relative_to(root.resolve()):
        raise InputFileError(
            str(file), None, f"refers to '{_short(reference)}', which leaves the asset's folder {root}"
        )
    return path


def read_limited(path: Path, most_bytes: int = MAX_FILE_BYTES) -> bytes:
    """A regular file's bytes. Raises InputFileError where it is missing (with the nearest name), none or too large."""
    if not path.is_file():
        near = []
        if path.parent.is_dir():
            near = difflib.get_close_matches(path.name, sorted(p.name for p in path.parent.iterdir()), n=1, cutoff=0.5)
        raise InputFileError(str(path), None, "no such file." + (f" Did you mean '{near[0]}'?" if near else ""))
    size = path.stat().st_size
    if size > most_bytes:
        raise InputFileError(str(path), None, f"has {size} bytes, allowed: {most_bytes}")
    return path.read_bytes()


def require(count: int, most: int, what: str, file: Path) -> None:
    """Raises InputFileError where a file claims more than is allowed, or less than nothing."""
    if not 0 <= count <= most:
        raise InputFileError(str(file), None, f"has {count} {what}, allowed: 0 to {most}")


class Folder:
    """Answers a reader's references with files of the asset's folder, and remembers which; trimesh calls it a resolver.

    read: bytes by path relative to the root, for the asset's digest. refused: what was asked and not given, in order.
    """

    def __init__(self, root: Path, file: Path) -> None:
        self._root = root
        self._file = file
        self.read: dict[str, bytes] = {}
        self.refused: list[InputFileError] = []
        self.missing: list[str] = []

    def get(self, name: str) -> bytes:
        """The bytes of a referred file. Raises ValueError after noting the refusal: readers swallow faults."""
        try:
            path = contained(str(name).strip(), self._file.parent, self._root, self._file)
            return self.own(path)
        except InputFileError as fault:
            if "no such file" in str(fault):
                self.missing.append(str(name))
            else:
                self.refused.append(fault)
            raise ValueError(str(fault)) from fault

    def __getitem__(self, name: str) -> bytes:
        return self.get(name)

    def own(self, path: Path) -> bytes:
        """The bytes of a file whose path is known to lie in the root."""
        key = path.resolve().relative_to(self._root.resolve()).as_posix()
        if key not in self.read:
            require(len(self.read) + 1, MAX_FILES, "referred files", self._file)
            self.read[key] = read_limited(path)
        return self.read[key]

    def namespaced(self, namespace: str) -> Folder:
        """Readers of scenes ask for it; names stay relative to the file."""
        del namespace
        return self

    def check(self) -> None:
        """Raises the first refusal."""
        if self.refused:
            raise self.refused[0]


def _short(reference: str) -> str:
    return reference if len(reference) <= 80 else f"{reference[:60]}... ({len(reference)} characters)"
