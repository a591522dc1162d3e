"""A LiDAR: every pulse is traced at its own time, from where the sensor is at that time; echoes become points."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenes.beam_faults import BeamFaults
from scenes.environment import Environment
from scenes.errors import ConfigError
from scenes.pose import multiply_quaternions, rotate
from scenes.scene import EGO_INSTANCE
from scenes.streams import stream
from simulator.frame import LidarReading, PointKind, Reading
from simulator.physics.history import WorldHistory
from simulator.render.base import Renderer
from simulator.render.pulses import ECHOES, Echoes, Pulses
from simulator.sensors.base import Mounting, Sensor, SensorState
from simulator.sensors.lidar.blind_sector import BlindSector, hidden_by
from simulator.sensors.lidar.candidates import Candidates, candidates_of
from simulator.sensors.lidar.optics import Optics
from simulator.sensors.lidar.receiver import Receiver
from simulator.sensors.lidar.returns import ReturnMode, numbers, reported
from simulator.sensors.lidar.scan import Scan

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

ASIDE_M = 0.5
"""Rays are traced this far beyond the range, so that noise brings some back (chosen: 25 sigma at the threshold)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lidar(Sensor):
    """What all LiDARs share.

    min_range_m: 0.9, below which the HDL-64E's overlap function is zero (Hahner 2021). max_range_m: 80, where KITTI's
    object scans end (79.97 m measured). returns: which echoes are reported. blind: what the car hides
    beside the ego's own body. faults: what of it does not work.
    """

    min_range_m: float = 0.9
    max_range_m: float = 80.0
    returns: ReturnMode = "strongest"
    optics: Optics = field(default_factory=Optics)
    receiver: Receiver = field(default_factory=Receiver)
    blind: tuple[BlindSector, ...] = ()
    faults: BeamFaults = field(default_factory=BeamFaults)

    def __post_init__(self) -> None:
        if self.rate_hz <= 0:
            raise ConfigError("rate_hz", f"must be positive, got {self.rate_hz}")
        if not self.min_range_m >= 0.0:
            raise ConfigError("min_range_m", f"must not be negative, got {self.min_range_m}")
        if not self.min_range_m < self.max_range_m:
            raise ConfigError("max_range_m", f"must exceed min_range_m {self.min_range_m}, got {self.max_range_m}")
        self.scan(0.0)

    @property
    def looks_back_s(self) -> float:
        """To the first pulse."""
        return -float(self.scan(0.0).offset_s.min(initial=0.0))

    @abstractmethod
    def scan(self, t_s: float) -> Scan:
        """The pulses of the reading at time t."""

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
        """A `LidarReading` in the scan's order; state unchanged."""
        scan = self.scan(t_s)
        carriage = Carriage.over(mounting, history, t_s, scan.offset_s)
        pulses = self._pulses(scan, carriage, t_s)
        echoes = renderer.echoes(pulses, history, environment, seed)
        threshold = self.receiver.threshold
        puffs = renderer.puffs(history, environment, t_s)
        candidates = candidates_of(echoes, pulses, environment, self.optics, threshold, seed, puffs)
        power = self._seen(scan, echoes, candidates, seed)
        power[(candidates.range_m < self.min_range_m) | (candidates.range_m > self.max_range_m)] = 0.0
        pulse, column = reported(power, candidates.range_m, self.returns)
        range_m = candidates.range_m[pulse, column]
        strength = power[pulse, column]
        noise = stream(seed, "lidar.range").standard_normal(len(pulse), dtype=np.float32)
        range_m = range_m + noise * self.receiver.range_sigmas_m(strength)
        inside = (range_m >= self.min_range_m) & (range_m <= self.max_range_m)
        pulse, column, range_m, strength = pulse[inside], column[inside], range_m[inside], strength[inside]
        place = scan.origin_m[pulse] + scan.direction[pulse] * range_m[:, None]
        points = np.empty((len(pulse), 4), dtype=np.float32)
        points[:, :3] = self.receiver.stored(place)
        points[:, 3] = self.receiver.recorded(strength, range_m, self._level(scan, pulse, seed))
        moment = scan.moment[pulse]
        kind = candidates.kind[pulse, column]
        column = np.minimum(column, ECHOES - 1)
        true = (kind == PointKind.SURFACE) | (kind == PointKind.MIXED)
        made: dict[str, NDArray[Any]] = {
            "points": points,
            "deskewed_m": carriage.deskewed(points[:, :3], moment),
            "offset_ns": np.round(scan.offset_s * 1e9).astype(np.int32)[moment],
            "ring": scan.ring[pulse],
            "instance": np.where(true, echoes.instance[pulse, column], 0).astype(np.uint16),
            "semantic": np.where(true, echoes.semantic[pulse, column], 0).astype(np.uint8),
            "velocity_mps": np.where(true[:, None], echoes.velocity_mps[pulse, column], np.float32(0.0)),
            "return_number": numbers(pulse),
            "kind": kind,
        }
        for array in made.values():
            array.flags.writeable = False
        reading = LidarReading(
            name=mounting.name,
            time_ns=round(t_s * 1e9),
            T_ego_sensor=mounting.T_ego_sensor,
            T_world_sensor=history.body_at(EGO_INSTANCE, t_s) @ mounting.T_ego_sensor,
            **made,
        )
        return reading, state

    def _pulses(self, scan: Scan, carriage: Carriage, t_s: float) -> Pulses:
        """The scan in the world, each pulse from where the sensor is at its time."""
        return Pulses(
            origin_m=carriage.to_world_m(scan.origin_m, scan.moment),
            direction=turned(carriage.rotation, scan.moment, scan.direction),
            time_s=(t_s + scan.offset_s).astype(np.float32)[scan.moment],
            footprint=self.optics.footprint(),
            reach_m=self.max_range_m + ASIDE_M,
            echo_gap_m=self.optics.echo_gap_m,
            mirrored_share=self.optics.mirrored_share,
            row=scan.row,
        )

    def _level(self, scan: Scan, pulse: NDArray[np.int64], seed: int) -> Float32:
        """(N,) what lasers and noise add to the reflectance recorded of these pulses."""
        noise = stream(seed, "lidar.level").standard_normal(len(scan), dtype=np.float32)
        return np.asarray(
            scan.level_share[scan.ring[pulse]] + noise[pulse] * np.float32(self.receiver.level_sigma_share)
        )

    def _seen(self, scan: Scan, echoes: Echoes, candidates: Candidates, seed: int) -> Float32:
        """(N, C) power of the candidates that are detected, 0 for the others."""
        power = candidates.power
        lost = stream(seed, "lidar.lost").random(len(power), dtype=np.float32) < self.receiver.lost_share
        fading = stream(seed, "lidar.fading").standard_normal(len(power), dtype=np.float32)
        hidden = ~self.receiver.detected(power, fading[:, None])
        hidden |= (lost | hidden_by(self.blind, scan) | self.faults.silent(scan.ring, scan.direction))[:, None]
        hidden[:, :ECHOES] |= echoes.instance == EGO_INSTANCE
        return np.where(hidden, np.float32(0.0), power)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Carriage:
    """The sensor's ways over a reading's T firing times.

    position_m (T, 3), rotation (T, 3, 3) float64: T_world_sensor at each; here_m, here: at the reading's time.
    """

    position_m: Float64
    rotation: Float64
    here_m: Float64
    here: Float64

    @classmethod
    def over(cls, mounting: Mounting, history: WorldHistory, t_s: float, offset_s: Float64) -> Carriage:
        """The ways of a sensor mounted on the ego."""
        body_m, body_q = history.bodies_at(EGO_INSTANCE, np.concatenate([[t_s], t_s + offset_s]))
        mount_q = np.asarray(mounting.T_ego_sensor.rotation_xyzw)
        position = body_m + rotate(body_q, np.asarray(mounting.T_ego_sensor.translation_m)[None, :])
        q = multiply_quaternions(body_q, np.broadcast_to(mount_q, body_q.shape))
        rotation = np.stack([rotate(q, np.broadcast_to(unit, position.shape)) for unit in np.eye(3)], axis=2)
        return cls(position_m=position[1:], rotation=rotation[1:], here_m=position[0], here=rotation[0])

    def to_world_m(self, sensor_m: Float32, moment: NDArray[np.int32]) -> Float32:
        """(M, 3) places in the sensor's frame at their moments, in the world."""
        return np.asarray(self.position_m.astype(np.float32)[moment] + turned(self.rotation, moment, sensor_m))

    def deskewed(self, sensor_m: Float32, moment: NDArray[np.int32]) -> Float32:
        """(M, 3) places in the sensor's frame at their moments, in its frame at the reading's time."""
        # Elementwise, as everything that is written: sums of three have one order on every machine.
        shift = np.sum((self.position_m - self.here_m)[:, :, None] * self.here[None], axis=1)
        turn = np.sum(self.here[None, :, :, None] * self.rotation[:, :, None, :], axis=1)
        return np.asarray(shift.astype(np.float32)[moment] + turned(turn, moment, sensor_m))


def turned(rotation: Float64, moment: NDArray[np.int32], vector: Float32) -> Float32:
    """(M, 3) vectors turned by the rotations (T, 3, 3) of their moments."""
    R = rotation.astype(np.float32)
    rows = [
        R[moment, k, 0] * vector[:, 0] + R[moment, k, 1] * vector[:, 1] + R[moment, k, 2] * vector[:, 2]
        for k in range(3)
    ]
    return np.stack(rows, axis=1)
