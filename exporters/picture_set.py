"""What formats share that are pictures of some cameras with labels beside them: COCO, COCO panoptic, YOLO."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from exporters.base import Exporter, RunInfo
from exporters.coco_images import image_path
from exporters.files import ClipFiles
from exporters.sensor_choice import camera_named, check_named, chosen_cameras
from simulator.frame import CameraReading, Clip, Frame


@dataclass(kw_only=True)
class PictureSetExporter(Exporter):
    """Keeps a clip's files and counts. cameras: names; empty: all of the rig."""

    cameras: tuple[str, ...] = ()
    _out: Path = field(default=Path(), init=False, repr=False)
    _clip: Clip | None = field(default=None, init=False, repr=False)
    _files: ClipFiles = field(default_factory=lambda: ClipFiles(Path()), init=False, repr=False)
    _counted: Counter[str] = field(default_factory=Counter, init=False, repr=False)

    def check(self, info: RunInfo) -> None:
        """Raises UnknownName for a camera that the rig has not."""
        check_named("cameras", self.cameras, info.sensors)

    def open(self, out: Path, info: RunInfo) -> None:
        """See Exporter. The run tells nothing that a clip's images need."""
        self._out = out
        self._clip = None

    def begin_clip(self, clip: Clip) -> None:
        """See Exporter."""
        self._clip = clip
        self._files = ClipFiles(self._out)
        self._counted = Counter()

    def abort_clip(self) -> None:
        """See Exporter."""
        self._files.remove()
        self._clip = None

    def _pictures(self, frame: Frame) -> Iterator[tuple[CameraReading, str]]:
        """The readings of the chosen cameras, and the paths where their pictures are now; lost ones are counted.

        Raises UnknownName for a camera that the frame lacks, OutputError for a frame without any.
        """
        names = chosen_cameras(frame, self.cameras)
        for name in names:
            camera = camera_named(frame, name)
            if camera is None:
                self._counted["images_lost"] += 1
                continue
            path = image_path(name, names, frame)
            self._files.write_picture(path, frame, camera.image)
            yield camera, path

    def _closed(self) -> int:
        """The number of the clip, which is complete. Raises RuntimeError where none has begun."""
        if self._clip is None:
            raise RuntimeError("no clip has begun")
        number, self._clip = self._clip.index, None
        return number
