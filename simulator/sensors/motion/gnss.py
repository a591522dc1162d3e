"""A satellite receiver: position and velocity from those satellites that the scene leaves in sight."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from scenes.environment import Environment
from scenes.errors import ConfigError
from scenes.geodesy import Datum, geodetic_of
from scenes.scene import EGO_INSTANCE
from scenes.streams import stream
from simulator.frame import GnssReading, Reading
from simulator.physics.history import WorldHistory
from simulator.readings.motion import Fix
from simulator.render.base import Renderer
from simulator.sensors.base import Mounting, Sensor, SensorState
from simulator.sensors.motion.constellation import SIDEREAL_DAY_S, directions
from simulator.sensors.motion.mounted import mount_velocity, triple
from simulator.sensors.motion.position_solution import Geometry, geometry_of, solved
from simulator.sensors.motion.sky_view import BELOW, BLOCKED, CLEAR, SHADED, sky_view

Float64 = NDArray[np.float64]

RTK_FEWEST = 6
"""Satellites from which on ambiguities can be fixed (chosen: usual minimum is five, and one to check)."""
FLOAT_SHARE = 0.2
"""Of the code's error that is left with float ambiguities (chosen: decimetres)."""
SHADE_FACTOR = 3.0
"""How much noisier a range is through leaves (chosen: 10 dB of signal)."""
LOST_M = 1e6
NO_DOP = 99.0
"""What a receiver without a fix says."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class RangeNoise:
    """Standard deviations (S,) of code ranges: noise that is new in each sample, and multipath, which lasts."""

    white_m: Float64
    multipath_m: Float64

    @property
    def total_m(self) -> Float64:
        """(S,) of both."""
        return np.asarray(np.hypot(self.white_m, self.multipath_m), dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gnss(Sensor):
    """Errors a satellite's range, which the satellites' geometry turns into errors of position.

    mode: `rtk` fixes carrier phases `lock_s` after enough satellites are in sight; `code` never. code_m: white noise of
    a code range at the zenith, more below it and through leaves. multipath_open_m, multipath_urban_m: standard
    deviations of its Gauss-Markov error with multipath_s, under an open sky and where nearly all of it is blocked.
    atmosphere_m: what models leave, all but constant over a clip. carrier_m, carrier_multipath_m, carrier_s: of carrier
    phases. velocity_mps: of a range rate. (Code 0.25 m, multipath 0.5 m over 80 s, urban 2 to 10 m, carrier 1 and 5 mm
    over 150 s: NAVI, secondary; the rest is chosen.) datum: where the world lies. State: errors a satellite, lock,
    epoch and last position.
    """

    rate_hz: float = 10.0
    mode: Literal["code", "rtk"] = "code"
    datum: Datum = field(default_factory=Datum)
    code_m: float = 0.25
    multipath_open_m: float = 0.5
    multipath_urban_m: float = 8.0
    multipath_s: float = 80.0
    atmosphere_m: float = 0.7
    carrier_m: float = 0.001
    carrier_multipath_m: float = 0.005
    carrier_s: float = 150.0
    velocity_mps: float = 0.03
    lock_s: float = 5.0

    def __post_init__(self) -> None:
        for name in ("rate_hz", "multipath_s", "carrier_s", "code_m", "carrier_m", "velocity_mps"):
            if not getattr(self, name) > 0.0:
                raise ConfigError(name, f"must be positive, got {getattr(self, name)}")
        for name in ("multipath_open_m", "multipath_urban_m", "atmosphere_m", "carrier_multipath_m", "lock_s"):
            if not getattr(self, name) >= 0.0:
                raise ConfigError(name, f"must not be negative, got {getattr(self, name)}")

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
        """A `GnssReading`, and the receiver's errors after it."""
        del environment
        rng = stream(seed, "gnss")
        T_world_sensor = history.body_at(EGO_INSTANCE, t_s) @ mounting.T_ego_sensor
        true_m, true_mps = np.asarray(T_world_sensor.translation_m), mount_velocity(history, mounting, t_s)
        errors = self._aged(state, t_s, rng)
        sky = directions(self.datum, errors["epoch_s"] + t_s)
        view = sky_view(renderer, history, true_m, sky, t_s)
        seen = np.flatnonzero(view <= SHADED)
        noise = self._noise(sky, view, seen)
        geometry = geometry_of(sky[seen], noise.total_m)
        locked_s = self._locked(errors, int((view == CLEAR).sum()), t_s)
        fix = self._fix(geometry, locked_s)
        if geometry is None:
            place, velocity = np.asarray(errors["last_m"]), np.asarray(errors["last_mps"])
        else:
            place = true_m + solved(geometry, self._range_errors(errors, seen, noise, fix, rng))
            velocity = true_mps + solved(geometry, self.velocity_mps * rng.standard_normal(len(seen)))
        latitude, longitude, altitude_m = geodetic_of(self.datum, triple(place))
        reading = GnssReading(
            name=mounting.name,
            time_ns=round(t_s * 1e9),
            T_ego_sensor=mounting.T_ego_sensor,
            T_world_sensor=T_world_sensor,
            fix=fix,
            position_m=triple(place),
            velocity_mps=triple(velocity),
            latitude_deg=latitude,
            longitude_deg=longitude,
            altitude_m=altitude_m,
            position_sigma_m=self._believed(geometry, noise.total_m, fix),
            velocity_sigma_mps=self.velocity_mps * (NO_DOP if geometry is None else geometry.hdop_ratio),
            satellites=len(seen),
            hdop_ratio=NO_DOP if geometry is None else geometry.hdop_ratio,
            vdop_ratio=NO_DOP if geometry is None else geometry.vdop_ratio,
            true_position_m=triple(true_m),
            true_velocity_mps=triple(true_mps),
        )
        kept = {"t_s": t_s, "locked_s": locked_s, "last_m": list(triple(place)), "last_mps": list(triple(velocity))}
        return reading, {**errors, **kept}

    def _aged(self, state: SensorState, t_s: float, rng: np.random.Generator) -> dict[str, Any]:
        """Errors of all satellites, of deviation 1, at this time; drawn at the first one."""
        draws = rng.standard_normal((3, 48))
        if not state:
            return {
                "t_s": t_s,
                "epoch_s": float(rng.random() * SIDEREAL_DAY_S),
                "locked_s": self.lock_s,
                "last_m": [0.0, 0.0, 0.0],
                "last_mps": [0.0, 0.0, 0.0],
                "multipath": draws[0].tolist(),
                "carrier": draws[1].tolist(),
                "atmosphere": draws[2].tolist(),
            }
        passed_s = max(t_s - float(state["t_s"]), 0.0)
        aged = dict(state)
        for name, correlation_s, fresh in (
            ("multipath", self.multipath_s, draws[0]),
            ("carrier", self.carrier_s, draws[1]),
        ):
            kept = math.exp(-passed_s / correlation_s)
            aged[name] = (kept * np.asarray(state[name]) + math.sqrt(1.0 - kept * kept) * fresh).tolist()
        return aged

    def _noise(self, sky: Float64, view: NDArray[np.int8], seen: NDArray[np.intp]) -> RangeNoise:
        """Of the seen satellites' code ranges; more multipath the more of the sky is blocked."""
        above = view != BELOW
        blocked = float((view[above] == BLOCKED).mean()) if above.any() else 1.0
        multipath_m = self.multipath_open_m + (self.multipath_urban_m - self.multipath_open_m) * blocked**2
        low = 1.0 / np.maximum(sky[seen, 2], 0.1)
        shade = np.where(view[seen] == SHADED, SHADE_FACTOR, 1.0)
        return RangeNoise(white_m=self.code_m * low * shade, multipath_m=multipath_m * np.sqrt(low) * shade)

    def _locked(self, errors: Mapping[str, Any], clear: int, t_s: float) -> float:
        """Seconds for which enough satellites have been in sight; a receiver that starts under them has its lock."""
        return float(errors["locked_s"]) + t_s - float(errors["t_s"]) if clear >= RTK_FEWEST else 0.0

    def _fix(self, geometry: Geometry | None, locked_s: float) -> Fix:
        if geometry is None:
            return "none"
        if self.mode == "code":
            return "code"
        return "fixed" if locked_s >= self.lock_s else "float"

    def _range_errors(
        self, errors: Mapping[str, Any], seen: NDArray[np.intp], noise: RangeNoise, fix: Fix, rng: np.random.Generator
    ) -> Float64:
        """(S,) m."""
        white = rng.standard_normal(len(seen))
        if fix == "fixed":
            wander_m = self.carrier_multipath_m * np.asarray(errors["carrier"])[seen]
            return np.asarray(self.carrier_m * white + wander_m, dtype=np.float64)
        lasting = np.asarray(errors["multipath"])[seen]
        if fix == "float":  # ambiguities are carried on from sample to sample, and the code's noise with them
            return np.asarray(FLOAT_SHARE * noise.total_m * lasting + self.carrier_m * white, dtype=np.float64)
        delay_m = self.atmosphere_m * np.asarray(errors["atmosphere"])[seen]
        return np.asarray(noise.white_m * white + noise.multipath_m * lasting + delay_m, dtype=np.float64)

    def _believed(self, geometry: Geometry | None, sigma_m: Float64, fix: Fix) -> tuple[float, float, float]:
        """Standard deviations east, north, up (m) from the ranges' own."""
        if geometry is None:
            return (LOST_M, LOST_M, LOST_M)
        own = {
            "fixed": np.full_like(sigma_m, math.hypot(self.carrier_m, self.carrier_multipath_m)),
            "float": FLOAT_SHARE * sigma_m,
            "code": np.hypot(sigma_m, self.atmosphere_m),
        }[fix]
        return triple(np.sqrt((geometry.gain**2 * own**2).sum(axis=1)))
