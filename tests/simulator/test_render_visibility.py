"""Further rays a pixel: the faces of the shifted view, on rasteriser and ray tracer alike."""

from __future__ import annotations

import numpy as np
import pytest
from mesh_world import exact_hits, shape_of, soup
from render_world import forward_view, placed, scene_of, sliding, still

from scenes.scene import Scene
from simulator.physics.history import WorldHistory
from simulator.render.bands import BandLauncher
from simulator.render.geometry import scene_tables
from simulator.render.mesh_store import MeshStore
from simulator.render.picture import sample_offsets
from simulator.render.rays import PinholeView, pinhole_rays, shifted
from simulator.render.visibility import Visibility
from simulator.render.warp_renderer import WarpRenderer
from simulator.render.worlds import Worlds

VIEW = forward_view(44, 31, 35.0)
PIXELS = 44 * 31


def crowd() -> Scene:
    return scene_of(*(placed(f"s{k}", shape_of(soup(k, 50, 3.0)), 3.0, 0.0, 1.5) for k in range(3)))


def glimpsed(
    scene: Scene, history: WorldHistory, view: PinholeView, offsets: np.ndarray, threads: int = 1, traced: bool = False
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Inverse depth, link and face (S, pixels), the face -1 where nothing is met; by rays where traced."""
    tables = scene_tables(scene, MeshStore("cpu"))
    visibility = Visibility(tables, BandLauncher("cpu", threads), "cpu", 1)
    if traced:
        visibility.rasterizer = None
    worlds = Worlds(tables, "cpu")
    out = visibility.glimpses(worlds.over(history, view.t_s, view.t_s), history, view, offsets)
    np.testing.assert_allclose(out.offset.numpy(), offsets, rtol=1e-6)
    count = len(offsets) * PIXELS
    layers = (a.numpy()[:count].reshape(-1, PIXELS) for a in (out.inverse_depth, out.link, out.face))
    inverse, link, face = (layer.copy() for layer in layers)  # the rasteriser's buffers end with it
    return inverse, link, np.where(link >= 0, face, -1)


@pytest.mark.parametrize("traced", [False, True])
def test_glimpses_are_the_hits_of_the_shifted_view(traced: bool) -> None:
    scene, offsets = crowd(), sample_offsets(4)
    inverse, link, face = glimpsed(scene, still(scene), VIEW, offsets, traced=traced)
    renderer = WarpRenderer(quality="draft", threads=1)
    renderer.load(scene)
    for k, offset in enumerate(offsets):
        view = shifted(VIEW, offset)
        exact = exact_hits(scene, view)
        met = renderer.trace(pinhole_rays(view), still(scene))
        np.testing.assert_array_equal(link[k][exact.sure], met.link[exact.sure])
        hit = exact.sure & (exact.instance > 0)
        np.testing.assert_array_equal(face[k][hit], exact.face[hit])
        error = exact.error_m[hit] / exact.depth_m[hit]
        assert (np.abs(inverse[k][hit] * exact.depth_m[hit] - 1.0) <= error + 1e-5).all()
    assert (link[0] != link[2]).any()


def test_pixels_move_right_and_down_with_positive_offsets() -> None:
    """A ray .4 px to the right of a pixel meets what lies there: `shifted` has no sign of its own to be wrong about."""
    view = shifted(VIEW, np.array([0.4, -0.3]))
    middle = pinhole_rays(view).direction.reshape(31, 44, 3)[15, 21]
    # The camera looks along +x, image right is -y, down is -z; the centre is (21.5, 15).
    np.testing.assert_allclose(middle, (1.0, -(21 + 0.4 - 21.5) / 35.0, -(15 - 0.3 - 15) / 35.0), atol=1e-6)


def test_samples_are_spread_evenly_over_the_pixel() -> None:
    """Four quarters of a pixel get a quarter of 256 samples each, the mean is the centre; the centre is the first."""
    offsets = sample_offsets(257)
    assert offsets.shape == (256, 2)
    assert np.abs(offsets).max() <= 0.5
    quarters = np.bincount(2 * (offsets[:, 0] > 0) + (offsets[:, 1] > 0), minlength=4)
    assert np.abs(quarters - 64).max() <= 4  # R2's discrepancy falls with 1 / N
    np.testing.assert_allclose(offsets.mean(axis=0), 0.0, atol=0.01)
    np.testing.assert_array_equal(sample_offsets(9), offsets[:8])


def test_moving_bodies_are_glimpsed_at_the_views_time() -> None:
    scene = crowd()
    history = sliding(scene, (4.0, 2.0, 0.0))
    later = forward_view(44, 31, 35.0, t_s=0.7)
    seen = {t: glimpsed(scene, history, view, np.zeros((1, 2)))[2] for t, view in ((0.0, VIEW), (0.7, later))}
    renderer = WarpRenderer(quality="draft", threads=1)
    renderer.load(scene)
    for t, view in ((0.0, VIEW), (0.7, later)):
        hits = renderer.look(view, history)
        np.testing.assert_array_equal(seen[t][0][hits.link >= 0], hits.primitive[hits.link >= 0])
    assert (seen[0.0] != seen[0.7]).any()


def test_threads_do_not_change_a_glimpse() -> None:
    scene, offsets = crowd(), sample_offsets(4)
    one, three = (glimpsed(scene, still(scene), VIEW, offsets, threads) for threads in (1, 3))
    for a, b in zip(one, three, strict=True):
        np.testing.assert_array_equal(a, b)
