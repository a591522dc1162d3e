"""The time to collision that a staged conflict will come down to, known before anything is simulated."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from scenes.asset import BodyBox
from scenes.errors import SceneError
from scenes.rectangles import Rectangles, gap_m, overlapping, time_to_overlap_s
from scenes.scenario import ClipRequest
from scenes.staging.staged import TAIL_S
from scenes.staging.timing import Timing
from scenes.staging.vehicle_run import VehicleRun

HORIZON_S = 10.0
"""What lies further ahead is no conflict."""
Float64 = NDArray[np.float64]


class Planned(Protocol):
    """Somebody of whom it is known where they will be."""

    def plans(self, box: BodyBox, times_s: Float64) -> tuple[Rectangles, Float64]:
        """Ground rectangles at times (T,), and velocities (T, 2)."""


def least_ttc_s(
    ego: VehicleRun, ego_box: BodyBox, other: Planned, other_box: BodyBox, when: Timing, fps: float
) -> float:
    """The smallest time to collision at constant velocities over the frames of a clip, 0 from the first touch on.

    Raises SceneError where they are on a collision course at no frame.
    """
    frames = round(when.duration_s * fps)
    times = np.arange(frames) / fps
    (mine, my_velocity), (its, its_velocity) = ego.plans(ego_box, times), other.plans(other_box, times)
    if overlapping(mine, its).any():
        return 0.0
    least = float(time_to_overlap_s(mine, its, its_velocity - my_velocity).min())
    if least > HORIZON_S:
        raise SceneError(f"ego and actor never come within {HORIZON_S:.0f} s of a collision")
    return least


def touch_s(ego: VehicleRun, ego_box: BodyBox, other: Planned, other_box: BodyBox, from_s: float = 0.0) -> float:
    """When both would touch for the first time; raises SceneError where they never do in the time that is planned."""
    times = np.arange(from_s, ego.times_s[-1], 0.01)
    hit = np.flatnonzero(overlapping(ego.plans(ego_box, times)[0], other.plans(other_box, times)[0]))
    if not len(hit):
        raise SceneError("ego and actor never touch, even if nobody reacts")
    return float(times[int(hit[0])])


def asked_ttc(
    ego: VehicleRun, ego_box: BodyBox, other: Planned, other_box: BodyBox, when: Timing, request: ClipRequest
) -> tuple[tuple[str, float], ...]:
    """The bin of the smallest time to collision, for `Staged.solved`."""
    least = least_ttc_s(ego, ego_box, other, other_box, when, request.fps)
    return (("min_ttc_low_s", least), ("min_ttc_high_s", least))


def least_gap_m(
    ego: VehicleRun, ego_box: BodyBox, other: Planned, other_box: BodyBox, when: Timing, fps: float
) -> float:
    """The smallest distance between both over the frames of a clip."""
    times = np.arange(round(when.duration_s * fps)) / fps
    return float(gap_m(ego.plans(ego_box, times)[0], other.plans(other_box, times)[0]).min())


def until_s(when: Timing) -> float:
    """Up to when ways are planned: the clip, what physics goes on for, and the meeting where it comes later."""
    return max(when.duration_s + TAIL_S, when.meet_s + 2.0)
