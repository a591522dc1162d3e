"""Conformance check of a renderer: laws that every backend keeps, run on any scene. For authors of backends."""

from __future__ import annotations

import numpy as np

from scenes.scene import Scene
from simulator.physics.history import WorldHistory
from simulator.render.base import Hits, PinholeView, Rays, Renderer
from simulator.render.rays import pinhole_rays

_TYPES = {
    "t": np.float32,
    "link": np.int32,
    "primitive": np.int32,
    "barycentric": np.float32,
    "normal": np.float32,
    "instance": np.uint16,
    "semantic": np.uint8,
    "part": np.uint8,
}


def check_renderer(renderer: Renderer, scene: Scene, history: WorldHistory, view: PinholeView) -> None:
    """Raises AssertionError, with the law that is broken, when a backend does not do what `Renderer` promises."""
    renderer.load(scene)
    rays = pinhole_rays(view)
    image, seen = renderer.render(view, history, scene.environment, 1)
    traced = renderer.trace(rays, history)
    _check_hits(traced, len(rays))
    width, height = view.size_px
    assert image.shape == (height, width, 3), f"radiance must be (H, W, 3), got {image.shape}"
    assert np.isfinite(image).all(), "radiance must be finite"
    assert (image >= 0).all(), "radiance must not be negative"
    again, _ = renderer.render(view, history, scene.environment, 1)
    assert image.tobytes() == again.tobytes(), "the same view and seed must give the same bytes"
    assert (seen.instance == traced.instance).all(), "render and trace must hit the same things"
    _check_alone(renderer, history, rays, traced)
    _check_carry(renderer, history, rays, traced, view.t_s)
    _check_albedo(renderer, history, view, seen)


def _check_hits(hits: Hits, count: int) -> None:
    for name, kind in _TYPES.items():
        array = getattr(hits, name)
        assert len(array) == count, f"hits.{name} must have one entry a ray"
        assert array.dtype == kind, f"hits.{name} must be {np.dtype(kind)}, got {array.dtype}"
    nothing = hits.link < 0
    assert (hits.t[nothing] == 0).all(), "t must be 0 where nothing was hit"
    assert (hits.t[~nothing] > 0).all(), "t must be positive where something was hit"
    assert (hits.instance[nothing] == 0).all(), "the instance must be 0 where nothing was hit"
    lengths = np.linalg.norm(hits.normal[~nothing], axis=1)
    np.testing.assert_allclose(lengths, 1.0, atol=1e-4, err_msg="normals must be unit vectors")


def _check_alone(renderer: Renderer, history: WorldHistory, rays: Rays, traced: Hits) -> None:
    """A thing alone is hit wherever it was seen, no farther, and nothing else is."""
    for instance in np.unique(traced.instance[traced.instance > 0]):
        alone = renderer.trace_alone(rays, history, np.full(len(rays), instance, dtype=np.int32))
        mine = traced.instance == instance
        assert (alone.instance[mine] == instance).all(), "a thing that is seen must be hit when it is alone"
        np.testing.assert_allclose(alone.t[mine], traced.t[mine], rtol=1e-5, err_msg="alone, the hit is the same")
        others = set(np.unique(alone.instance).tolist()) - {0, int(instance)}
        assert not others, f"{instance} alone must not be {others}"
    own = np.maximum(traced.instance, 1).astype(np.int32)
    mixed = renderer.trace_alone(rays, history, own)
    mine = traced.instance > 0
    np.testing.assert_array_equal(mixed.instance[mine], own[mine], err_msg="alone, each ray has its own instance")


def _check_carry(renderer: Renderer, history: WorldHistory, rays: Rays, traced: Hits, t_s: float) -> None:
    """Carried to its own time, a hit stays where it is."""
    met = traced.link >= 0
    points = renderer.carry(rays, traced, history, t_s)
    expected = rays.origin_m[met] + rays.direction[met] * traced.t[met, None]
    # float32 positions of some hundred metres: a rotation there and back costs a few ulp.
    np.testing.assert_allclose(points[met], expected, atol=5e-4, err_msg="carry to the same time must not move a hit")


def _check_albedo(renderer: Renderer, history: WorldHistory, view: PinholeView, seen: Hits) -> None:
    """Surfaces reflect a share of the light, the sky nothing."""
    width, height = view.size_px
    albedo = renderer.albedo(view, seen, history)
    assert albedo.shape == (height, width, 3), f"albedo must be (H, W, 3), got {albedo.shape}"
    assert ((albedo >= 0.0) & (albedo <= 1.0)).all(), "albedo must lie in 0..1"
    assert (albedo.reshape(-1, 3)[seen.link < 0] == 0.0).all(), "albedo must be 0 where nothing was hit"
