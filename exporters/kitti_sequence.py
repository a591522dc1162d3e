"""One clip as a KITTI sequence: the frames that lack nothing, numbered without gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from exporters.base import PublishedClip
from exporters.files import ClipFiles
from exporters.kitti_calib import KittiCalib
from exporters.kitti_oxts import ImuState, imu_state
from exporters.kitti_rig_exporter import KittiRigExporter
from exporters.kitti_sensors import KittiChoice, KittiReadings
from scenes.errors import OutputError
from simulator.frame import Clip, Frame

JSON = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


class KittiSequence:
    """Takes a clip's frames in turn and keeps what its files say of all of them.

    Readers of sequences pair pictures, clouds and lines by their position in the sorted folder, so that a hole in one
    of them would shift all that follows. A frame that lost a reading is therefore left out of every file, and those
    after it move up; metadata says which, and which frame and time each number is.
    """

    def __init__(self, clip: Clip, choice: KittiChoice, files: ClipFiles) -> None:
        self.clip = clip
        self.files = files
        self.motion: list[ImuState] = []
        self._choice = choice
        self._calib: KittiCalib | None = None
        self._frames: list[dict[str, Any]] = []
        self._left_out: list[dict[str, Any]] = []

    @property
    def length(self) -> int:
        """Frames taken so far, and the number of the next."""
        return len(self._frames)

    @property
    def calib(self) -> KittiCalib | None:
        """The calibration of the whole sequence, None while it has no frame."""
        return self._calib

    def take(self, frame: Frame) -> KittiReadings | None:
        """The readings of the next frame, whose number is `length` until then; None where one of them was lost.

        Raises OutputError where the calibration is not that of the frames before, and as `KittiChoice.readings` does.
        """
        kitti = self._choice.readings(self.clip, frame)
        place = {"frame_of_clip": frame.index, "frame_of_run": frame.number, "time_ns": frame.time_ns}
        if kitti is None:
            self._left_out.append({**place, "lost": list(frame.lost())})
            return None
        if self._calib is None:
            self._calib = kitti.calib
        elif self._calib.text() != kitti.calib.text():
            raise OutputError(
                f"the calibration changes at frame {frame.index} of clip {frame.clip}: a KITTI sequence has one"
            )
        self.motion.append(imu_state(frame, kitti))
        self._frames.append({"frame": self.length, **place})
        return kitti

    def note(self, **said: Any) -> None:
        """Adds to what metadata says of the last frame taken."""
        self._frames[-1].update(said)

    def write_picture(self, folder: str, name: str, frame: Frame, kitti: KittiReadings, number: int) -> None:
        """Writes the picture of camera `number` as `folder`/`name`, and its clean twin below `folder`_clean."""
        picture = kitti.pictures[number]
        self.files.write_picture(f"{folder}/{name}", frame, picture.image)
        if picture.name in frame.clean:
            self.files.write_picture(f"{folder}_clean/{name}", frame, frame.clean[picture.name].image)

    def write_metadata(self, **said: Any) -> None:
        """Writes metadata/clip-%06d.json."""
        known = {"clip": self.clip.index, "frames": self._frames, "left_out": self._left_out, **said}
        self.files.write(metadata_path(self.clip.index), orjson.dumps(known, option=JSON))


def metadata_path(clip: int) -> str:
    """Where a clip's metadata lie."""
    return f"metadata/clip-{clip:06d}.json"


def read_metadata(root: Path, entry: PublishedClip) -> dict[str, Any]:
    """What metadata say of a published clip."""
    known: dict[str, Any] = orjson.loads((root / metadata_path(entry.clip)).read_bytes())
    return known


@dataclass(kw_only=True)
class KittiSequenceExporter(KittiRigExporter):
    """What the formats share in which a clip is a sequence. camera, lidar, right_camera: see `KittiChoice`."""

    _sequence: KittiSequence | None = field(default=None, init=False, repr=False)

    def begin_clip(self, clip: Clip) -> None:
        """See Exporter."""
        super().begin_clip(clip)
        self._sequence = KittiSequence(clip, self._choice(), self._files)

    def read_by_finalize(self, clip: PublishedClip) -> Sequence[str]:
        """See Exporter."""
        return (metadata_path(clip.clip),)

    def _begun(self) -> KittiSequence:
        if self._sequence is None:
            raise RuntimeError("no clip has begun")
        return self._sequence
