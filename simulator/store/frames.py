"""One frame as files: an archive of its values and arrays, and its pictures beside it, where other formats share them.

clips/000000/clip.npz                member `clip.json`: identity and provenance of the clip, and its measures
clips/000000/frames/000000.npz       member `frame.json`, and an array a member (`simulator.store.arrays`)
clips/000000/<camera>/000000.png     by the camera's own numbering, sweeps between frames included
clips/000000/<camera>_clean/000000.png
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from scenes.errors import InputFileError
from scenes.json_codec import OWN_PACKAGES
from simulator.frame import CameraReading, Clip, Frame
from simulator.store.arrays import ArchiveReader, ArchiveWriter, archive_bytes
from simulator.store.codec import Array, Decoder, Encoder

FRAME, CLIP = "frame.json", "clip.json"

_OWN_PIXELS = ("image", "raw", "hdr")
"""What differs between a camera's reading and its twin without the weather."""


def clip_folder(clip: int) -> str:
    """Where a clip lies, relative to the store."""
    return f"clips/{clip:06d}"


def frame_path(clip: int, index: int) -> str:
    """A frame's archive, relative to the store."""
    return f"{clip_folder(clip)}/frames/{index:06d}.npz"


def clip_path(clip: int) -> str:
    """A clip's archive, relative to the store."""
    return f"{clip_folder(clip)}/clip.npz"


def encode_clip(clip: Clip, measures: Mapping[str, Any]) -> bytes:
    """A clip's archive."""
    told = orjson.dumps(Encoder(_no_array).encode({"clip": clip, "measures": measures}))
    return archive_bytes(lambda archive: archive.add(CLIP, told))


@dataclasses.dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class EncodedFrame:
    """archive: the file's bytes. pictures: (H, W, 3) uint8 by their paths below the clip's folder."""

    archive: bytes
    pictures: Mapping[str, NDArray[np.uint8]]


class FrameWriter:
    """Encodes the frames of one clip, in order: cameras number their pictures through it."""

    def __init__(self) -> None:
        self._written: dict[str, int] = {}

    def encode(self, frame: Frame) -> EncodedFrame:
        """Everything of a frame."""
        pictures = {path: image for image, path in self._pictures(frame)}

        def fill(archive: ArchiveWriter) -> None:
            def keep(place: str, array: Array) -> str:
                name = place.removeprefix("frame/").removeprefix("readings/")
                archive.add_array(name, array)
                return name

            clean = {name: _own_pixels(twin) for name, twin in frame.clean.items()}
            encoder = Encoder(keep, {id(image): path for path, image in pictures.items()})
            told = encoder.encode({"frame": dataclasses.replace(frame, clean={}), "clean": clean})
            archive.add(FRAME, orjson.dumps(told))

        return EncodedFrame(archive=archive_bytes(fill), pictures=pictures)

    def _pictures(self, frame: Frame) -> list[tuple[NDArray[np.uint8], str]]:
        """Pixels and paths of a frame's pictures: each camera's sweeps, its own, and its twin's."""
        found: list[tuple[NDArray[np.uint8], str]] = []
        for name in dict.fromkeys((*frame.sweeps, *frame.readings)):
            own = [frame.readings[name]] if name in frame.readings else []
            seen = (reading for reading in (*frame.sweeps.get(name, ()), *own) if isinstance(reading, CameraReading))
            found.extend((reading.image, self._next(name)) for reading in seen)
        found.extend((twin.image, self._next(f"{name}_clean")) for name, twin in frame.clean.items())
        return found

    def _next(self, folder: str) -> str:
        number = self._written.get(folder, 0)
        self._written[folder] = number + 1
        return f"{folder}/{number:06d}.png"


def decode_clip(path: Path) -> tuple[Clip, dict[str, Any]]:
    """A clip and its measures. Raises InputFileError."""
    with ArchiveReader(path) as archive:
        told = Decoder(archive.array, _no_picture).decode(_json(archive, path, CLIP))
    return told["clip"], told["measures"]


def decode_frame(path: Path, picture: Callable[[str], Array], packages: tuple[str, ...] = OWN_PACKAGES) -> Frame:
    """A frame, equal to what was encoded. picture: gives the pixels of a path below the clip's folder.

    packages: top-level packages whose types may be part of it. Raises InputFileError.
    """
    with ArchiveReader(path) as archive:
        told = Decoder(archive.array, picture, packages).decode(_json(archive, path, FRAME))
    frame: Frame = told["frame"]
    twins = {}
    for name, own in told["clean"].items():
        reading = frame.readings[name]
        assert isinstance(reading, CameraReading)
        twins[name] = dataclasses.replace(reading, **own)
    return dataclasses.replace(frame, clean=twins)


def _own_pixels(twin: CameraReading) -> dict[str, Array | None]:
    return {name: getattr(twin, name) for name in _OWN_PIXELS}


def _json(archive: ArchiveReader, path: Path, member: str) -> Any:
    try:
        return orjson.loads(archive.raw(member))
    except orjson.JSONDecodeError as fault:
        raise InputFileError(str(path), None, f"member '{member}' is damaged ({fault})") from None


def _no_array(place: str, _: Array) -> str:
    raise ValueError(f"{place}: a clip's identity holds no arrays")


def _no_picture(name: str) -> Array:
    raise ValueError(f"{name}: a clip's identity holds no pictures")
