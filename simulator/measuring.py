"""What the rig measures for one frame: its own readings, those since the last frame, and what clocks say of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scenes.clock import Stamp
from scenes.environment import Environment
from scenes.rig import Mount
from scenes.streams import device_seed, stream
from simulator.frame import Clip, Reading
from simulator.physics.history import WorldHistory
from simulator.render.base import Renderer
from simulator.schedule import due_numbers, reading_time_s
from simulator.sensors.base import Mounting, Sensor, SensorState


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Measured:
    """One frame's readings by sensor, in rig order; see `Frame`. states: of each sensor after its last reading."""

    readings: dict[str, Reading] = field(default_factory=dict)
    sweeps: dict[str, tuple[Reading, ...]] = field(default_factory=dict)
    stamps: dict[str, Stamp] = field(default_factory=dict)
    sweep_stamps: dict[str, tuple[Stamp, ...]] = field(default_factory=dict)
    due: dict[str, type[Reading]] = field(default_factory=dict)
    states: dict[str, SensorState] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Observer:
    """A clip's world, looked at. The renderer has its scene loaded."""

    clip: Clip
    history: WorldHistory
    renderer: Renderer

    def frame(
        self, index: int, states: Mapping[str, SensorState], mounts: tuple[Mount, ...], environment: Environment
    ) -> Measured:
        """One frame's readings and the states after them. A lost one is measured, so that no other changes."""
        made = Measured()
        for mount in mounts:
            state = states[mount.name]
            arrived: list[tuple[Reading, Stamp]] = []
            *between, own = due_numbers(mount, self.clip.fps, index)
            for number in between:
                reading, state = self._reading(mount, number, environment, state)
                if not self._lost(mount, number):
                    arrived.append((reading, self._stamp(mount, number, reading)))
            reading, made.states[mount.name] = self._reading(mount, own, environment, state)
            made.due[mount.name] = type(reading)
            if not self._lost(mount, own):
                made.readings[mount.name] = reading
                made.stamps[mount.name] = self._stamp(mount, own, reading)
            if arrived:
                made.sweeps[mount.name] = tuple(one for one, _ in arrived)
                made.sweep_stamps[mount.name] = tuple(stamp for _, stamp in arrived)
        return made

    def _reading(
        self, mount: Mount, number: int, environment: Environment, state: SensorState
    ) -> tuple[Reading, SensorState]:
        """Reading `number` of a sensor: its noise depends on that number, never on what else is measured."""
        sensor, clip = mount.sensor, self.clip
        assert isinstance(sensor, Sensor)  # checked when the rig was built
        return sensor.measure(
            Mounting(name=mount.name, T_ego_sensor=mount.T_ego_sensor),
            self.renderer,
            self.history,
            environment,
            reading_time_s(sensor, number),
            device_seed(clip.seed, f"sensor.{mount.name}", clip.index, clip.attempt, number),
            state,
        )

    def _lost(self, mount: Mount, number: int) -> bool:
        clip, purpose = self.clip, f"dropout.{mount.name}"
        return mount.dropout.loses(number, lambda n: stream(clip.seed, purpose, clip.index, clip.attempt, n))

    def _stamp(self, mount: Mount, number: int, reading: Reading) -> Stamp:
        clip = self.clip
        rng = stream(clip.seed, f"clock.{mount.name}", clip.index, clip.attempt, number)
        return mount.clock.stamp(reading.time_ns, rng)
