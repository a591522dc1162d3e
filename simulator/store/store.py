"""Reads a store: its clips, their frames, or single arrays of them without the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scenes.errors import InputFileError, OutputError
from scenes.json_codec import OWN_PACKAGES
from simulator.frame import Clip, Frame, WrittenPicture
from simulator.store.frames import clip_folder, clip_path, decode_clip, decode_frame, frame_path
from simulator.store.index import StoreIndex, read_index


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredClip:
    """One clip of a store. measures: as `end_clip` of exporters gets them."""

    clip: Clip
    measures: dict[str, Any]
    frames: int


class Store:
    """A store on disk. packages: top-level packages of plug-ins whose types may be part of its frames.

    Raises OutputError where the folder is no store, or one of another schema.
    """

    def __init__(self, root: Path, packages: tuple[str, ...] = OWN_PACKAGES) -> None:
        self._root = root
        self._packages = packages
        self.index: StoreIndex = read_index(root)

    def clip(self, number: int) -> StoredClip:
        """One clip. Raises OutputError where the store has no such clip, InputFileError where it is damaged."""
        frames = self._frames(number)
        clip, measures = decode_clip(self._root / clip_path(number))
        return StoredClip(clip=clip, measures=measures, frames=frames)

    def frame(self, clip: int, index: int) -> Frame:
        """One frame, equal to the one that was written. Raises OutputError, InputFileError."""
        if not 0 <= index < self._frames(clip):
            raise OutputError(f"{self._root}: clip {clip} has frames 0 to {self._frames(clip) - 1}, got {index}")
        folder = self._root / clip_folder(clip)
        written: dict[int, WrittenPicture] = {}

        def picture(name: str) -> NDArray[np.uint8]:
            image = read_picture(folder / name)
            written[id(image)] = WrittenPicture(image=image, path=(folder / name).absolute())
            return image

        frame = decode_frame(self._root / frame_path(clip, index), picture, self._packages)
        # Exporters that write the same picture share its file.
        frame.written.update(written)
        return frame

    def frames(self, clip: int) -> Iterator[Frame]:
        """All frames of a clip, in order."""
        for index in range(self._frames(clip)):
            yield self.frame(clip, index)

    def _frames(self, clip: int) -> int:
        known = self.index.clips.frames
        if clip not in known:
            told = f"{len(known)}, from {min(known)} to {max(known)}" if known else "none"
            raise OutputError(f"{self._root}: has no clip {clip}; its clips: {told}")
        return known[clip]


def read_picture(path: Path) -> NDArray[np.uint8]:
    """(H, W, 3) RGB of a PNG file, read-only. Raises InputFileError where it is missing or damaged."""
    try:
        data = np.frombuffer(path.read_bytes(), dtype=np.uint8)
    except OSError as fault:
        raise InputFileError(str(path), None, f"cannot be read ({fault.strerror})") from None
    image = cv2.imdecode(data, cv2.IMREAD_COLOR) if data.size else None
    if image is None:
        raise InputFileError(str(path), None, "is no whole picture")
    out = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), dtype=np.uint8)
    out.flags.writeable = False
    return out
