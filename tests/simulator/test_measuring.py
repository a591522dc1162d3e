"""A clip's readings: sweeps between frames, lost ones, clocks, and that nothing depends on what else is measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenes.clock import Clock
from scenes.dropout import Dropout
from scenes.environment import Environment
from scenes.pose import Pose
from scenes.rig import Mount
from scenes.streams import device_seed
from simulator.frame import Clip, LidarReading, Reading
from simulator.measuring import Measured, Observer
from simulator.physics.history import WorldHistory
from simulator.render.base import Renderer
from simulator.sensors.base import Mounting, Sensor, SensorState


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter(Sensor):
    """Reads how often it was asked, and its seed."""

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
        """One point that says them."""
        count = int(state.get("count", 0)) + 1
        none = np.zeros(1, dtype=np.int32)
        reading = LidarReading.__new__(LidarReading)
        values: dict[str, Any] = {
            "name": mounting.name,
            "time_ns": round(t_s * 1e9),
            "points": np.array([[count, seed, 0, 0]], dtype=np.float64),
            "offset_ns": none,
        }
        for name, value in values.items():
            object.__setattr__(reading, name, value)
        return reading, {"count": count}


def clip(fps: float) -> Clip:
    return Clip(index=2, seed=5, attempt=0, case_id="", case_name="", frames=9, fps=fps, drawn={}, scene={})


def measured(fps: float, frames: int, *mounts: Mount) -> list[Measured]:
    observer = Observer(clip=clip(fps), history=cast(WorldHistory, None), renderer=cast(Renderer, None))
    states: Mapping[str, SensorState] = {mount.name: {} for mount in mounts}
    made = []
    for index in range(frames):
        made.append(observer.frame(index, states, mounts, cast(Environment, None)))
        states = made[-1].states
    return made


def mount(name: str = "roof", rate_hz: float = 20.0, **extra: Any) -> Mount:
    return Mount(name=name, sensor=Counter(rate_hz=rate_hz), T_ego_sensor=Pose(), **extra)


def test_readings_between_frames_are_sweeps_of_the_next_one() -> None:
    first, second = measured(5.0, 2, mount())
    assert not first.sweeps
    assert [reading.time_ns for reading in second.sweeps["roof"]] == [50_000_000, 100_000_000, 150_000_000]
    assert second.readings["roof"].time_ns == 200_000_000
    assert [reading.points[0, 0] for reading in second.sweeps["roof"]] == [2, 3, 4]  # the state goes through all
    assert second.states["roof"] == {"count": 5}


def test_skipped_readings_are_not_measured() -> None:
    _, second = measured(5.0, 2, mount(between="skipped"))
    assert not second.sweeps
    assert second.states["roof"] == {"count": 2}


def points(made: list[Measured], name: str) -> dict[int, float]:
    """Seeds by time."""
    readings = [r for one in made for r in (*one.sweeps.get(name, ()), one.readings.get(name)) if r is not None]
    return {reading.time_ns: reading.points[0, 1] for reading in readings}


@given(st.floats(0.05, 0.95), st.integers(1, 4), st.sampled_from(["measured", "skipped"]))
@settings(max_examples=30, deadline=None)
def test_a_reading_depends_on_nothing_that_is_measured_beside_it(share: float, burst: int, between: Any) -> None:
    alone = points(measured(5.0, 4, mount()), "roof")
    holed = mount(dropout=Dropout(lost_share=share, burst=burst), between=between, clock=Clock(jitter_s=0.01))
    beside = points(measured(5.0, 4, mount("other", 40.0), holed), "roof")
    assert beside.items() <= alone.items()


def test_lost_readings_are_due_and_not_there() -> None:
    first, second = measured(5.0, 2, mount(dropout=Dropout(lost_share=1.0)))
    for one in (first, second):
        assert one.due == {"roof": LidarReading}
        assert not one.readings
        assert not one.stamps
        assert not one.sweeps


def test_clocks_stamp_every_reading() -> None:
    _, second = measured(5.0, 2, mount(clock=Clock(offset_s=0.5, drift_ppm=1e5, latency_s=0.01)))
    own = second.stamps["roof"]
    assert (own.time_ns, own.stamp_ns, own.arrival_ns) == (200_000_000, 720_000_000, 210_000_000)
    assert [stamp.stamp_ns for stamp in second.sweep_stamps["roof"]] == [555_000_000, 610_000_000, 665_000_000]


def test_jitter_is_the_readings_own() -> None:
    jittered = mount(clock=Clock(jitter_s=0.001))
    stamps = [one.stamps["roof"].stamp_ns for one in measured(5.0, 4, jittered)]
    fewer = [one.stamps["roof"].stamp_ns for one in measured(5.0, 4, replace(jittered, between="skipped"))]
    assert stamps == fewer
    assert len({stamp % 200_000_000 for stamp in stamps}) == len(stamps)


def test_kitti_seeds_are_keyed_by_frame_number() -> None:
    """At one reading a frame the number of a reading is its frame's: datasets stay as they were."""
    made = measured(10.0, 3, mount(rate_hz=10.0))
    seeds = [one.readings["roof"].points[0, 1] for one in made]
    assert seeds == pytest.approx([device_seed(5, "sensor.roof", 2, 0, n) for n in range(3)], abs=0)
