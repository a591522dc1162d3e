"""What a clip's exporter has written so far, so that it can be listed or taken back."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from exporters.png import rgb_png
from simulator.frame import Frame, WrittenPicture


class ClipFiles:
    """The files of one clip under a root folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._written: list[str] = []

    def write(self, relative: str, data: bytes | memoryview) -> None:
        """Writes one file of the clip; folders are made as needed. Raises OSError where the disk refuses."""
        path = self._root / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        self._written.append(relative)
        path.write_bytes(data)

    def reserve(self, relative: str) -> Path:
        """Where a file of the clip will be that its exporter writes by itself, bit by bit."""
        path = self._root / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        self._written.append(relative)
        return path

    def write_picture(self, relative: str, frame: Frame, image: NDArray[np.uint8]) -> None:
        """Writes one of a frame's (H, W, 3) pictures as PNG; encoded once for all exporters, which share one file.

        Where the file system has no hard links each gets a copy. Raises OSError where the disk refuses.
        """
        known = frame.written.get(id(image))
        if known is None or not self._link(relative, known.path):
            self.write(relative, rgb_png(image))
            frame.written[id(image)] = WrittenPicture(image=image, path=(self._root / relative).absolute())

    def _link(self, relative: str, known: Path) -> bool:
        """Whether the file could be made as another name of a known one."""
        path = self._root / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            path.unlink(missing_ok=True)
            path.hardlink_to(known)
        except OSError:
            return False
        self._written.append(relative)
        return True

    def listed(self) -> tuple[str, ...]:
        """All files written, relative to the root, sorted."""
        return tuple(sorted(self._written))

    def remove(self) -> None:
        """Removes the files and the folders that this leaves empty."""
        for relative in self._written:
            (self._root / relative).unlink(missing_ok=True)
        for relative in self._written:
            for folder in list((Path(relative)).parents)[:-1]:
                _remove_if_empty(self._root / folder)
        self._written.clear()


def picture_bytes(frame: Frame, image: NDArray[np.uint8]) -> bytes:
    """One of a frame's (H, W, 3) pictures as PNG, read where another exporter has written it already."""
    known = frame.written.get(id(image))
    try:
        return rgb_png(image) if known is None else known.path.read_bytes()
    except FileNotFoundError:
        return rgb_png(image)


def replace_file(root: Path, relative: str, data: bytes) -> str:
    """Writes a file that readers may be looking at: beside it first, then renamed over it. Returns `relative`."""
    path = root / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".part")
    beside.write_bytes(data)
    os.replace(beside, path)
    return relative


def second_name(root: Path, published: str, name: str) -> str:
    """Another name of a published file, for readers that look for it elsewhere. Returns `name`.

    A hard link; where the file system has none, a copy.
    """
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    try:
        path.hardlink_to(root / published)
    except OSError:
        shutil.copyfile(root / published, path)
    return name


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
