"""KITTI odometry: sequences that pykitti takes, whose poses, times and points are the record's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulator.validation.findings import Findings
from simulator.validation.formats.base import CameraTruth, FormatChecks, FormatFolder
from simulator.validation.formats.strict import StrictChecks
from simulator.validation.geometry import Float64, rotation
from simulator.validation.kitti_drive_reader import read_odometry_calib, read_poses, read_times
from simulator.validation.stored import Json, RecordedFrame

MARKERS = ("poses", "sequences")

POSE_ERROR_M = 1e-3
TIME_ERROR_S = 1e-6


def open_folder(folder: FormatFolder) -> FormatChecks:
    """The checks of one folder."""
    return OdometryChecks(folder)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Sequence:
    """A sequence's own files; None where they are refused. notes: by the frame's number in the run."""

    name: str
    notes: Mapping[int, Json]
    poses: Float64 | None
    times_s: Float64 | None
    offset_m: Float64


class OdometryChecks(StrictChecks):
    """A sequence is read when its clip begins."""

    kind = "kitti_odometry"

    def __init__(self, folder: FormatFolder) -> None:
        super().__init__(folder)
        self._clip = -1
        self._sequence: _Sequence | None = None
        self._start: tuple[Float64, int] | None = None

    def check_whole(self, clips: list[Json], findings: Findings) -> None:
        """Every sequence is in exactly one split."""
        self._check_mapping(findings)
        self._check_splits({f"{clip['clip']:02d}" for clip in clips if self._metadata(clip)["frames"]}, findings)

    def check_frame(self, frame: RecordedFrame, findings: Findings) -> list[CameraTruth]:
        """Pose, time and number of points."""
        if frame.clip["clip"] != self._clip:
            self._clip, self._start = frame.clip["clip"], None
            self._sequence = self._guarded("format", findings, self._opened, frame.clip, findings)
        note = None if self._sequence is None else self._sequence.notes.get(frame.number)
        if self._sequence is None or note is None:
            return []
        camera = self._folder.options.get("camera") or next(iter(frame.state["views"]), "")
        sensor, number = frame.state["sensors"][camera], note["frame"]
        world = _pose(sensor["T_world_sensor"], self._sequence.offset_m)
        start, start_ns = self._start = self._start or (world, sensor["time_ns"])
        if self._sequence.poses is not None:
            expected = np.linalg.inv(start) @ world
            error_m = float(np.abs(expected[:3] - self._sequence.poses[number]).max())
            if not error_m < POSE_ERROR_M:
                reason = f"frame {number}: is {error_m:.3f} from the recorded pose of the camera"
                file = self._folder.path(f"poses/{self._sequence.name}.txt")
                findings.error("kitti_odometry.poses_agree", file, reason)
        if self._sequence.times_s is not None:
            late_s = float(self._sequence.times_s[number]) - (sensor["time_ns"] - start_ns) * 1e-9
            if not abs(late_s) < TIME_ERROR_S:
                file = self._folder.path(f"sequences/{self._sequence.name}/times.txt")
                findings.error("kitti_odometry.times_agree", file, f"frame {number}: is {late_s:.6f} s late")
        self._check_points(frame, f"sequences/{self._sequence.name}/velodyne/{number:06d}.bin", findings)
        return []

    def _opened(self, clip: Json, findings: Findings) -> _Sequence | None:
        told, name = self._metadata(clip), f"{clip['clip']:02d}"
        length, folder = len(told["frames"]), f"sequences/{name}"
        for place, ending in (("image_2", ".png"), ("image_3", ".png"), ("velodyne", ".bin")):
            due = place == "image_2" or self._has(f"{folder}/{place}")
            if due and not self._check_numbered(f"{folder}/{place}", ending, length, 6, findings):
                return None
        calib = self._guarded("format", findings, read_odometry_calib, self._root / folder / "calib.txt")
        if calib is None:
            return None
        P2 = calib["P2"]
        return _Sequence(
            name=name,
            notes={entry["frame_of_run"]: entry for entry in told["frames"]},
            poses=self._guarded("format", findings, read_poses, self._root / f"poses/{name}.txt", length),
            times_s=self._guarded("format", findings, read_times, self._root / folder / "times.txt", length),
            offset_m=np.linalg.solve(P2[:, :3], P2[:, 3]),
        )


def _pose(pose: list[float], offset_m: Float64) -> Float64:
    """(4, 4) pose of camera 0 in the world: camera 2's, moved by what P2 says."""
    matrix = np.eye(4)
    matrix[:3, :3] = rotation(pose[3:])
    matrix[:3, 3] = pose[:3] + matrix[:3, :3] @ offset_m
    return matrix
