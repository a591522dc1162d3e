"""Motion of a camera's pixels: against closed forms, and what one reading says of the next against the next one."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.typing import NDArray
from seen_world import Ground, crate, drifting, world_of

from scenes.lenses.kannala_brandt import KannalaBrandt
from scenes.lenses.pinhole import Pinhole
from scenes.rig import Rig
from scenes.scene import Scene
from simulator.annotations.pixels import PixelMotion
from simulator.frame import CameraReading
from simulator.labels.frame import make_frame
from simulator.labels.looked import looked
from simulator.labels.pixel_motion import pixel_motion
from simulator.labels.world import LabelledWorld
from simulator.physics.history import WorldHistory
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.base import Mounting
from simulator.sensors.camera.camera import Camera
from simulator.sensors.camera.lens_camera import LensCamera
from simulator.sensors.camera.pinhole import PinholeCamera
from simulator.sensors.camera.shutter import Shutter
from simulator.sensors.rigs.mounted_rig import MountedRig, Placement

Mask = NDArray[np.bool_]
CX, CY, F = 59.5, 34.5, 80.0
PLAIN = PinholeCamera(fx_px=F, fy_px=F, cx_px=CX, cy_px=CY, width_px=120, height_px=70)
FISHEYE = KannalaBrandt(
    width_px=200,
    height_px=160,
    fx_px=58.0,
    fy_px=58.0,
    cx_px=99.0,
    cy_px=80.0,
    k=(0.02, -0.004, 0.0, 0.0),
    max_angle_rad=math.radians(96.0),
)
WIDE = Pinhole(width_px=240, height_px=140, fx_px=140.0, fy_px=140.0, cx_px=119.5, cy_px=60.0)
CAMERAS: dict[str, Camera] = {
    "pinhole": PinholeCamera(fx_px=140.0, fy_px=140.0, cx_px=119.5, cy_px=60.0, width_px=240, height_px=140),
    "fisheye": LensCamera(optics=FISHEYE),
    "rolling pinhole": LensCamera(optics=WIDE, shutter=Shutter(readout_s=0.03)),
    "rolling fisheye": LensCamera(optics=FISHEYE, shutter=Shutter(readout_s=0.05)),
}
PERIOD_S = 0.1


def rig_of(camera: Camera) -> Rig:
    return MountedRig(mounts={"front": Placement(sensor=camera, x_m=0.0, y_m=0.0, z_m=1.5)}).build()


@pytest.fixture(scope="module")
def renderer() -> WarpRenderer:
    return WarpRenderer(quality="draft", threads=1)


@dataclass(frozen=True, eq=False)
class Filmed:
    """A world with one camera."""

    scene: Scene
    history: WorldHistory
    renderer: WarpRenderer

    def reading(self, t_s: float) -> CameraReading:
        self.renderer.load(self.scene)
        mount = self.scene.rig.mounts[0]
        assert isinstance(mount.sensor, Camera)
        mounting = Mounting(name=mount.name, T_ego_sensor=mount.T_ego_sensor)
        environment = self.scene.environment
        reading, _ = mount.sensor.measure(mounting, self.renderer, self.history, environment, t_s, 0, {})
        assert isinstance(reading, CameraReading)
        return reading

    def motion(self, reading: CameraReading) -> PixelMotion:
        self.renderer.load(self.scene)
        world = LabelledWorld(scene=self.scene, history=self.history, renderer=self.renderer)
        return pixel_motion(world, looked(world, reading))


@pytest.fixture(scope="module")
def passing(renderer: WarpRenderer) -> Filmed:
    """A box of 2 x 3 m, its front 10 m ahead, slides to the right before a wall 20 m ahead; the camera stands."""
    wall = crate("wall", 20.5, 0.0, -20.0, size_m=(1.0, 100.0, 60.0))
    box = crate("box", 10.5, 1.03, 0.31, size_m=(1.0, 2.0, 3.0))
    scene = world_of(wall, box, rig=rig_of(PLAIN))
    return Filmed(scene, drifting(scene, {"box": (0.0, -7.0, 0.0)}), renderer)


def box_covers(t_s: float) -> Mask:
    """(H, W) pixels whose ray passes through the box of `passing`: its front's outline, and its back's."""
    left_m, right_m = 2.03 - 7.0 * t_s, 0.03 - 7.0 * t_s
    column, row = np.meshgrid(np.arange(120), np.arange(70))
    across, down = -(column - CX) / F, (row - CY) / F
    # Slabs: x 10 .. 11, y right .. left, z 0.31 .. 3.31, below and above an eye at 1.5.
    with np.errstate(divide="ignore"):
        y = np.sort(np.stack([right_m / across, left_m / across]), axis=0)
        z = np.sort(np.stack([(1.5 - 3.31) / down, (1.5 - 0.31) / down]), axis=0)
    enter, leave = np.maximum(np.maximum(10.0, y[0]), z[0]), np.minimum(np.minimum(11.0, y[1]), z[1])
    return np.asarray(enter < leave)


def test_a_box_that_passes_a_wall_covers_and_uncovers_its_bands_to_the_pixel(passing: Filmed) -> None:
    reading = passing.reading(0.0)
    motion = passing.motion(reading)
    wall = reading.instance == 2
    np.testing.assert_array_equal(~wall, box_covers(0.0))
    np.testing.assert_array_equal(motion.gone_next & wall, box_covers(PERIOD_S) & ~box_covers(0.0))
    np.testing.assert_array_equal(motion.gone_before & wall, box_covers(-PERIOD_S) & ~box_covers(0.0))
    assert np.count_nonzero(motion.gone_next & wall) > 100 < np.count_nonzero(motion.gone_before & wall)


def test_scene_flow_is_velocity_times_period_and_nothing_for_what_stands(passing: Filmed) -> None:
    reading = passing.reading(0.2)
    motion = passing.motion(reading)
    wall, box = reading.instance == 2, reading.instance == 3
    assert (motion.scene_flow_m[wall] == 0.0).all()
    expected = np.broadcast_to([7.0 * PERIOD_S, 0.0, 0.0], (np.count_nonzero(box), 3))
    np.testing.assert_allclose(motion.scene_flow_m[box], expected, atol=1e-7)  # float32
    np.testing.assert_allclose(motion.next_depth_m, reading.depth_m, rtol=1e-6)
    front = box & (np.abs(reading.depth_m - 10.0) < 1e-3)
    assert np.abs(motion.flow_back_px[front] - [-F * 0.7 / 10.0, 0.0]).max() < 1e-4


def test_before_the_simulated_time_nothing_is_known(passing: Filmed) -> None:
    reading = passing.reading(-0.15)
    motion = passing.motion(reading)
    assert np.isnan(motion.flow_back_px).all()
    assert motion.gone_before.all()
    assert not motion.gone_next.all()
    reading = passing.reading(-0.1)
    assert np.isfinite(passing.motion(reading).flow_back_px).all()


def test_a_side_that_turns_away_is_gone(renderer: WarpRenderer) -> None:
    """A crate beside the road turns by a right angle: the face that was seen is behind it."""
    turning = crate("turning", 8.0, 0.0, 0.5, size_m=(2.0, 2.0, 2.0))
    scene = world_of(turning, rig=rig_of(PLAIN))
    there = Filmed(scene, drifting(scene, yaw_rate_radps={"turning": math.pi / PERIOD_S}), renderer)
    reading = there.reading(0.0)
    motion = there.motion(reading)
    np.testing.assert_array_equal(motion.gone_next, reading.depth_m > 0)
    assert np.isnan(motion.scene_flow_m[reading.depth_m == 0]).all()


@pytest.fixture(scope="module", params=CAMERAS)
def drive(request: pytest.FixtureRequest, renderer: WarpRenderer) -> Filmed:
    """The ego drives at 14 m/s between crates that come, cross and turn."""
    scene = world_of(
        crate("c2", 13.0, -3.0, yaw_rad=0.3, size_m=(4.0, 1.8, 1.5)),
        crate("c3", 10.0, 1.2, size_m=(0.6, 0.6, 1.7)),
        crate("c4", 17.0, 2.0, yaw_rad=-0.5, size_m=(2.0, 2.0, 2.5)),
        crate("c5", 30.0, 0.0, size_m=(1.0, 40.0, 6.0)),
        ground=Ground(),
        rig=rig_of(CAMERAS[request.param]),
    )
    velocity = {"ego": (14.0, 0.0, 0.0), "c2": (-9.0, 1.0, 0.0), "c3": (0.0, -6.0, 0.0)}
    return Filmed(scene, drifting(scene, velocity, {"ego": 0.1, "c4": 2.0}), renderer)


def landings(reading: CameraReading, flow_px: NDArray[np.float32]) -> tuple[NDArray[np.int64], Mask]:
    """(H, W, 2) nearest pixels, and whether they are at least one from the border."""
    width, height = reading.size_px
    u, v = np.meshgrid(np.arange(width), np.arange(height))
    landed = np.rint(np.nan_to_num(np.stack([u, v], axis=-1) + flow_px, nan=-9.0)).astype(np.int64)
    return landed, ((landed >= 1) & (landed < [width - 1, height - 1])).all(axis=-1)


def around(image: NDArray[np.generic], landed: NDArray[np.int64]) -> NDArray[np.generic]:
    """(9, N) what an image has in and around pixels (N, 2)."""
    steps = [(x, y) for y in (-1, 0, 1) for x in (-1, 0, 1)]
    return np.stack([image[landed[:, 1] + y, landed[:, 0] + x] for x, y in steps])


def on_one_face(reading: CameraReading, landed: NDArray[np.int64]) -> Mask:
    """Whether pixels (N, 2) and those around show one flat face of one thing: no silhouette is near."""
    ids, normals = around(reading.instance, landed), around(reading.normal, landed)
    shown = (around(reading.range_m, landed) > 0).all(axis=0)
    return np.asarray(shown & (ids == ids[0]).all(axis=0) & (np.abs(normals - normals[4]).max(axis=(0, 2)) < 0.05))


@pytest.mark.parametrize("step", [1, -1])
def test_pixels_that_stay_show_the_same_where_flow_leads_and_those_that_go_do_not(drive: Filmed, step: int) -> None:
    reading, other = drive.reading(0.2), drive.reading(0.2 + step * PERIOD_S)
    motion = drive.motion(reading)
    flow, gone = (reading.flow_px, motion.gone_next) if step == 1 else (motion.flow_back_px, motion.gone_before)
    landed, inside = landings(reading, flow)
    seen = reading.range_m > 0
    assert gone[seen & ~np.isfinite(flow[..., 0])].all()
    stays = seen & ~gone & inside
    calm = on_one_face(other, landed[stays])
    assert calm.mean() > 0.6
    assert (around(other.instance, landed[stays])[4] == reading.instance[stays])[calm].mean() >= 0.999
    # The ground is flat: it cannot hide itself, as crates that turn do.
    hidden = seen & gone & inside & (reading.instance == 0)
    assert np.count_nonzero(hidden) > 20
    calm = on_one_face(other, landed[hidden])
    assert (around(other.instance, landed[hidden])[4] != 0)[calm].mean() >= 0.999


def test_the_depth_that_a_pixel_will_have_is_there_in_the_next_reading(drive: Filmed) -> None:
    reading, later = drive.reading(0.2), drive.reading(0.2 + PERIOD_S)
    motion = drive.motion(reading)
    landed, inside = landings(reading, reading.flow_px)
    stays = (reading.range_m > 0) & ~motion.gone_next & inside
    depths = around(later.depth_m, landed[stays])
    off = np.maximum(depths.min(axis=0) - motion.next_depth_m[stays], motion.next_depth_m[stays] - depths.max(axis=0))
    calm = on_one_face(later, landed[stays])
    # Over a plane depth lies between its neighbours', through lenses nearly.
    assert (off <= 1e-3 + 0.1 * np.ptp(depths, axis=0))[calm].mean() >= 0.999
    hidden = motion.gone_next & inside & (motion.next_depth_m > 0)  # behind the image plane z orders nothing
    shown_m = np.where(around(later.range_m, landed[hidden]) > 0, around(later.depth_m, landed[hidden]), np.inf)
    assert (shown_m.min(axis=0) < motion.next_depth_m[hidden]).mean() >= 0.999
    assert (motion.next_depth_m[~np.isfinite(reading.flow_px[..., 0])] == 0).all()


def test_frames_have_motion_where_it_is_wanted(passing: Filmed) -> None:
    world = LabelledWorld(scene=passing.scene, history=passing.history, renderer=passing.renderer)
    readings = {"front": passing.reading(0.0)}
    assert make_frame(world, readings, 0, 0).motion == {}
    frame = make_frame(replace(world, wanted=frozenset(["pixel_motion"])), readings, 0, 0)
    motion = frame.motion["front"]
    assert motion.gone_next.dtype == np.bool_
    assert not any(getattr(motion, name).flags.writeable for name in ("flow_back_px", "gone_next", "scene_flow_m"))
