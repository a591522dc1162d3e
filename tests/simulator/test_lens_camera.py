"""Cameras behind any lens and shutter: masks, boxes, truncation and flow by brute force, pixel for pixel."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest
from seen_world import Ground, crate, drifting, world_of

from scenes.errors import ConfigError, OutputError
from scenes.lenses.base import Lens
from scenes.lenses.brown_conrady import BrownConrady
from scenes.lenses.equirectangular import Equirectangular
from scenes.lenses.kannala_brandt import KannalaBrandt
from scenes.lenses.pinhole import Pinhole
from scenes.pose import Pose, rotate, rotation_of
from scenes.scene import Scene
from simulator.frame import CameraReading
from simulator.labels.views import count_views
from simulator.physics.history import WorldHistory
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.base import Mounting
from simulator.sensors.camera.lens_camera import LensCamera
from simulator.sensors.camera.shutter import Shutter
from simulator.sensors.rigs.mounted_rig import Placement
from simulator.sensors.testing import check_sensor

T_S = 0.2
SIZES_M = {2: (4.0, 1.8, 1.5), 3: (0.6, 0.6, 1.7), 4: (2.0, 2.0, 2.5)}
PLACES = {2: (9.0, -3.0, 0.3), 3: (5.0, 1.2, 0.0), 4: (12.0, 2.0, -0.5)}
DRIFT_MPS = {"ego": (14.0, 0.0, 0.0), "c2": (-9.0, 1.0, 0.0), "c3": (0.0, -6.0, 0.0)}

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
BARREL = BrownConrady(
    width_px=220, height_px=120, fx_px=110.0, fy_px=110.0, cx_px=110.0, cy_px=58.0, k1=-0.2, k2=0.04, p1=1e-3
)
PLAIN = Pinhole(width_px=200, height_px=120, fx_px=120.0, fy_px=120.0, cx_px=99.5, cy_px=50.0)
PANORAMA = Equirectangular(width_px=240, height_px=120)

CASES = {
    "fisheye": (FISHEYE, 0.0),
    "barrel": (BARREL, 0.0),
    "panorama": (PANORAMA, 0.0),
    "rolling pinhole": (PLAIN, 0.03),
    "rolling fisheye": (FISHEYE, 0.05),
}


@dataclass(frozen=True)
class Shot:
    scene: Scene
    history: WorldHistory
    camera: LensCamera
    mounting: Mounting
    reading: CameraReading


def camera_of(lens: Lens, readout_s: float) -> LensCamera:
    return LensCamera(optics=lens, shutter=Shutter(readout_s=readout_s))


@pytest.fixture(scope="module")
def renderer() -> WarpRenderer:
    return WarpRenderer(quality="draft", threads=1)


@pytest.fixture(params=sorted(CASES), scope="module")
def shot(request: pytest.FixtureRequest, renderer: WarpRenderer) -> Shot:
    lens, readout_s = CASES[request.param]
    boxes = [crate(f"c{k}", *PLACES[k][:2], 0.0, PLACES[k][2], size_m=SIZES_M[k]) for k in SIZES_M]
    scene = world_of(*boxes, ground=Ground())
    history = drifting(scene, DRIFT_MPS, {"c2": 0.8, "ego": 0.3})
    camera = camera_of(lens, readout_s)
    mounting = Mounting(
        name="front", T_ego_sensor=Placement(sensor=camera, x_m=1.0, y_m=0.1, z_m=1.5, pitch_deg=3.0).pose()
    )
    renderer.load(scene)
    reading, _ = camera.measure(mounting, renderer, history, scene.environment, T_S, 0, {})
    assert isinstance(reading, CameraReading)
    return Shot(scene, history, camera, mounting, reading)


def row_times(shot: Shot) -> np.ndarray:
    """The formula of the reference: the middle row at the frame's time."""
    height = shot.reading.size_px[1]
    return T_S + (np.arange(height) - (height - 1) / 2) * shot.camera.shutter.readout_s / height


def camera_poses(shot: Shot, times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Centres (T, 3) and rotations (T, 3, 3) of the camera, one pose at a time."""
    poses = [(shot.history.body_at(1, float(t)) @ shot.mounting.T_ego_sensor) for t in times]
    return np.array([p.translation_m for p in poses]), np.stack([p.rotation() for p in poses])


def box_distance(origin: np.ndarray, direction: np.ndarray, pose: Pose, size: tuple[float, float, float]) -> np.ndarray:
    """(N,) distance to a box that stands on its pose's origin, inf where missed: the slab test, in float64."""
    inverse = pose.inverse()
    o = inverse.apply(origin)
    d = direction @ inverse.rotation().T
    low = np.array([-size[0] / 2, -size[1] / 2, 0.0])
    high = np.array([size[0] / 2, size[1] / 2, size[2]])
    with np.errstate(divide="ignore"):
        a, b = (low - o) / d, (high - o) / d
    near, far = np.minimum(a, b).max(axis=-1), np.maximum(a, b).min(axis=-1)
    return np.where((near <= far) & (near > 0), near, np.inf)


def distances(shot: Shot) -> dict[int, np.ndarray]:
    """(H, W) of every crate alone, each row with the camera and the crates where they are at its own time."""
    lens = shot.camera.lens
    local = lens.pixel_directions()
    times = row_times(shot)
    centre, R = camera_poses(shot, times)
    out = {k: np.full(local.shape[:2], np.inf) for k in SIZES_M}
    for row, t in enumerate(times):
        seen = np.isfinite(local[row]).all(axis=1)
        direction = local[row][seen] @ R[row].T
        for k, size in SIZES_M.items():
            pose = shot.history.body_at(k, float(t))
            found = box_distance(np.broadcast_to(centre[row], direction.shape), direction, pose, size)
            out[k][row, seen] = found
    return out


def eroded(mask: np.ndarray) -> np.ndarray:
    """Pixels whose neighbours are alike: those on a silhouette are left to rounding."""
    same = np.ones_like(mask)
    padded = np.pad(mask, 1, mode="edge")
    for dy in range(3):
        for dx in range(3):
            same &= padded[dy : dy + mask.shape[0], dx : dx + mask.shape[1]] == mask
    return same


def test_every_pixel_shows_what_its_own_ray_meets_at_its_own_time(shot: Shot) -> None:
    alone = distances(shot)
    nearest = np.min([alone[k] for k in SIZES_M], axis=0)
    for k in SIZES_M:
        expected = (alone[k] == nearest) & np.isfinite(nearest)
        got = shot.reading.instance == k
        assert expected.sum() > 30
        sure = eroded(expected)
        np.testing.assert_array_equal(got[sure], expected[sure])
        assert (got != expected).mean() < 1e-4
        inside = expected & sure
        np.testing.assert_allclose(shot.reading.range_m[inside], nearest[inside], rtol=2e-5)


def test_depth_is_range_times_the_cosine_of_the_ray(shot: Shot) -> None:
    cosine = shot.camera.lens.pixel_directions()[..., 2]
    seen = shot.reading.range_m > 0
    np.testing.assert_allclose(shot.reading.depth_m[seen], (shot.reading.range_m * cosine)[seen], rtol=1e-4, atol=1e-4)


def test_masks_and_boxes_are_counted_through_lens_and_shutter(shot: Shot, renderer: WarpRenderer) -> None:
    views = {v.instance: v for v in count_views(shot.scene, shot.history, renderer, shot.reading)}
    alone = distances(shot)
    nearest = np.min([alone[k] for k in SIZES_M], axis=0)
    for k in SIZES_M:
        amodal = np.isfinite(alone[k])
        modal = amodal & (alone[k] == nearest)
        assert abs(views[k].amodal_px - amodal.sum()) <= 3
        assert abs(views[k].visible_px - modal.sum()) <= 3
        rows, columns = np.nonzero(amodal)
        box = views[k].amodal_box
        expected = (columns.min(), rows.min(), columns.max(), rows.max())
        assert np.abs(np.subtract((box.left, box.top, box.right, box.bottom), expected)).max() <= 1


@pytest.mark.slow
def test_truncation_is_the_share_of_solid_angle_outside_the_image(shot: Shot, renderer: WarpRenderer) -> None:
    """Counted on a fine sphere of rays from the camera's centre at the frame's time."""
    views = {v.instance: v for v in count_views(shot.scene, shot.history, renderer, shot.reading)}
    sphere = Equirectangular(width_px=3000, height_px=1500)
    local = sphere.pixel_directions().reshape(-1, 3)
    weight = np.repeat(np.cos((0.5 - (np.arange(1500) + 0.5) / 1500) * math.pi), 3000)
    centre, R = camera_poses(shot, np.array([T_S]))
    width, height = shot.reading.size_px
    place = shot.camera.lens.project(local)
    with np.errstate(invalid="ignore"):
        inside = ((place >= -0.5) & (place < (width - 0.5, height - 0.5))).all(axis=1)
    direction = local @ R[0].T
    for k, size in SIZES_M.items():
        hit = np.isfinite(
            box_distance(np.broadcast_to(centre[0], direction.shape), direction, shot.history.body_at(k, T_S), size)
        )
        outside = weight[hit & ~inside].sum() / weight[hit].sum()
        assert views[k].truncation == pytest.approx(outside, abs=0.01)


def test_flow_leads_to_where_the_next_frame_shows_the_point(shot: Shot) -> None:
    """A material point of a crate a frame later, its row found by bisection of the shutter's equation."""
    reading, rng = shot.reading, np.random.Generator(np.random.Philox(7))
    times = row_times(shot)
    lens, local = shot.camera.lens, shot.camera.lens.pixel_directions()
    height = reading.size_px[1]
    checked = 0
    for k in SIZES_M:
        rows, columns = np.nonzero((reading.instance == k) & np.isfinite(reading.flow_px).all(axis=2))
        for i in rng.permutation(len(rows))[:40]:
            v, u = rows[i], columns[i]
            centre, R = camera_poses(shot, times[[v]])
            point = centre[0] + R[0] @ local[v, u] * float(reading.range_m[v, u])
            on_body = shot.history.body_at(k, float(times[v])).inverse().apply(point)

            def seen_at(row: float, k: int = k, on_body: np.ndarray = on_body) -> np.ndarray:
                t = 0.1 + T_S + (row - (height - 1) / 2) * shot.camera.shutter.readout_s / height
                eye, turn = camera_poses(shot, np.array([t]))
                return lens.project(turn[0].T @ (shot.history.body_at(k, t).apply(on_body) - eye[0]))

            low, high = -40.0, height + 40.0
            for _ in range(40):
                middle = (low + high) / 2
                low, high = (middle, high) if seen_at(middle)[1] > middle else (low, middle)
            expected = seen_at((low + high) / 2) - (u, v)
            if 0 <= v + expected[1] < height - 1 and np.isfinite(expected).all():
                np.testing.assert_allclose(reading.flow_px[v, u], expected, atol=0.05, rtol=5e-4)
                checked += 1
    assert checked > 40


def test_a_rolling_shutter_slants_what_crosses_by_speed_times_time_a_row(renderer: WarpRenderer) -> None:
    """A wall's edge that crosses at v moves f v / z pixels a second: f v T_read / (z H) a row."""
    scene = world_of(crate("wall", 10.5, 0.0, 0.0, size_m=(1.0, 2.0, 6.0)))
    history = drifting(scene, {"wall": (0.0, -8.0, 0.0)})
    camera = camera_of(PLAIN, 0.05)
    mounting = Mounting(name="front", T_ego_sensor=Placement(sensor=camera, x_m=0.0, y_m=0.0, z_m=1.5).pose())
    renderer.load(scene)
    reading, _ = camera.measure(mounting, renderer, history, scene.environment, T_S, 0, {})
    assert isinstance(reading, CameraReading)
    front = (reading.instance == 2) & (np.abs(reading.depth_m - 10.0) < 1e-3)
    rows = np.flatnonzero(front.any(axis=1))
    left = np.array([np.flatnonzero(front[r])[0] for r in rows])
    slope = np.polyfit(rows, left, 1)[0]
    assert slope == pytest.approx(120.0 * 8.0 * 0.05 / (10.0 * 120), rel=0.05)


def test_the_views_rows_start_before_and_end_after_the_frame(shot: Shot) -> None:
    view = shot.camera.view(shot.mounting, shot.history, T_S)
    if shot.camera.shutter.readout_s:
        np.testing.assert_allclose(view.row_time_s, row_times(shot), atol=1e-12)
        centre, R = camera_poses(shot, row_times(shot))
        np.testing.assert_allclose(view.row_position_m, centre, atol=1e-9)
        np.testing.assert_allclose(rotation_of(view.row_rotation_xyzw), R, atol=1e-9)
        np.testing.assert_allclose(rotate(view.row_rotation_xyzw, np.array([[0.0, 0.0, 1.0]])), R[:, :, 2], atol=1e-9)


def test_a_lens_camera_is_a_sensor(renderer: WarpRenderer) -> None:
    scene = world_of(crate("a", 8.0, 1.0), ground=Ground())
    check_sensor(camera_of(FISHEYE, 0.02), renderer, scene, drifting(scene), T_S)


def test_outside_its_field_a_fisheye_shows_nothing(renderer: WarpRenderer) -> None:
    scene = world_of(ground=Ground())
    renderer.load(scene)
    camera = camera_of(FISHEYE, 0.0)
    mounting = Mounting(name="front", T_ego_sensor=Placement(sensor=camera, x_m=0.0, y_m=0.0, z_m=1.5).pose())
    reading, _ = camera.measure(mounting, renderer, drifting(scene), scene.environment, T_S, 0, {})
    assert isinstance(reading, CameraReading)
    corner = (0, 0)
    assert reading.image[corner].tolist() == [0, 0, 0]
    assert (reading.semantic[corner], reading.range_m[corner], reading.instance[corner]) == (0, 0.0, 0)


def test_a_fisheye_has_no_matrix_of_intrinsics(shot: Shot) -> None:
    if isinstance(shot.camera.lens, Pinhole):
        assert shot.reading.K == shot.camera.lens.K
        return
    with pytest.raises(OutputError, match="which no matrix of intrinsics describes"):
        _ = shot.reading.K


def test_a_shutter_longer_than_the_frame_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"shutter\.readout_s: got 0\.2 s, which is longer than the frame"):
        camera_of(PLAIN, 0.2)
