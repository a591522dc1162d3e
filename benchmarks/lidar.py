"""A sweep of the HDL-64E: one ray a pulse in clear air, and all that is modelled: footprints, returns, noise, fog."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from benchmarks.frame import Bench, bench, renderer_of
from benchmarks.results import Result, in_turn_ms
from scenes.environment import Environment
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.base import Mounting
from simulator.sensors.lidar.lidar import Lidar
from simulator.sensors.lidar.optics import Optics
from simulator.sensors.lidar.spinning_lidar import SpinningLidar

FOG_MOR_M = 150.0


def lidar_hdl64() -> list[Result]:
    """Milliseconds a sweep, taken in turn, so that a drift of the machine's speed touches both."""
    b = bench()
    renderer = renderer_of("draft", b.clip)
    clear = b.clip.scene.environment
    foggy = dataclasses.replace(clear, mor_m=FOG_MOR_M)
    plain, full = in_turn_ms(
        _sweep(b, renderer, SpinningLidar(optics=Optics(sub_rays=1)), clear),
        _sweep(b, renderer, SpinningLidar(returns="triple"), foggy),
    )
    street = b.description
    return [
        Result(
            name="lidar_hdl64_ms",
            value=full,
            unit="ms",
            config=f"{street}; 5 rays a pulse, 3 returns, noise, fog of {FOG_MOR_M:g} m",
        ),
        Result(name="lidar_hdl64_plain_ms", value=plain, unit="ms", config=f"{street}; 1 ray a pulse, clear air"),
    ]


def _sweep(b: Bench, renderer: WarpRenderer, lidar: Lidar, environment: Environment) -> Callable[[], object]:
    mounting = Mounting(name="velodyne", T_ego_sensor=b.clip.scene.rig.mount("velodyne").T_ego_sensor)
    return lambda: lidar.measure(mounting, renderer, b.clip.history, environment, b.t_s, 1, {})


ALL = {"lidar_hdl64": lidar_hdl64}
