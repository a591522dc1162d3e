"""A spinning LiDAR: every firing is traced at its own time, from where the sensor is at that time."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scenes.environment import Environment
from scenes.errors import ConfigError
from scenes.pose import multiply_quaternions, rotate
from scenes.scene import EGO_INSTANCE
from scenes.streams import stream
from simulator.frame import LidarReading, Reading
from simulator.physics.history import WorldHistory
from simulator.render.base import Hits, Rays, Renderer
from simulator.sensors.base import Mounting, Sensor, SensorState
from simulator.sensors.lidar.beam_table import BeamModel, BeamTable, Hdl64Kitti
from simulator.sensors.lidar.lidar_response import detected, recorded_reflectance

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

STORED_STEP_M = 1e-3
"""KITTI stores coordinates on a 1 mm grid (measured on its public scans)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpinningLidar(Sensor):
    """One revolution a reading, counter-clockwise, facing forward (+x) exactly at the reading's time.

    beams: the beam table. min_range_m: 0.9, below which the HDL-64E's overlap function is zero (Hahner 2021).
    max_range_m: 80, where KITTI's object scans end (79.97 m measured). range_sigma_m: 5 mm, the spread measured on
    ground at 7 to 20 m in KITTI scans. lost_share: echoes lost for no visible reason, 3.5 % there.
    """

    beams: BeamModel = field(default_factory=Hdl64Kitti)
    min_range_m: float = 0.9
    max_range_m: float = 80.0
    range_sigma_m: float = 0.005
    lost_share: float = 0.035

    def __post_init__(self) -> None:
        if self.rate_hz <= 0:
            raise ConfigError("rate_hz", f"must be positive, got {self.rate_hz}")
        if not self.min_range_m >= 0.0:
            raise ConfigError("min_range_m", f"must not be negative, got {self.min_range_m}")
        if not self.min_range_m < self.max_range_m:
            raise ConfigError("max_range_m", f"must exceed min_range_m {self.min_range_m}, got {self.max_range_m}")
        if self.range_sigma_m < 0:
            raise ConfigError("range_sigma_m", f"must not be negative, got {self.range_sigma_m}")
        if not 0.0 <= self.lost_share <= 1.0:
            raise ConfigError("lost_share", f"got {self.lost_share}, allowed 0 to 1")

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
        """A `LidarReading` of the sweep around t, ring by ring, azimuth rising within a ring; state unchanged."""
        table = self.beams.table()
        offset_s = firing_offsets(table, self.rate_hz)
        rays = self._rays(mounting, history, table, t_s, offset_s)
        hits = renderer.trace(rays, history)
        noise_m = stream(seed, "lidar.range").standard_normal(len(rays), dtype=np.float32) * self.range_sigma_m
        range_m = hits.t + noise_m
        cosine = np.abs(np.einsum("ij,ij->i", rays.direction, hits.normal))
        reflectivity = renderer.reflectivity(hits)
        kept = np.flatnonzero(
            (hits.t > 0)
            & (range_m >= self.min_range_m)
            & (range_m <= self.max_range_m)
            & (hits.instance != EGO_INSTANCE)
            & (stream(seed, "lidar.lost").random(len(rays), dtype=np.float32) >= self.lost_share)
            & detected(reflectivity, cosine, range_m)
        )
        ring, firing = np.divmod(kept, table.firings)
        points = np.empty((len(kept), 4), dtype=np.float32)
        points[:, :3] = _stored_points(table, ring, firing, range_m[kept])
        points[:, 3] = recorded_reflectance(reflectivity[kept], cosine[kept], range_m[kept])
        offset_ns = np.round(offset_s * 1e9).astype(np.int32)[firing]
        return _reading(mounting, history, t_s, points, offset_ns, ring.astype(np.uint8), hits, kept), state

    def _rays(self, mounting: Mounting, history: WorldHistory, table: BeamTable, t_s: float, offset_s: Float64) -> Rays:
        """One ray a beam and firing, ring-major, unit directions."""
        body_m, body_q = history.bodies_at(EGO_INSTANCE, t_s + offset_s)
        mount_q = np.asarray(mounting.T_ego_sensor.rotation_xyzw)
        origin_m = body_m + rotate(body_q, np.asarray(mounting.T_ego_sensor.translation_m)[None, :])
        rotation = multiply_quaternions(body_q, np.broadcast_to(mount_q, body_q.shape))
        axes = [rotate(rotation, np.broadcast_to(unit, origin_m.shape)) for unit in np.eye(3)]
        azimuth = table.azimuth_rad()[:, None]
        across = np.cos(azimuth) * axes[0] + np.sin(azimuth) * axes[1]
        cos_e, sin_e = (f(table.elevation_rad)[:, None, None] for f in (np.cos, np.sin))
        direction = (cos_e * across + sin_e * axes[2]).astype(np.float32)
        origin = (origin_m + table.origin_z_m[:, None, None] * axes[2]).astype(np.float32)
        return Rays(
            origin_m=origin.reshape(-1, 3),
            direction=direction.reshape(-1, 3),
            time_s=np.tile((t_s + offset_s).astype(np.float32), table.beams),
            through_glass=True,
        )


def firing_offsets(table: BeamTable, rate_hz: float) -> Float64:
    """(firings,) seconds after the forward-facing moment: azimuth / (2 pi) of a period, azimuth in (-pi, pi]."""
    turn = np.arange(table.firings) / table.firings
    return np.where(turn > 0.5, turn - 1.0, turn) / rate_hz


def _stored_points(table: BeamTable, ring: NDArray[np.int64], firing: NDArray[np.int64], range_m: Float32) -> Float64:
    """(N, 3) points in the sensor frame at the firing time, on the storage grid."""
    azimuth = table.azimuth_rad()
    elevation = table.elevation_rad[ring]
    across_m = range_m * np.cos(elevation)
    xyz = np.stack(
        [
            across_m * np.cos(azimuth)[firing],
            across_m * np.sin(azimuth)[firing],
            table.origin_z_m[ring] + range_m * np.sin(elevation),
        ],
        axis=1,
    )
    return np.asarray(np.round(xyz / STORED_STEP_M) * STORED_STEP_M, dtype=np.float64)


def _reading(
    mounting: Mounting,
    history: WorldHistory,
    t_s: float,
    points: Float32,
    offset_ns: NDArray[np.int32],
    ring: NDArray[np.uint8],
    hits: Hits,
    kept: NDArray[np.int64],
) -> LidarReading:
    instance, semantic = hits.instance[kept], hits.semantic[kept]
    for array in (points, offset_ns, ring, instance, semantic):
        array.flags.writeable = False
    return LidarReading(
        name=mounting.name,
        time_ns=round(t_s * 1e9),
        T_ego_sensor=mounting.T_ego_sensor,
        T_world_sensor=history.body_at(EGO_INSTANCE, t_s) @ mounting.T_ego_sensor,
        points=points,
        offset_ns=offset_ns,
        ring=ring,
        instance=instance,
        semantic=semantic,
    )
