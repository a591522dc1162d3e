"""Labels of random small worlds against brute force: ids, depth, occlusion, truncation, amodal boxes and flow."""

from __future__ import annotations

import numpy as np
import pytest
from numpy_tracer import Pinhole, first_hits, soup_of
from seen_world import Crate, Ground, drifting, world_of

from scenes.actor import Actor
from scenes.pose import Pose
from scenes.scene import Scene
from scenes.streams import stream
from simulator.labels.frame import make_frame
from simulator.labels.world import LabelledWorld
from simulator.physics.history import WorldHistory
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.base import Mounting
from simulator.sensors.camera.pinhole import PinholeCamera
from simulator.sensors.rigs.mounted_rig import Placement

SIZE = (64, 20)
CAMERA = PinholeCamera(fx_px=40.0, fy_px=40.0, cx_px=31.2, cy_px=9.1, width_px=SIZE[0], height_px=SIZE[1])
MOUNTING = Mounting(
    name="front",
    T_ego_sensor=Placement(sensor=CAMERA, x_m=0.5, y_m=0.1, z_m=1.4, roll_deg=1.1, pitch_deg=2.9).pose(),
)
TIME_S = 0.1
JITTER_PX = 2e-3
"""Float32 rays at 30 m are off by 30 * 2^-23 m, far less than this share of a pixel (30 / 40 * 2e-3 m)."""


def random_world(seed: int) -> tuple[Scene, WorldHistory]:
    """Six crates of any attitude around and ahead of the camera, moving and turning; some cross the image's border."""
    rng = stream(seed, "oracle")
    actors, velocity, rate = [], {}, {}
    for k in range(6):
        q = rng.standard_normal(4)
        asset = Crate(size_m=tuple(float(s) for s in rng.uniform(0.3, 2.5, 3)), arm_m=float(rng.uniform(0.0, 1.5)))
        away = rng.uniform((-1.0, -1.0, -0.2), (2.0, 1.0, 0.2))
        reach_m = float(np.linalg.norm(asset.size_m)) + asset.arm_m
        # The camera, which moves 0.5 m, is inside no crate.
        place = np.array([0.5, 0.1, 1.4]) + away / np.linalg.norm(away) * (reach_m + rng.uniform(1.0, 8.0))
        at: Pose = Pose.from_arrays(place, q)
        actors.append(Actor(name=f"crate_{k}", asset=asset, T_world_body=at))
        velocity[f"crate_{k}"] = tuple(float(v) for v in rng.uniform(-3.0, 3.0, 3))
        rate[f"crate_{k}"] = float(rng.uniform(-1.0, 1.0))
    scene = world_of(*actors, ground=Ground() if seed % 2 else None)
    return scene, drifting(scene, {**velocity, "ego": (4.0, 0.5, 0.0)}, {**rate, "ego": 0.3})


def pinhole_at(history: WorldHistory, t_s: float) -> Pinhole:
    pose = history.body_at(1, t_s) @ MOUNTING.T_ego_sensor
    return Pinhole(pose.matrix(), CAMERA.K, SIZE)


@pytest.fixture(scope="module")
def renderer() -> WarpRenderer:
    return WarpRenderer(quality="draft", threads=1)


@pytest.mark.parametrize("seed", range(6))
def test_labels_are_what_brute_force_counts(renderer: WarpRenderer, seed: int) -> None:
    scene, history = random_world(seed)
    renderer.load(scene)
    reading, _ = CAMERA.measure(MOUNTING, renderer, history, scene.environment, TIME_S, 0, {})
    frame = make_frame(LabelledWorld(scene=scene, history=history, renderer=renderer), {"front": reading}, 0, 1)
    views = {view.instance: view for view in frame.views["front"]}
    camera, soup = pinhole_at(history, TIME_S), soup_of(scene, history, TIME_S)

    ids = camera.ids(soup)
    shifts = [(x, y) for x in (-JITTER_PX, JITTER_PX) for y in (-JITTER_PX, JITTER_PX)]
    sure = np.all([camera.ids(soup, shift) == ids for shift in shifts], axis=0)
    assert sure.mean() > 0.98
    np.testing.assert_array_equal(reading.instance[sure], np.maximum(ids, 0)[sure])

    hits = first_hits(camera.to_world[:3, 3], camera.directions(), soup)
    depth = np.where(np.isfinite(hits.t), hits.t, 0.0).reshape(ids.shape)
    # Same surface everywhere away from edges inside a body; grazing faces amplify float32 rounding.
    close = np.abs(reading.depth_m - depth) <= 1e-3 + 1e-4 * depth
    assert close[sure].mean() > 0.99

    for instance in range(2, 2 + len(scene.actors)):
        alone = soup.only(instance)
        mask = camera.ids(alone) == instance
        doubt = np.any([(camera.ids(alone, s) == instance) != mask for s in shifts], axis=0)
        if not (mask | doubt).any():
            assert instance not in views
            continue
        if not (mask & ~doubt).any():
            continue
        view = views[instance]
        full = np.zeros(ids.shape, dtype=bool)
        box = view.amodal_box
        full[box.top : box.bottom + 1, box.left : box.right + 1] = view.amodal_mask
        np.testing.assert_array_equal(full[~doubt], mask[~doubt])
        rows, columns = np.flatnonzero(full.any(axis=1)), np.flatnonzero(full.any(axis=0))
        assert (box.left, box.top, box.right, box.bottom) == (columns[0], rows[0], columns[-1], rows[-1])
        unsure = int(doubt.sum() + (~sure).sum())
        assert abs(view.amodal_px - mask.sum()) <= unsure
        assert abs(view.visible_px - (ids == instance).sum()) <= unsure
        hiders, counts = np.unique(np.maximum(ids[mask & (ids != instance)], 0), return_counts=True)
        expected = dict(zip(hiders.tolist(), counts.tolist(), strict=True))
        for hider in set(expected) | set(view.occluders):
            assert abs(expected.get(hider, 0) - view.occluders.get(hider, 0)) <= unsure
        # Both are counts on grids of thousands of cells: 0.3 cells times the root of the edge's length each.
        assert view.truncation == pytest.approx(camera.truncation(alone), abs=0.012)


@pytest.mark.parametrize("seed", range(3))
def test_flow_is_where_the_material_point_goes(renderer: WarpRenderer, seed: int) -> None:
    scene, history = random_world(seed)
    renderer.load(scene)
    reading, _ = CAMERA.measure(MOUNTING, renderer, history, scene.environment, TIME_S, 0, {})
    camera, soup = pinhole_at(history, TIME_S), soup_of(scene, history, TIME_S)
    hits = first_hits(camera.to_world[:3, 3], camera.directions(), soup)
    later = soup_of(scene, history, TIME_S + 1 / CAMERA.rate_hz)
    points = np.einsum("nk,nkd->nd", hits.weights, later.corners[hits.triangle])
    target = pinhole_at(history, TIME_S + 1 / CAMERA.rate_hz).project(points)
    rows, columns = np.mgrid[: SIZE[1], : SIZE[0]]
    expected = target[:, :2].reshape(SIZE[1], SIZE[0], 2) - np.stack([columns, rows], axis=-1)
    ahead = ((hits.triangle >= 0) & (target[:, 2] > 0.3)).reshape(SIZE[1], SIZE[0])
    same = ahead & (np.abs(reading.depth_m - hits.t.reshape(ahead.shape)) < 1e-3)
    assert same.sum() > 0.95 * ahead.sum()
    # 1e-3 m of depth at 0.3 m and float32 projection: 40 px/m at 1 m, shrinking with distance.
    near = np.abs(reading.flow_px - expected)[same].max(axis=1)
    assert np.quantile(near, 0.99) < 0.01
    assert np.isnan(reading.flow_px[(hits.triangle < 0).reshape(ahead.shape)]).all()
