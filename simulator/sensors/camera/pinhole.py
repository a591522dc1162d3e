"""A global-shutter pinhole camera: an image and, from one ray through each pixel's centre, its exact truth."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scenes.environment import Environment
from scenes.errors import ConfigError
from scenes.ontology import class_of
from scenes.scene import EGO_INSTANCE
from simulator.frame import CameraReading, Reading
from simulator.physics.history import WorldHistory
from simulator.render.base import Hits, PinholeView, Renderer
from simulator.sensors.base import Mounting, Sensor, SensorState
from simulator.sensors.camera.exposure import AutoExposure, Exposure, expose
from simulator.sensors.camera.white_balance import WhiteBalance, gains_of

Float32 = NDArray[np.float32]


MAX_SIDE_PX = 16384
"""Longest side of an image; chosen: beyond any camera, and its square still counts in 32 bits, as Warp's arrays do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PinholeCamera(Sensor):
    """A pinhole camera with square image axes: u = fx x / z + cx, v = fy y / z + cy, first pixel's centre at (0, 0)."""

    fx_px: float
    fy_px: float
    cx_px: float
    cy_px: float
    width_px: int
    height_px: int
    exposure: Exposure = field(default_factory=AutoExposure)
    white_balance: WhiteBalance = field(default_factory=WhiteBalance)

    def __post_init__(self) -> None:
        for name in ("fx_px", "fy_px", "width_px", "height_px", "rate_hz"):
            if not getattr(self, name) > 0:
                raise ConfigError(name, f"must be positive, got {getattr(self, name)}")
        for name in ("width_px", "height_px"):
            if getattr(self, name) > MAX_SIDE_PX:
                raise ConfigError(name, f"got {getattr(self, name)}, allowed: at most {MAX_SIDE_PX}")

    @property
    def K(self) -> tuple[float, float, float, float]:  # noqa: N802 (the field's own name)
        """(fx, fy, cx, cy) in pixels."""
        return self.fx_px, self.fy_px, self.cx_px, self.cy_px

    def view(self, mounting: Mounting, history: WorldHistory, t_s: float) -> PinholeView:
        """Where the camera looks from at a time."""
        return PinholeView(
            T_world_camera=history.body_at(EGO_INSTANCE, t_s) @ mounting.T_ego_sensor,
            K=self.K,
            size_px=(self.width_px, self.height_px),
            t_s=t_s,
        )

    def measure(
        self,
        mounting: Mounting,
        renderer: Renderer,
        history: WorldHistory,
        environment: Environment,
        t_s: float,
        seed: int,
        state: SensorState,
    ) -> tuple[Reading, SensorState]:
        """A `CameraReading` whose flow leads to t + 1 / rate_hz; state: {"ev100": float, "white_balance": gains}."""
        view = self.view(mounting, history, t_s)
        radiance, hits = renderer.render(view, history, environment, seed)
        dt_s = 1.0 / self.rate_hz
        settled = {**self.exposure.settle(radiance, dt_s, state), **self.white_balance.settle(radiance, dt_s, state)}
        next_s = t_s + dt_s
        normal, flow = renderer.pixel_geometry(view, hits, history, self.view(mounting, history, next_s))
        image = expose(radiance, float(settled["ev100"]), gains_of(settled))
        return _reading(mounting, view, image, hits, normal, flow), settled


def _reading(
    mounting: Mounting, view: PinholeView, image: NDArray[np.uint8], hits: Hits, normal: Float32, flow: Float32
) -> CameraReading:
    width, height = view.size_px
    shape = (height, width)
    reading = CameraReading(
        name=mounting.name,
        time_ns=round(view.t_s * 1e9),
        T_ego_sensor=mounting.T_ego_sensor,
        T_world_sensor=view.T_world_camera,
        K=view.K,
        image=image,
        depth_m=hits.t.reshape(shape),
        normal=normal,
        instance=hits.instance.reshape(shape),
        part=hits.part.reshape(shape),
        semantic=np.where(hits.link < 0, np.uint8(class_of("sky").id), hits.semantic).reshape(shape),
        flow_px=flow,
    )
    for buffer in ("image", "depth_m", "normal", "instance", "part", "semantic", "flow_px"):
        getattr(reading, buffer).flags.writeable = False
    return reading
