"""Lamps, holes, water and air of the path-traced reference, each by its own law."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import pytest
from lamp_world import bulb, source
from render_world import GREY, Solid, forward_view, noon, placed, scene_of, still

pytest.importorskip("mitsuba", reason="the reference backend needs the package 'mitsuba'")

from scenes.asset import Asset
from scenes.environment import Environment
from scenes.material import Material
from scenes.pose import Pose
from scenes.texture import Texture
from simulator.render.mitsuba.camera import finer_view
from simulator.render.mitsuba.lamps import projected
from simulator.render.mitsuba.renderer import MitsubaRenderer
from simulator.render.photometry import relative_intensity
from simulator.render.rays import pinhole_rays
from simulator.render.warp_renderer import WarpRenderer

DARK = Environment(sun_elevation_rad=-1.0, moon_lit_share=0.0, moon_elevation_rad=-1.0)
MATT = Material(base_color=(0.6, 0.6, 0.6), roughness=1.0)


def pictured(scene, view, samples: int = 64):
    renderer = MitsubaRenderer(samples=samples)
    renderer.load(scene)
    return renderer.render(view, still(scene), scene.environment, 1)[0]


@pytest.mark.parametrize("kind", ["lambertian", "low_beam", "high_beam", "street", "beacon", "signal"])
def test_a_lamp_lights_a_wall_by_its_intensity_over_distance_squared(kind: str) -> None:
    """E = I(h, v) cos / r^2 at points of a matt wall 5 m ahead of the lamp; L = albedo E / pi, within 6 % for sheen."""
    above = 0.05 if kind == "beacon" else 0.0  # it would shine along its own housing, a square
    at = Pose(translation_m=(0.0, 0.0, above))
    lamp = bulb("lamp", Pose.planar(3.0, 0.0, 0.0, 3.0 - above), source(photometry=kind, peak_cd=5e4, T_part_lamp=at))
    scene = scene_of(
        placed("wall", Solid(shape="wall", size_m=12.0, material=MATT), 8.0, 0, 1.5), lamp, environment=DARK
    )
    image = pictured(scene, forward_view(48, 48, 40.0, z_m=1.5), samples=600 if kind == "beacon" else 64)
    for column, row in ((23, 15), (10, 20), (36, 28), (30, 26)):
        y, z = 8.0 * (23.5 - column) / 40.0, 1.5 + 8.0 * (23.5 - row) / 40.0
        offset = np.array([5.0, y, z - 3.0])
        r = np.linalg.norm(offset)
        intensity = 5e4 * relative_intensity(kind, np.arctan2(y, 5.0), np.arcsin(offset[2] / r))
        expected = 0.6 / math.pi * intensity * (5.0 / r) / r**2
        # A pixel is 0.2 m of the wall: 2.3 degrees, over which a beam's edge falls steeply; those are left out.
        step = 5e4 * relative_intensity(kind, np.arctan2(y + 0.1, 5.0), np.arcsin((offset[2] + 0.1) / r))
        if abs(step / intensity - 1.0) < 0.2:
            np.testing.assert_allclose(image[row, column], expected, rtol=0.12)


def test_a_projected_picture_weighs_by_the_cube_of_the_cosine() -> None:
    picture = projected("lambertian", math.radians(90.0), 0.0)
    middle = len(picture) // 2
    assert picture[middle, middle] * math.pi == pytest.approx(1.0, rel=1e-4)
    # Half a pixel from the left edge: tan = 1 - 1/n, cosine of the angle to the axis, Lambert's own factor once more.
    cosine = 1.0 / math.sqrt(1.0 + (1.0 - 1.0 / len(picture)) ** 2)
    assert picture[middle, 0] * math.pi == pytest.approx(cosine**4, rel=1e-3)


def test_fog_hides_by_koschmieders_law() -> None:
    """A black wall in fog shows the air's light times 1 - exp(-3 d / MOR)."""
    black = Material(base_color=(0.0, 0.0, 0.0), roughness=1.0)
    environment = replace(noon(cloud_cover=1.0), mor_m=100.0)
    view = forward_view(9, 7, 60.0, z_m=1.5)
    images = [
        pictured(
            scene_of(placed("w", Solid(shape="wall", size_m=40.0, material=black), x, 0, 1.5), environment=environment),
            view,
        )[3, 4]
        for x in (25.0, 50.0, 100.0)
    ]
    # The wall's own sheen is small beside the air's light: at 25 m half of it remains, at 100 m a twentieth.
    veil = images[2] / 0.95
    np.testing.assert_allclose(images[1] / veil, 1.0 - math.exp(-0.5 * math.log(20.0)), rtol=0.1)
    assert images[0].sum() < images[1].sum() < images[2].sum()


def test_a_wet_road_is_darker_and_mirrors() -> None:
    asphalt = Material(base_color=(0.1, 0.1, 0.1), roughness=0.9)
    dry = scene_of(ground=asphalt, environment=noon(cloud_cover=1.0))
    wet = scene_of(ground=asphalt, environment=replace(noon(cloud_cover=1.0), wetness=0.5))
    steep = forward_view(9, 7, 4.0, z_m=2.0)
    below = [pictured(scene, steep, samples=128)[-1].mean() for scene in (dry, wet)]
    assert below[1] < 0.85 * below[0]
    far = replace(forward_view(9, 7, 60.0), K=(60.0, 60.0, 4.0, 0.0))
    grazing = [pictured(scene, far, samples=128)[4:].mean() for scene in (dry, wet)]
    assert grazing[1] > grazing[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence(Solid):
    """A wall of a painted texture, which repeats every metre."""

    def build(self) -> Asset:
        plain = Solid.build(self)
        mesh = plain.parts[0].mesh
        corners = mesh.vertices_m[mesh.faces]
        uv = np.stack([-corners[..., 1], -corners[..., 2]], axis=-1).astype(np.float32)
        return replace(plain, parts=(replace(plain.parts[0], mesh=replace(mesh, corner_uv=uv)),))


def test_holes_are_where_the_default_renderer_has_them() -> None:
    twig = Material(base_color=(0.5, 0.5, 0.5), base_color_texture=Texture(source="painted:twig"), alpha_cutoff=0.5)
    scene = scene_of(
        placed("behind", Solid(shape="wall", size_m=6.0, material=GREY), 9.0, 0.0, 1.5),
        placed("fence", Fence(shape="wall", size_m=4.0, material=twig), 6.0, 0.0, 1.5),
        environment=noon(),
    )
    view = forward_view(60, 40, 60.0)
    seen = []
    for renderer in (WarpRenderer(quality="draft", threads=1), MitsubaRenderer(samples=16)):
        renderer.load(scene)
        seen.append(renderer.trace(pinhole_rays(view), still(scene)).instance)
    fence = scene.instance_of("fence")
    assert 0.1 < (seen[0] == fence).mean() < 0.9
    assert (seen[0] == seen[1]).mean() > 0.99


def test_holes_are_seen_through_in_the_picture() -> None:
    """Black twigs before a bright sky: a pixel is dark where its ray stops."""
    black = Material(base_color=(0.0, 0.0, 0.0), base_color_texture=Texture(source="painted:twig"), alpha_cutoff=0.5)
    scene = scene_of(
        placed("fence", Fence(shape="wall", size_m=20.0, material=black), 2.0, 0.0, 11.5),
        environment=noon(cloud_cover=1.0),
    )
    view = replace(forward_view(60, 40, 60.0, z_m=3.0), K=(60.0, 60.0, 29.5, 39.5))
    renderer = MitsubaRenderer(samples=64)
    renderer.load(scene)
    image, _ = renderer.render(view, still(scene), scene.environment, 1)
    hits = renderer.trace(pinhole_rays(finer_view(view, 6)), still(scene))
    covered = (hits.link >= 0).reshape(40, 6, 60, 6).mean(axis=(1, 3))
    assert 0.05 < covered.mean() < 0.95
    # A straight line but for the sky, which brightens upwards, and light on the twigs' edges.
    assert np.corrcoef(covered.ravel(), image.mean(axis=2).ravel())[0, 1] < -0.9
