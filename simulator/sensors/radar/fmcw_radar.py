"""An FMCW radar: rays into the scene, echoes into cells, cells into clusters."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from scenes.environment import Environment
from scenes.errors import ConfigError
from scenes.pose import rotate
from scenes.scene import EGO_INSTANCE
from scenes.streams import stream
from simulator.frame import RadarReading, Reading
from simulator.physics.history import WorldHistory
from simulator.render.base import Renderer
from simulator.sensors.base import Mounting, Sensor, SensorState
from simulator.sensors.radar.air import rain_echoes, weakened
from simulator.sensors.radar.cells import filled, steps_of
from simulator.sensors.radar.cfar import Cfar
from simulator.sensors.radar.cluster_list import Measured, point_list
from simulator.sensors.radar.clusters import clusters_of
from simulator.sensors.radar.echoes import Echoes, joined, thinned
from simulator.sensors.radar.litter import litter_echoes
from simulator.sensors.radar.paths import heard, mirror_echoes, scan_of, shuttle_echoes, straight_echoes
from simulator.sensors.radar.presets import ars408_far, ars408_near
from simulator.sensors.radar.scan_pattern import scan_rays
from simulator.sensors.radar.surroundings import Radar, radar_at
from simulator.sensors.radar.waveform import RadarMode

Float64 = NDArray[np.float64]

INTERFERENCE_DB = (5.0, 15.0)
"""How much another radar's chirps raise the noise of a scan (reference section 9)."""


def _ars408() -> tuple[RadarMode, ...]:
    return ars408_far(), ars408_near()


@dataclass(frozen=True, slots=True, kw_only=True)
class FmcwRadar(Sensor):
    """One scan a reading: every mode once, in the order of the config, each at its own moment.

    rays: of the even net over each mode's field of view. rays_a_body: aimed at each body in it. most_clusters: the
    strongest are kept. false_alarm_probability: a cell. ground_reflection_share: amplitude of the road's mirror image.
    own_rcs_m2: of the own front for echoes that shuttle twice, 0 for none. blockage_db: one-way loss by dirt, snow or
    ice before the radar. litter: mean number, a mode, of small reflectors on the ground that no mesh has.
    interference_probability: of a scan whose noise another radar raises. By default an ARS 408-21: its far and near
    scan, 13 a second as in nuScenes.
    """

    rate_hz: float = 13.0
    modes: tuple[RadarMode, ...] = field(default_factory=_ars408)
    rays: int = 2048
    rays_a_body: int = 24
    most_clusters: int = 125
    false_alarm_probability: float = 1e-7
    cfar: Cfar = "ordered_statistic"
    ground_reflection_share: float = 0.6
    own_rcs_m2: float = 1.0
    blockage_db: float = 0.0
    litter: int = 10
    interference_probability: float = 0.02

    def __post_init__(self) -> None:
        if self.rate_hz <= 0:
            raise ConfigError("rate_hz", f"must be positive, got {self.rate_hz}")
        if not self.modes:
            raise ConfigError("modes", "a radar needs at least one mode")
        if not 0 < self.rays <= 100_000 or not 0 <= self.rays_a_body <= 1000:
            raise ConfigError("rays", f"got {self.rays} and {self.rays_a_body} a body, allowed 1..100000 and 0..1000")
        if not 1e-12 <= self.false_alarm_probability <= 1e-2:
            raise ConfigError("false_alarm_probability", f"got {self.false_alarm_probability}, allowed 1e-12 to 1e-2")
        if not 0.0 <= self.ground_reflection_share <= 1.0:
            raise ConfigError("ground_reflection_share", f"got {self.ground_reflection_share}, allowed 0 to 1")
        if not 0.0 <= self.interference_probability <= 1.0:
            raise ConfigError("interference_probability", f"got {self.interference_probability}, allowed 0 to 1")
        if not 0 <= self.litter <= 1000:
            raise ConfigError("litter", f"got {self.litter}, allowed 0 to 1000")
        if self.own_rcs_m2 < 0.0 or self.blockage_db < 0.0:
            raise ConfigError("own_rcs_m2", f"no loss or area is negative: {self.own_rcs_m2}, {self.blockage_db}")
        if not 1 <= self.most_clusters <= 32_767:
            raise ConfigError("most_clusters", f"got {self.most_clusters}, allowed 1 to 32767")

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
        """A `RadarReading`; state unchanged."""
        measured = []
        for index, mode in enumerate(self.modes):
            radar = radar_at(history, mounting.T_ego_sensor, t_s + mode.delay_s)
            echoes = self.echoes(index, renderer, history, radar, environment, seed)
            rng = stream(seed, "radar.cells", index)
            cells = filled(mode, echoes, rng)
            clusters = clusters_of(mode, echoes, cells, self.false_alarm_probability, self.cfar, rng)
            measured.append(Measured(mode=mode, radar=radar, clusters=clusters))
        points, truth, offset_ns, snr_db = point_list(measured, self.most_clusters)
        for array in (points, truth.instance, truth.semantic, truth.kind, offset_ns, snr_db):
            array.flags.writeable = False
        reading = RadarReading(
            name=mounting.name,
            time_ns=round(t_s * 1e9),
            T_ego_sensor=mounting.T_ego_sensor,
            T_world_sensor=history.body_at(EGO_INSTANCE, t_s) @ mounting.T_ego_sensor,
            points=points,
            instance=truth.instance,
            semantic=truth.semantic,
            kind=truth.kind,
            offset_ns=offset_ns,
            snr_db=snr_db,
        )
        return reading, state

    def echoes(
        self,
        index: int,
        renderer: Renderer,
        history: WorldHistory,
        radar: Radar,
        environment: Environment,
        seed: int,
    ) -> Echoes:
        """All echoes of a mode, before cells and noise."""
        mode = self.modes[index]
        bodies_m = _others(history, radar)
        shift = stream(seed, "radar.rays", index)
        directions, solid_angle_sr = scan_rays(mode, self.rays, self.rays_a_body, bodies_m, shift)
        scan = scan_of(renderer, history, mode, radar, directions, solid_angle_sr)
        straight = thinned(straight_echoes(scan, self.ground_reflection_share), steps_of(mode))
        mirror = thinned(mirror_echoes(scan, renderer, history), steps_of(mode))
        shuttle = shuttle_echoes(straight, mode, self.own_rcs_m2)
        litter = litter_echoes(scan, self.litter, stream(seed, "radar.litter", index))
        echoes = joined([straight, mirror, shuttle, litter, rain_echoes(environment, mode, radar)])
        return self._interfered(heard(weakened(echoes, environment, mode, self.blockage_db), mode), index, seed)

    def _interfered(self, echoes: Echoes, index: int, seed: int) -> Echoes:
        """Echoes over the noise that another radar may have raised in this scan."""
        rng = stream(seed, "radar.interference", index)
        struck = rng.random() < self.interference_probability
        low, high = INTERFERENCE_DB
        raised_db = low + (high - low) * rng.random() if struck else 0.0
        return replace(echoes, snr=echoes.snr * 10.0 ** (-raised_db / 10.0))


def _others(history: WorldHistory, radar: Radar) -> Float64:
    """(B, 3) origins of all bodies but the ego, in the radar's frame."""
    index, share = history.bracket(radar.t_s)
    before, after = (np.delete(history.body_position_m[k], EGO_INSTANCE - 1, axis=0) for k in (index, index + 1))
    turned_back = np.array(radar.T_world_sensor.inverse().rotation_xyzw)
    return rotate(turned_back, (1.0 - share) * before + share * after - radar.origin_m)
