"""LiDAR, camera, depth and calibration are one world: written points land on their own pixels at their own depth."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import numpy as np
import pytest

from exporters.kitti import KittiExporter
from scenes.pose import Pose
from scenes.scene import EGO_INSTANCE, Scene
from scenes.storyboard import Storyboard
from simulator import load_config, simulate_clip
from simulator.clip import SimulatedClip
from simulator.frame import CameraReading, Frame, LidarReading, RunInfo
from simulator.parts import build_parts
from simulator.physics.engine import simulate

sys.path.insert(0, str(Path(__file__).parents[1] / "readers"))
from simulator.validation.kitti_reader import KittiFrame, read_frame

pytestmark = pytest.mark.slow
CALIBS = Path(__file__).parents[3] / "shared" / "fixtures" / "kitti" / "training" / "calib"
PIXEL_SHARE = 0.995
DEPTH_MEDIAN_M = 0.02
NEARER_M = 0.25
"""A depth more than this before the point means that the camera sees something else there (an edge, a pane)."""


def clip_of(*overrides: str) -> SimulatedClip:
    config = load_config(["seed=7", "clips=1", "frames=14", "renderer.quality=draft", *overrides])
    return simulate_clip(config, 0)


def frozen(clip: SimulatedClip) -> SimulatedClip:
    """The same street in which nothing moves: no storyboard, every speed zero."""
    still = tuple(dataclasses.replace(a, speed_mps=0.0) for a in clip.scene.actors)
    ego = dataclasses.replace(clip.scene.ego, speed_mps=0.0)
    scene = dataclasses.replace(clip.scene, ego=ego, actors=still, storyboard=Storyboard())
    config = load_config(["seed=7"])
    return dataclasses.replace(clip, scene=scene, history=simulate(scene, build_parts(config).physics))


def written(clip: SimulatedClip, index: int, folder: Path) -> tuple[Frame, KittiFrame]:
    """One frame as the program has it, and as a stranger reads it from the written KITTI files."""
    exporter = KittiExporter()
    exporter.open(folder, RunInfo(name="kitti", seed=7, clips=1, frames=14, fps=10, val_share=0.0, version="t"))
    exporter.begin_clip(clip.clip)
    frames = {}
    for frame in clip.frames():
        if frame.index == index:
            exporter.write(frame)
            frames[index] = frame
            break
    exporter.end_clip({})
    return frames[index], read_frame(folder / "training", f"{frames[index].number:06d}")


def carried(scene: Scene, clip: SimulatedClip, lidar: LidarReading, points: np.ndarray) -> np.ndarray:
    """Points (N, 3) in the sensor's frame of the frame's own time, each carried there by its instance's own motion."""
    t_s = lidar.time_ns * 1e-9
    times = np.round(t_s + lidar.offset_ns * 1e-9, 9)
    out = np.empty((len(points), 3))
    T_sensor_world = lidar.T_world_sensor.inverse()
    moments, which = np.unique(times, return_inverse=True)
    for k, moment in enumerate(moments):
        T_world_then: Pose = clip.history.body_at(EGO_INSTANCE, moment) @ lidar.T_ego_sensor
        at = np.flatnonzero(which == k)
        world = T_world_then.apply(points[at])
        for instance in np.unique(lidar.instance[at]):
            if instance:
                mine = lidar.instance[at] == instance
                then, now = clip.history.body_at(int(instance), moment), clip.history.body_at(int(instance), t_s)
                world[mine] = (now @ then.inverse()).apply(world[mine])
        out[at] = T_sensor_world.apply(world)
    return out


def agreement(points: np.ndarray, lidar: LidarReading, camera: CameraReading, file: KittiFrame) -> tuple[float, float]:
    """Share of the visible points within 1 px of their own instance, and the median depth difference there (m)."""
    pixels = file.calib.project_velo(points)
    depth = (points @ file.calib.velo_to_rect()[:3, :3].T + file.calib.velo_to_rect()[:3, 3])[:, 2]
    height, width = camera.instance.shape
    u, v = np.round(pixels[:, 0]).astype(int), np.round(pixels[:, 1]).astype(int)
    inside = (depth > 1.0) & (u >= 1) & (u < width - 1) & (v >= 1) & (v < height - 1)
    u, v, depth, instance = u[inside], v[inside], depth[inside], lidar.instance[inside]
    seen = file.depth_m[v, u]
    visible = (seen > 0) & (seen > depth - NEARER_M)
    u, v, depth, instance, seen = u[visible], v[visible], depth[visible], instance[visible], seen[visible]
    own = np.zeros(len(u), dtype=bool)
    for dv in (-1, 0, 1):
        for du in (-1, 0, 1):
            own |= camera.instance[v + dv, u + du] == instance
    assert len(u) > 3000
    return float(own.mean()), float(np.median(np.abs(seen - depth)))


@pytest.mark.parametrize("name", ["000000", "000001", "000002", "published"])
def test_in_a_still_street_points_land_on_their_own_pixels(name: str, tmp_path: Path) -> None:
    if name == "published":
        rig: tuple[str, ...] = ()
    elif not CALIBS.exists():
        pytest.skip("the real KITTI calibration files are not beside this checkout")
    else:
        rig = (f"rig.calib={CALIBS / f'{name}.txt'}",)
    clip = frozen(clip_of(*rig))
    frame, file = written(clip, 0, tmp_path)
    camera, lidar = frame.cameras()[0], frame.lidars()[0]
    share, median_m = agreement(file.velodyne[:, :3].astype(np.float64), lidar, camera, file)
    assert share >= PIXEL_SHARE
    assert median_m < DEPTH_MEDIAN_M


def test_in_a_moving_clip_they_do_after_each_is_carried_by_its_own_motion(tmp_path: Path) -> None:
    clip = clip_of()
    frame, file = written(clip, 12, tmp_path)
    camera, lidar = frame.cameras()[0], frame.lidars()[0]
    points = carried(clip.scene, clip, lidar, file.velodyne[:, :3].astype(np.float64))
    share, median_m = agreement(points, lidar, camera, file)
    assert share >= PIXEL_SHARE
    assert median_m < DEPTH_MEDIAN_M
