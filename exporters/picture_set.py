"""What formats share that are pictures of some cameras with labels beside them: COCO, COCO panoptic, YOLO."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from exporters.base import RunInfo
from exporters.clip_exporter import ClipExporter
from exporters.coco_images import image_path
from exporters.sensor_choice import camera_named, check_named, chosen_cameras
from simulator.frame import CameraReading, Clip, Frame


@dataclass(kw_only=True)
class PictureSetExporter(ClipExporter):
    """Counts what a clip could not have. cameras: names; empty: all of the rig."""

    cameras: tuple[str, ...] = ()
    _counted: Counter[str] = field(default_factory=Counter, init=False, repr=False)

    def check(self, info: RunInfo) -> None:
        """Raises UnknownName for a camera that the rig has not."""
        check_named("cameras", self.cameras, info.sensors)

    def begin_clip(self, clip: Clip) -> None:
        """See Exporter."""
        super().begin_clip(clip)
        self._counted = Counter()

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
