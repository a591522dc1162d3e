"""How well labelled things can be seen: transmittance by Beer-Lambert, contrast by what is around."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from seen_world import Ground, crate, drifting, world_of

from scenes.environment import Environment
from scenes.lenses.pinhole import Pinhole
from scenes.weather.plume import Plume
from simulator.frame import CameraReading, ThingInView
from simulator.labels.views import count_views
from simulator.labels.visibility import with_visibility
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.base import Mounting
from simulator.sensors.camera.lens_camera import LensCamera
from simulator.sensors.rigs.mounted_rig import Placement

LENS = Pinhole(width_px=120, height_px=80, fx_px=90.0, fy_px=90.0, cx_px=59.5, cy_px=39.5)
NEAR, FAR, HIDDEN = 2, 3, 4


def seen(environment: Environment) -> dict[int, ThingInView]:
    """Crates 10 m and 40 m away, and one that stands behind the near one."""
    size = (1.0, 2.0, 2.0)
    boxes = [crate("near", 10.5, 1.5, size_m=size), crate("far", 40.5, -4.0, size_m=size)]
    boxes.append(crate("hidden", 13.0, 1.9, size_m=(0.5, 0.5, 0.5)))
    scene = replace(world_of(*boxes, ground=Ground()), environment=environment)
    history = drifting(scene, {}, {})
    renderer = WarpRenderer(quality="draft", threads=1)
    renderer.load(scene)
    camera = LensCamera(optics=LENS)
    mounting = Mounting(name="front", T_ego_sensor=Placement(sensor=camera, x_m=0.0, y_m=0.0, z_m=1.5).pose())
    reading, _ = camera.measure(mounting, renderer, history, environment, 0.2, 0, {})
    assert isinstance(reading, CameraReading)
    views = count_views(scene, history, renderer, reading)
    return {view.instance: view for view in with_visibility(views, reading, renderer, history, environment)}


@pytest.mark.parametrize("mor_m", [30.0, 100.0, 1000.0])
def test_fog_leaves_a_twentieth_at_its_optical_range(mor_m: float) -> None:
    """Faces are 10 and 40 m away, to their edges up to 2 % more."""
    found = seen(Environment(mor_m=mor_m))
    for instance, distance_m in ((NEAR, 10.0), (FAR, 40.0)):
        expected = math.exp(-math.log(20.0) / mor_m * distance_m)
        assert found[instance].transmittance == pytest.approx(expected, rel=0.15 if mor_m < 50 else 0.05)


def test_fog_takes_contrast_and_a_hidden_thing_has_none() -> None:
    clear, foggy = seen(Environment()), seen(Environment(mor_m=40.0))
    contrast = [x[FAR].contrast for x in (clear, foggy)]
    assert contrast[0] is not None
    assert contrast[1] is not None
    assert contrast[1] < 0.5 * contrast[0]
    assert clear[HIDDEN].visible_px == 0
    assert (clear[HIDDEN].transmittance, clear[HIDDEN].contrast) == (None, None)


def test_smoke_before_a_thing_counts_and_that_behind_it_does_not() -> None:
    smoky = Environment(plumes=(Plume(position_m=(25.0, -2.4, 0.2), extinction_per_m=3.0),))
    clear, behind = seen(Environment()), seen(smoky)
    near, far = ((behind[k].transmittance, clear[k].transmittance) for k in (NEAR, FAR))
    assert np.isclose(*near, atol=0.02)  # type: ignore[arg-type]
    assert far[0] is not None
    assert far[1] is not None
    assert far[0] < 0.8 * far[1]
