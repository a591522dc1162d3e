"""What all cameras do: look through a lens at a time, expose, develop, and keep the exact truth of every pixel."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from scenes.environment import Environment
from scenes.errors import ConfigError
from scenes.lenses.base import Lens
from scenes.lenses.pinhole import Pinhole
from scenes.ontology import class_of
from scenes.rig import Axes, Between
from simulator.frame import CameraReading, Reading
from simulator.physics.history import WorldHistory
from simulator.render.base import Hits, Renderer, View
from simulator.render.lens_view import LensView, blind_pixels, bordered_directions
from simulator.render.views import camera_view, focused
from simulator.sensors.base import Mounting, Sensor, SensorState
from simulator.sensors.camera.airborne import wetted, with_airborne
from simulator.sensors.camera.chain import CameraChain, Developed, IdealChain, Shot
from simulator.sensors.camera.exposure import AutoExposure, Exposure
from simulator.sensors.camera.shutter import Focus, Shutter
from simulator.sensors.camera.white_balance import WhiteBalance, gains_of

Float32 = NDArray[np.float32]

DARKNESS_EV100 = -30.0
"""No picture is exposed for longer than one of this."""
GOLDEN = 0.618034
"""Multiples of it are spread evenly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera(Sensor):
    """Base of cameras. Truth comes from one ray through each pixel's centre at its row's exposure middle."""

    AXES: ClassVar[Axes] = "optical"
    BETWEEN: ClassVar[Between] = "skipped"

    exposure: Exposure = field(default_factory=AutoExposure)
    white_balance: WhiteBalance = field(default_factory=WhiteBalance)
    shutter: Shutter = field(default_factory=Shutter)
    focus: Focus = field(default_factory=Focus)
    chain: CameraChain = field(default_factory=IdealChain)

    def __post_init__(self) -> None:
        if not self.rate_hz > 0:
            raise ConfigError("rate_hz", f"must be positive, got {self.rate_hz}")
        longest_s = self.longest_exposure_s
        if longest_s > 1.0 / self.rate_hz:
            raise ConfigError(
                "chain",
                f"exposes for up to {longest_s:g} s, which is longer than the frame: at {self.rate_hz:g} pictures a "
                f"second allowed: at most {1.0 / self.rate_hz:.4g} s",
            )
        if self.shutter.readout_s > 1.0 / self.rate_hz:
            raise ConfigError(
                "shutter.readout_s",
                f"got {self.shutter.readout_s:g} s, which is longer than the frame: at {self.rate_hz:g} pictures a "
                f"second allowed: at most {1.0 / self.rate_hz:.4g} s",
            )

    @property
    @abstractmethod
    def lens(self) -> Lens:
        """What the camera looks through."""

    @property
    def looks_back_s(self) -> float:
        """Half the readout and half the longest exposure."""
        return 0.5 * (self.shutter.readout_s + self.longest_exposure_s)

    @property
    def longest_exposure_s(self) -> float:
        """Of any picture."""
        return self.chain.settings(DARKNESS_EV100).time_s

    @property
    def is_pinhole(self) -> bool:
        """Whether every backend can answer it: a global shutter behind a lens without distortion."""
        return isinstance(self.lens, Pinhole) and self.shutter.readout_s == 0.0

    def view(self, mounting: Mounting, history: WorldHistory, t_s: float) -> View:
        """Where the camera looks from at a time."""
        return camera_view(self.lens, mounting.T_ego_sensor, history, t_s, self.shutter.readout_s)

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
        """A `CameraReading` whose flow leads to t + 1 / rate_hz.

        state: {"ev100": float, "white_balance": gains, "exposure_s": time that this picture was exposed, "t_s": its
        own}, and what its exposure remembers.
        """
        view = self.view(mounting, history, t_s)
        radiance, hits = renderer.render(view, history, environment, seed)
        dt_s = 1.0 / self.rate_hz
        # Pictures between those that are asked for are skipped, but the camera has adapted over their time, too.
        since_s = t_s - float(state.get("t_s", t_s - dt_s))
        settled = {
            **self.exposure.settle(radiance, since_s, state),
            **self.white_balance.settle(radiance, since_s, state),
            "t_s": t_s,
        }
        normal, flow = renderer.pixel_geometry(view, hits, history, self.view(mounting, history, t_s + dt_s))
        ev100 = float(settled["ev100"])
        exposure_s = settled["exposure_s"] = self.chain.settings(ev100).time_s
        moments = self._moments(mounting, history, t_s, exposure_s, self.shutter.moments_of(flow, dt_s, exposure_s))
        if moments:
            radiance = renderer.averaged(view, radiance, hits, moments, history, environment, seed)
        range_m = _ranges(view, self.lens, hits)
        radiance = with_airborne(radiance, range_m, self.lens, mounting, renderer, history, environment, t_s, settled)
        shot = Shot(
            lens=self.lens,
            ev100=ev100,
            balance=gains_of(settled),
            seed=seed,
            serial=mounting.name,
            device=renderer.device,
        )
        developed = wetted(self.chain, environment, mounting.name).develop(radiance, shot)
        return _reading(mounting, view, self.lens, self.shutter.readout_s, developed, hits, normal, flow), settled

    def _moments(
        self, mounting: Mounting, history: WorldHistory, t_s: float, exposure_s: float, times: int
    ) -> list[View]:
        """The views, other than the sharp one of the middle, whose mean with it is the exposed picture."""
        count = max(times, 1 if self.focus.is_sharp else self.focus.samples)
        if count == 1:
            return []
        # Neighbouring times look through distant points of the lens.
        order = sorted(range(count), key=lambda k: k * GOLDEN % 1.0)
        views = []
        for k in range(count):
            offset_s = ((k + 0.5) / count - 0.5) * exposure_s if times > 1 else 0.0
            at_s = t_s + (offset_s if abs(offset_s) > 1e-9 else 0.0)
            view = self.view(mounting, history, at_s)
            if not self.focus.is_sharp:
                view = focused(view, self.focus.aperture_m(order[k], count), self.focus.distance_m)
            views.append(view)
        return views


def _reading(
    mounting: Mounting,
    view: View,
    lens: Lens,
    readout_s: float,
    developed: Developed,
    hits: Hits,
    normal: Float32,
    flow: Float32,
) -> CameraReading:
    width, height = view.size_px
    shape = (height, width)
    along = hits.t.reshape(shape)
    cosine = _cosines(lens)
    is_unit = isinstance(view, LensView)
    nothing = np.where(blind_pixels(lens), np.uint8(0), np.uint8(class_of("sky").id))
    reading = CameraReading(
        name=mounting.name,
        time_ns=round(view.t_s * 1e9),
        T_ego_sensor=mounting.T_ego_sensor,
        T_world_sensor=view.T_world_camera,
        lens=lens,
        readout_s=readout_s,
        image=developed.image,
        raw=developed.raw,
        hdr=developed.hdr,
        depth_m=along * cosine if is_unit else along,
        range_m=_ranges(view, lens, hits),
        normal=normal,
        instance=hits.instance.reshape(shape),
        part=hits.part.reshape(shape),
        semantic=np.where((hits.link < 0).reshape(shape), nothing, hits.semantic.reshape(shape)),
        flow_px=flow,
    )
    for buffer in ("image", "depth_m", "range_m", "normal", "instance", "part", "semantic", "flow_px", "raw", "hdr"):
        if getattr(reading, buffer) is not None:
            getattr(reading, buffer).flags.writeable = False
    return reading


def _ranges(view: View, lens: Lens, hits: Hits) -> Float32:
    """(H, W) distances along the rays, 0 where nothing was hit."""
    along = hits.t.reshape(view.size_px[1], view.size_px[0])
    return along if isinstance(view, LensView) else along / _cosines(lens)


def _cosines(lens: Lens) -> Float32:
    """(H, W) depth over range of the pixels."""
    return np.asarray(bordered_directions(lens)[1:-1, 1:-1, 2])
