"""KITTI odometry: a clip is a sequence with the camera's poses, and clouds from which the ego's motion is taken out.

sequences/%02d/{image_2,image_3,velodyne}/%06d.*   calib.txt   times.txt
poses/%02d.txt            camera 0 of each frame in that of the first
splits/{train,val}.txt    sequences, by clip
metadata/clip-%06d.json   which frame and time of the clip each number is, and which frames were left out
mapping.json              what the format cannot say
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from exporters.base import PublishedClip, RunInfo
from exporters.files import replace_file
from exporters.kitti_calib import KittiCalib
from exporters.kitti_sensors import KittiReadings
from exporters.kitti_sequence import JSON, KittiSequenceExporter, read_metadata
from exporters.split import split_clips
from scenes.pose import Pose, SensorFrame, World
from simulator.frame import Clip, Frame, LidarReading

_PROJECTIONS = ("P0", "P1", "P2", "P3")
_LOST = ("everything about things: odometry has no labels", "where a frame was left out, all but the time that passed")


@dataclass(kw_only=True)
class KittiOdometryExporter(KittiSequenceExporter):
    """Writes one or two cameras and one LiDAR of the rig as sequences of KITTI's odometry benchmark.

    camera, lidar, right_camera: see KittiChoice. `write` raises as KittiSequence.take does.
    """

    _poses: list[Pose[World, SensorFrame]] = field(default_factory=list, init=False, repr=False)
    _times_ns: list[int] = field(default_factory=list, init=False, repr=False)

    def begin_clip(self, clip: Clip) -> None:
        """See Exporter."""
        super().begin_clip(clip)
        self._poses, self._times_ns = [], []

    def write(self, frame: Frame) -> None:
        """Writes one frame's pictures and cloud and keeps its pose; nothing where a reading was lost."""
        sequence = self._begun()
        number, kitti = sequence.length, sequence.take(frame)
        if kitti is None:
            return
        folder = f"sequences/{sequence_name(sequence.clip.index)}"
        for place in kitti.pictures:
            sequence.write_picture(f"{folder}/image_{place}", f"{number:06d}.png", frame, kitti, place)
        if kitti.lidar is not None:
            sequence.files.write(f"{folder}/velodyne/{number:06d}.bin", still_cloud(kitti.lidar).tobytes())
        self._poses.append(_rect_pose(kitti))
        self._times_ns.append(kitti.left.time_ns)

    def end_clip(self, measures: Mapping[str, Any]) -> tuple[str, ...]:
        """See Exporter. A clip of which no frame is whole becomes no sequence."""
        sequence = self._begun()
        name = sequence_name(sequence.clip.index)
        if sequence.calib is not None:
            seconds = ((time_ns - self._times_ns[0]) * 1e-9 for time_ns in self._times_ns)
            times = "".join(f"{time_s:.6e}\n" for time_s in seconds)
            sequence.files.write(f"sequences/{name}/times.txt", times.encode("ascii"))
            sequence.files.write(f"sequences/{name}/calib.txt", _calib_text(sequence.calib).encode("ascii"))
            to_first = self._poses[0].inverse()
            poses = [np.eye(4), *((to_first @ pose).matrix() for pose in self._poses[1:])]
            sequence.files.write(f"poses/{name}.txt", "".join(_row(pose[:3]) for pose in poses).encode("ascii"))
        sequence.write_metadata(sequence=name)
        self._sequence = None
        return self._closed()

    def finalize(self, root: Path, info: RunInfo, clips: Sequence[PublishedClip]) -> tuple[str, ...]:
        """Writes the split (by clip) and mapping.json from the published files alone."""
        lengths: dict[int, int] = {}
        left_out = 0
        for entry in sorted(clips, key=lambda entry: entry.clip):
            told = read_metadata(root, entry)
            lengths[entry.clip] = len(told["frames"])
            left_out += len(told["left_out"])
        split = split_clips(lengths, info.val_share)
        written = []
        for part, chosen in (("train", split.train), ("val", split.val)):
            lines = "".join(f"{sequence_name(clip)}\n" for clip in chosen if lengths[clip])
            written.append(replace_file(root, f"splits/{part}.txt", lines.encode("ascii")))
        described = {
            "format": "KITTI odometry",
            "classes": {},
            "lost": _LOST,
            "counted": {"frames_left_out": left_out},
            "split": "by clip",
        }
        written.append(replace_file(root, "mapping.json", orjson.dumps(described, option=JSON)))
        return tuple(sorted(written))


def sequence_name(clip: int) -> str:
    """A clip's sequence: two digits or more."""
    return f"{clip:02d}"


def still_cloud(lidar: LidarReading) -> NDArray[np.float32]:
    """(N, 4) x, y, z, reflectance, one a pulse, as if all were measured at once: odometry's clouds are de-skewed."""
    strongest = lidar.return_number == 1
    return np.column_stack([lidar.deskewed_m[strongest], lidar.points[strongest, 3]]).astype("<f4")


def _rect_pose(kitti: KittiReadings) -> Pose[World, SensorFrame]:
    """The rectified camera 0 as the labelled camera really stands."""
    x_m, y_m, z_m = (float(side) for side in kitti.true_calib.camera_from_rect_m())
    T_left_rect: Pose[SensorFrame, SensorFrame] = Pose(translation_m=(x_m, y_m, z_m))
    return kitti.left.T_world_sensor @ T_left_rect


def _calib_text(calib: KittiCalib) -> str:
    """P0 to P3, and Tr that takes Velodyne points to the rectified camera 0."""
    rows = {name: calib.matrices[name] for name in _PROJECTIONS}
    return "".join(f"{name}: {_row(matrix)}" for name, matrix in {**rows, "Tr": calib.rect_from_velo()[:3]}.items())


def _row(matrix: NDArray[np.float64]) -> str:
    return " ".join(f"{value + 0.0:.12e}" for value in matrix.ravel()) + "\n"
