"""Labels against what is known: counts, truncation, boxes, LiDAR points, sightings, and points on their own pixels."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seen_world import Ground, crate, drifting, world_of

from scenes.actor import Actor
from scenes.errors import ConfigError, UnknownName
from scenes.pose import Pose
from scenes.rig import Rig
from scenes.scene import Scene
from simulator.frame import CameraReading, Frame, LidarReading, ThingInView
from simulator.labels.frame import make_frame
from simulator.labels.sightings import sightings
from simulator.labels.world import LabelledWorld
from simulator.physics.history import WorldHistory
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.base import Mounting, Sensor
from simulator.sensors.camera.pinhole import PinholeCamera
from simulator.sensors.rigs.kitti_rig import KittiRig
from simulator.sensors.rigs.mounted_rig import MountedRig, Placement

CAMERA = PinholeCamera(fx_px=80.0, fy_px=80.0, cx_px=39.5, cy_px=24.5, width_px=80, height_px=50)
SMALL = MountedRig(mounts={"front": Placement(sensor=CAMERA, x_m=0.0, y_m=0.0, z_m=1.5)}).build()


@pytest.fixture(scope="module")
def renderer() -> WarpRenderer:
    return WarpRenderer(quality="draft", threads=1)


def frame_of(renderer: WarpRenderer, scene: Scene, history: WorldHistory, rig: Rig = SMALL, index: int = 0) -> Frame:
    renderer.load(scene)
    readings = {}
    for mount in rig.mounts:
        assert isinstance(mount.sensor, Sensor)
        mounting = Mounting(name=mount.name, T_ego_sensor=mount.T_ego_sensor)
        t_s = index / scene.fps
        readings[mount.name], _ = mount.sensor.measure(mounting, renderer, history, scene.environment, t_s, 0, {})
    return make_frame(
        LabelledWorld(scene=scene, history=history, renderer=renderer), readings, 3, index, first_number=60
    )


def views_of(renderer: WarpRenderer, *actors: Actor) -> dict[int, ThingInView]:
    scene = world_of(*actors)
    return {view.instance: view for view in frame_of(renderer, scene, drifting(scene)).views["front"]}


def test_half_hidden_square_is_half_occluded_by_what_hides_it(renderer: WarpRenderer) -> None:
    """The near board covers columns 40 and up; the far one 36 to 43 of them."""
    far = crate("far", 10.5, 0.0, 1.0, size_m=(1.0, 1.0, 1.0))
    near = crate("near", 5.5, -1.0, 0.0, size_m=(1.0, 2.0, 3.0))
    views = views_of(renderer, far, near)
    assert views[2].amodal_px == 64
    assert views[2].visible_px == 32
    assert views[2].occlusion == 0.5
    assert views[2].occluders == {3: 32}
    assert views[3].occlusion == 0.0
    assert views[2].modal_box is not None
    assert (views[2].modal_box.left, views[2].modal_box.right) == (36, 39)
    assert (views[2].amodal_box.left, views[2].amodal_box.right) == (36, 43)
    assert views[2].amodal_mask.shape == (8, 8)
    assert views[2].amodal_mask.all()


def test_wholly_hidden_thing_keeps_its_amodal_label(renderer: WarpRenderer) -> None:
    views = views_of(renderer, crate("far", 10.5, 0.0, 1.0), crate("near", 5.5, 0.0, 0.0, size_m=(1.0, 3.0, 4.0)))
    assert views[2].visible_px == 0
    assert views[2].modal_box is None
    assert views[2].occlusion == 1.0


def test_thing_behind_or_beside_the_camera_has_no_view(renderer: WarpRenderer) -> None:
    views = views_of(renderer, crate("behind", -5.0, 0.0), crate("beside", 2.0, 8.0), crate("seen", 9.0, 0.0))
    assert set(views) == {4}


def test_truncation_is_exactly_zero_when_nothing_lies_outside(renderer: WarpRenderer) -> None:
    """The board ends on the last pixel column's outer edge: u = 79.4 of 79.5."""
    y = -(79.4 - 39.5) / 80 * 10
    board = crate("board", 10.005, y + 0.5, 1.0, size_m=(0.01, 1.0, 1.0))
    assert views_of(renderer, board)[2].truncation == 0.0


def test_a_tip_outside_the_image_counts_though_it_is_finer_than_the_sampling(renderer: WarpRenderer) -> None:
    """Of a crate of 480 x 400 pixels, 4096 samples lie 7 pixels apart; the tip of its arm shows 0.53 x 16 outside."""
    camera = PinholeCamera(fx_px=800.0, fy_px=800.0, cx_px=399.5, cy_px=249.5, width_px=800, height_px=500)
    rig = MountedRig(mounts={"front": Placement(sensor=camera, x_m=0.0, y_m=0.0, z_m=1.5)}).build()
    arm_m = 2.0
    tip_m = (400.0 + 0.53) / 800.0 * 9.9  # the arm's front lies 9.9 m ahead, and turned by pi points to the right
    board = crate("board", 10.0, arm_m + 3.0 - tip_m, -1.0, math.pi, size_m=(0.01, 6.0, 5.0), arm_m=arm_m)
    scene = world_of(board)
    (view,) = frame_of(renderer, scene, drifting(scene), rig).views["front"]
    assert 0.0 < view.truncation < 5e-4


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_truncation_of_a_big_square_is_its_solid_angle_outside(renderer: WarpRenderer, share: float) -> None:
    """Solid angle of a rectangle from the origin to (x, y) at distance d: atan(x y / (d sqrt(d^2 + x^2 + y^2)))."""
    d, half = 4.0, 1.0
    border = 40.0 / 80.0 * d
    left = border - 2 * half * (1 - share)
    board = crate("board", d, -(left + half), 0.5, size_m=(1e-4, 2 * half, 2.0))

    def corner(x: float) -> float:
        return 2 * math.atan(x * half / (d * math.sqrt(d * d + x * x + half * half)))

    expected = (corner(left + 2 * half) - corner(border)) / (corner(left + 2 * half) - corner(left))
    # A lattice of 4096 points over the board: edges are counted to 4096^-3/4 = 0.002 of it.
    assert views_of(renderer, board)[2].truncation == pytest.approx(expected, abs=0.002)


def test_truncation_counts_what_lies_behind_the_camera(renderer: WarpRenderer) -> None:
    """A long wall beside the camera, from far behind to far ahead: its rear half alone is more than half outside."""
    scene = world_of(crate("wall", 0.0, 3.0, 0.0, size_m=(60.0, 0.2, 3.0)))
    frame = frame_of(renderer, scene, drifting(scene))
    (view,) = frame.views["front"]
    assert 0.8 < view.truncation < 1.0
    assert view.visible_px == view.amodal_px == np.count_nonzero(frame.cameras()[0].instance == 2)
    assert view.amodal_box.left == 0


def test_upright_box_follows_limbs_while_the_nominal_box_stays(renderer: WarpRenderer) -> None:
    actor = crate("a", 9.0, 1.0, 0.0, 0.4, size_m=(2.0, 1.0, 1.5), arm_m=0.7)
    scene = world_of(actor)
    thing = frame_of(renderer, scene, drifting(scene, {"a": (1.0, 2.0, 0.0)}, {"a": 0.5}), index=1).things[2]
    assert (thing.box.length_m, thing.box.width_m, thing.box.height_m) == (2.0, 1.0, 1.5)
    upright = (thing.box_upright.length_m, thing.box_upright.width_m, thing.box_upright.height_m)
    assert upright == pytest.approx((2.0, 1.7, 1.5), abs=1e-6)
    assert thing.box.T_world_box.translation_m == pytest.approx((9.1, 1.2, 0.0))
    assert thing.box.T_world_box.yaw_rad == pytest.approx(0.45)
    assert thing.box_upright.T_world_box.yaw_rad == pytest.approx(0.45)
    offset = thing.box.T_world_box.inverse().apply(np.array(thing.box_upright.T_world_box.translation_m))
    np.testing.assert_allclose(offset, (0.0, 0.35, 0.0), atol=1e-6)
    assert thing.velocity_mps == pytest.approx((1.0, 2.0, 0.0))
    assert thing.spin_radps == pytest.approx((0.0, 0.0, 0.5))


def test_upright_box_of_a_tipped_thing_stands(renderer: WarpRenderer) -> None:
    actor = crate("a", 9.0, 0.0, size_m=(2.0, 1.0, 1.5))
    tipped = replace(actor, T_world_body=Pose(translation_m=(9.0, 0.0, 0.0), rotation_xyzw=(0.5**0.5, 0, 0, 0.5**0.5)))
    scene = world_of(tipped)
    box = frame_of(renderer, scene, drifting(scene)).things[2].box_upright
    assert (box.length_m, box.width_m, box.height_m) == pytest.approx((2.0, 1.5, 1.0), abs=1e-6)
    np.testing.assert_allclose(box.T_world_box.rotation()[2], (0, 0, 1), atol=1e-9)


def test_upright_box_of_a_thing_that_never_moves_is_that_of_one_that_could(renderer: WarpRenderer) -> None:
    leaning = Pose(translation_m=(9.0, 1.0, 0.2), rotation_xyzw=(0.1, 0.2, 0.3, 0.86**0.5))
    scene = world_of(replace(crate("a", 9.0, 1.0, size_m=(2.0, 1.0, 1.5), arm_m=0.7), T_world_body=leaning))
    able = drifting(scene)
    fixed = replace(
        able,
        rest=able.links_at(able.start_s),
        moving_links=able.moving_links[:0],
        moving_position_m=able.moving_position_m[:, :0],
        moving_rotation_xyzw=able.moving_rotation_xyzw[:, :0],
    )
    box, expected = (frame_of(renderer, scene, history).things[2].box_upright for history in (fixed, able))
    np.testing.assert_allclose(box.corners_m(), expected.corners_m(), atol=1e-9)


def test_frame_is_numbered_over_clips_and_lists_everything_but_the_ego(renderer: WarpRenderer) -> None:
    scene = world_of(crate("a", 9.0, 0.0), crate("gone", -50.0, 0.0))
    frame = frame_of(renderer, scene, drifting(scene, {"ego": (2.0, 0.0, 0.0)}), index=2)
    assert (frame.clip, frame.index, frame.number, frame.time_ns) == (3, 2, 62, 200_000_000)
    assert set(frame.things) == {2, 3}
    assert frame.T_world_ego.translation_m[0] == pytest.approx(0.4)
    assert frame.ego_velocity_mps == pytest.approx((2.0, 0.0, 0.0))


def test_the_egos_acceleration_is_the_change_of_its_velocity(renderer: WarpRenderer) -> None:
    scene = world_of(crate("a", 9.0, 0.0))
    steady = drifting(scene)
    times = steady.start_s + steady.step_s * np.arange(len(steady.body_position_m))
    velocity, spin = steady.body_velocity_mps.copy(), steady.body_spin_radps.copy()
    velocity[:, 0] = np.stack([3.0 * times, times**2, 0 * times], axis=1)
    spin[:, 0, 2] = -2.0 * times
    frame = frame_of(renderer, scene, replace(steady, body_velocity_mps=velocity, body_spin_radps=spin), index=3)
    t_s = frame.time_ns * 1e-9
    assert frame.ego_acceleration_mps2 == pytest.approx((3.0, 2.0 * t_s, 0.0), abs=1e-9 + 1 / 240)  # chords of a curve
    assert frame.ego_angular_acceleration_radps2 == pytest.approx((0.0, 0.0, -2.0))


def test_sightings_are_the_full_labels_counts(renderer: WarpRenderer) -> None:
    a = crate("a", 12.0, 1.5, size_m=(1.0, 0.6, 1.2), arm_m=0.5)
    scene = replace(world_of(a, crate("hider", 6.0, 0.0), ground=Ground()), rig=SMALL)
    history = drifting(scene, {"a": (0.0, -6.0, 0.0), "ego": (5.0, 0.0, 0.0)})
    frames = [frame_of(renderer, scene, history, index=k) for k in range(scene.frames)]
    seen = sightings(scene, history, renderer, "a")
    assert [s.frame for s in seen] == list(range(scene.frames))
    for sighting, frame in zip(seen, frames, strict=True):
        view = next(v for v in frame.views["front"] if v.instance == 2)
        assert (sighting.visible_px, sighting.amodal_px) == (view.visible_px, view.amodal_px)
        height = view.modal_box.bottom - view.modal_box.top + 1 if view.modal_box else 0
        assert sighting.visible_height_px == height
    assert len({s.visible_px for s in seen}) > 1


def test_sightings_need_a_known_actor_and_a_camera(renderer: WarpRenderer) -> None:
    scene = world_of(crate("a", 9.0, 0.0))
    with pytest.raises(ConfigError, match="no camera"):
        sightings(scene, drifting(scene), renderer, "a")
    with pytest.raises(UnknownName, match="'b'"):
        sightings(replace(scene, rig=SMALL), drifting(scene), renderer, "b")


def carried(frame: Frame, history: WorldHistory, lidar: LidarReading) -> np.ndarray:
    """(N, 3) world points, each carried to the frame's time by its instance's own motion."""
    points = lidar.points[:, :3].astype(np.float64)
    for k in range(len(points)):
        fired_s = (lidar.time_ns + int(lidar.offset_ns[k])) * 1e-9
        points[k] = (history.body_at(1, fired_s) @ lidar.T_ego_sensor).apply(points[k])
        if lidar.instance[k]:
            body = int(lidar.instance[k])
            then, now = history.body_at(body, fired_s), history.body_at(body, frame.time_ns * 1e-9)
            points[k] = (now @ then.inverse()).apply(points[k])
    return points


@pytest.mark.parametrize("moving", [False, True])
def test_lidar_points_fall_on_pixels_of_their_own_instance(renderer: WarpRenderer, moving: bool) -> None:
    scene = world_of(
        crate("car", 12.0, -3.0, 0.0, 0.3, size_m=(4.0, 1.8, 1.5)),
        crate("van", 20.0, 2.5, 0.0, size_m=(5.0, 2.0, 2.2)),
        crate("person", 9.0, 1.0, size_m=(0.4, 0.5, 1.7), arm_m=0.4),
        ground=Ground(),
    )
    drift = {"car": (8.0, 2.0, 0.0), "person": (0.0, 1.5, 0.0), "ego": (10.0, 0.0, 0.0)} if moving else {}
    history = drifting(scene, drift, {"car": 0.3} if moving else {})
    frame = frame_of(renderer, scene, history, KittiRig().build(), index=1)
    (camera,), (lidar,) = frame.cameras(), frame.lidars()
    local = camera.T_world_sensor.inverse().apply(carried(frame, history, lidar))
    ahead = local[:, 2] > 0.5
    fx, fy, cx, cy = camera.K
    with np.errstate(divide="ignore", invalid="ignore"):
        u, v = fx * local[:, 0] / local[:, 2] + cx, fy * local[:, 1] / local[:, 2] + cy
    width, height = camera.size_px
    ahead &= (u > 1) & (u < width - 2) & (v > 1) & (v < height - 2)
    column, row, z = np.round(u[ahead]).astype(int), np.round(v[ahead]).astype(int), local[ahead, 2]
    instance = lidar.instance[ahead]
    near = [(dr, dc) for dr in (-1, 0, 1) for dc in (-1, 0, 1)]
    depths = np.stack([camera.depth_m[row + dr, column + dc] for dr, dc in near])
    covered = (np.where(depths > 0, depths, np.inf) < z - 0.05 - 0.01 * z).any(axis=0)
    own = np.stack([camera.instance[row + dr, column + dc] == instance for dr, dc in near]).any(axis=0)
    assert (~covered).sum() > 5000
    assert own[~covered].mean() >= 0.995
    assert np.median(np.abs(camera.depth_m[row, column] - z)[~covered]) < 0.02
    for thing in frame.things.values():
        assert thing.lidar_points == {"velodyne": int((lidar.instance == thing.instance).sum())}
        assert thing.lidar_points["velodyne"] > 30


place = st.tuples(st.floats(2.5, 15.0), st.floats(-6.0, 6.0), st.floats(0.0, 2.0), st.floats(-3.0, 3.0))


@settings(max_examples=15, deadline=None)
@given(st.lists(place, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_counts_hold_and_follow_a_permutation_of_the_actors(renderer: WarpRenderer, places, shuffle) -> None:
    """Boards that are shifted along all axes: no two share a plane, so order cannot matter."""
    actors = [
        crate(f"c{k}", x + 0.013 * k, y + 0.017 * k, z + 0.011 * k, yaw, arm_m=0.5)
        for k, (x, y, z, yaw) in enumerate(places)
    ]
    order = list(range(len(actors)))
    shuffle.shuffle(order)
    before, after = views_of(renderer, *actors), views_of(renderer, *(actors[k] for k in order))
    for view in before.values():
        assert 0 <= view.visible_px <= view.amodal_px
        assert sum(view.occluders.values()) == view.amodal_px - view.visible_px
        assert view.amodal_px == view.amodal_mask.sum()
        assert 0.0 <= view.truncation < 1.0
        moved = after[2 + order.index(view.instance - 2)]
        assert (moved.visible_px, moved.amodal_px) == (view.visible_px, view.amodal_px)
        assert moved.truncation == view.truncation
        assert moved.amodal_box == view.amodal_box
    assert len(before) == len(after)


def test_visible_pixels_all_lie_in_the_amodal_mask(renderer: WarpRenderer) -> None:
    scene = world_of(crate("a", 5.0, 1.0, arm_m=1.0, yaw_rad=0.7), crate("b", 8.0, 0.0), ground=Ground())
    frame = frame_of(renderer, scene, drifting(scene))
    reading = frame.readings["front"]
    assert isinstance(reading, CameraReading)
    for view in frame.views["front"]:
        full = np.zeros(reading.instance.shape, dtype=bool)
        box = view.amodal_box
        full[box.top : box.bottom + 1, box.left : box.right + 1] = view.amodal_mask
        assert (full | (reading.instance != view.instance)).all()
        assert view.visible_px == (reading.instance == view.instance).sum()
