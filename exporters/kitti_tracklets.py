"""Tracks of KITTI's raw data: 3D boxes in the Velodyne's frame, one size a track, in consecutive frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from exporters.kitti_label import occluded_level
from exporters.kitti_members import Sight
from exporters.kitti_sensors import KittiReadings
from exporters.members import assemblies
from scenes.pose import Pose, SensorFrame, World
from simulator.frame import Frame, OrientedBox

IN_IMAGE, TRUNCATED, OUT_OF_IMAGE, BEHIND_CAMERA = 0, 1, 2, 3
"""The raw devkit's states of truncation."""

OCCLUSION_UNSET = -1
"""Of things that are not in the image; else 0 visible, 1 partly, 2 largely or fully hidden."""

SAME_M = 1e-6
"""Sizes that differ by less are one: the last digit of the files."""

Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackPose:
    """A box at one frame. position_m: bottom centre, yaw_rad: of its length, both in the Velodyne's frame.

    size_m: height, width, length.
    """

    position_m: Triple
    yaw_rad: float
    size_m: Triple
    occlusion: int
    truncation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracklet:
    """One thing in consecutive frames from first_frame on, by its instance id; never without a pose."""

    instance: int
    kind: str
    first_frame: int
    poses: tuple[TrackPose, ...]

    @property
    def size_m(self) -> Triple:
        """Height, width, length: the largest of each over the track, the same in every frame for all that stands."""
        height, width, length = (max(pose.size_m[side] for pose in self.poses) for side in range(3))
        return height, width, length

    @property
    def resized(self) -> bool:
        """Whether its boxes have several sizes, so that some are smaller than the track's."""
        return any(abs(a - b) > SAME_M for pose in self.poses for a, b in zip(pose.size_m, self.size_m, strict=True))


class TrackletBook:
    """Collects a clip's tracks, frame by frame.

    A track begins in the first frame in which the thing has a row by the label's rules and ends with the last. In
    between it has a pose in every frame, in view or not, because tracklets know no gap; only where the thing is gone
    from the world, or has another type, a new track begins.
    """

    def __init__(self) -> None:
        self._growing: dict[int, _Growing] = {}
        self._ended: list[_Growing] = []

    def add(
        self,
        number: int,
        frame: Frame,
        kitti: KittiReadings,
        seen: Sequence[Sight],
        labelled: set[int],
        shares: Sequence[float],
    ) -> None:
        """One frame: all that is in view, and which of it has a row. shares: see LabelRules.occluded_shares."""
        sights = {sight.instance: sight for sight in seen}
        wholes = {whole.instance: whole for whole in assemblies(frame.things_of(kitti.lidar or kitti.left).values())}
        for instance in sorted({*self._growing, *labelled}):
            sight, whole = sights.get(instance), wholes.get(instance)
            track = self._growing.get(instance)
            if track is not None and (whole is None or (sight is not None and sight.kind != track.kind)):
                self._ended.append(self._growing.pop(instance))
                track = None
            if whole is None or (track is None and instance not in labelled):
                continue
            if track is None:
                track = _Growing(instance=instance, kind=sights[instance].kind, first_frame=number)
                self._growing[instance] = track
            track.poses.append(_pose(whole.solid(), sight, kitti, shares))
            if instance in labelled:
                track.labelled = len(track.poses)

    def tracklets(self) -> tuple[Tracklet, ...]:
        """All tracks, by first frame and instance."""
        every = sorted([*self._ended, *self._growing.values()], key=lambda track: (track.first_frame, track.instance))
        return tuple(track.ended() for track in every)


@dataclass(slots=True)
class _Growing:
    """A track while its clip goes on. labelled: its length up to the last frame with a row."""

    instance: int
    kind: str
    first_frame: int
    poses: list[TrackPose] = field(default_factory=list)
    labelled: int = 0

    def ended(self) -> Tracklet:
        poses = tuple(self.poses[: self.labelled])
        return Tracklet(instance=self.instance, kind=self.kind, first_frame=self.first_frame, poses=poses)


def _pose(solid: OrientedBox, sight: Sight | None, kitti: KittiReadings, shares: Sequence[float]) -> TrackPose:
    T_velo_box = _velo_pose(kitti).inverse() @ solid.T_world_box
    return TrackPose(
        position_m=T_velo_box.translation_m,
        yaw_rad=T_velo_box.yaw_rad,
        size_m=(solid.height_m, solid.width_m, solid.length_m),
        occlusion=OCCLUSION_UNSET if sight is None else occluded_level(sight.visible_px / sight.amodal_px, shares),
        truncation=_truncation(solid, sight, kitti),
    )


def _velo_pose(kitti: KittiReadings) -> Pose[World, SensorFrame]:
    """As the scanner really stands; of a rig without one, where the calibration has its frame."""
    if kitti.lidar is not None:
        return kitti.lidar.T_world_sensor
    T_camera_velo = kitti.true_calib.rect_from_velo()
    T_camera_velo[:3, 3] += kitti.true_calib.camera_from_rect_m()
    T_left_velo: Pose[SensorFrame, SensorFrame] = Pose.from_matrix(T_camera_velo)
    return kitti.left.T_world_sensor @ T_left_velo


def _truncation(solid: OrientedBox, sight: Sight | None, kitti: KittiReadings) -> int:
    if sight is not None:
        return TRUNCATED if sight.truncation > 0.0 else IN_IMAGE
    centre = np.asarray(solid.T_world_box.translation_m)
    ahead_m = float(kitti.left.T_world_sensor.inverse().apply(centre)[2])
    return OUT_OF_IMAGE if ahead_m > 0.0 else BEHIND_CAMERA
