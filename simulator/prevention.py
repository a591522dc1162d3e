"""Whether UN R157's competent and careful driver would have prevented a clip's collision: the ego, driven once more."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.behaviour.careful_stop import CarefulStop
from scenes.measures import Prevention, Sighting
from scenes.rectangles import Rectangles, footprints, overlapping
from scenes.scene import EGO_INSTANCE
from simulator.physics.history import WorldHistory
from simulator.threat import Pair

Float64 = NDArray[np.float64]

STEP_S = 1.0 / 60.0
"""Chosen: a car at 130 km/h drives 0.6 m in it."""
BEYOND_S = 20.0
"""Chosen: by then everybody stands."""
SEEN_PX = 15
"""Height from which somebody counts as seen: the catalogue's acceptance test."""


def risk_s(ttc_s: tuple[float | None, ...], sightings: tuple[Sighting, ...], fps: float) -> float | None:
    """When a driver first sees the key actor and that both are on a collision course; None where never."""
    for sighting in sightings:
        if sighting.visible_height_px >= SEEN_PX and ttc_s[sighting.frame] is not None:
            return sighting.frame / fps
    return None


def prevention(pair: Pair, since_s: float | None, driver: CarefulStop) -> Prevention | None:
    """The ego on its own way at the speed that it has at `since_s`, braked by the driver from then on.

    The key actor moves as in the clip until the ego touches it there, and goes on at its velocity from then, or from
    the history's end. None where there is no risk to see.
    """
    if since_s is None:
        return None
    velocity, _ = pair.history.velocity_at(EGO_INSTANCE, since_s)
    speed = float(np.hypot(velocity[0], velocity[1]))
    end_s = min(driver.stops_after_s(speed), BEYOND_S)
    elapsed = np.arange(0.0, end_s + STEP_S, STEP_S)
    driven = np.array([driver.distance_m(speed, float(t)) for t in elapsed])
    ego = _ego_plans(pair, since_s, driven)
    other = _key_plans(pair, since_s + elapsed)
    hit = np.flatnonzero(overlapping(ego, other))
    if not len(hit):
        return Prevention(risk_s=since_s, preventable=True)
    return Prevention(
        risk_s=since_s, preventable=False, impact_mps=driver.speed_mps(speed, float(elapsed[int(hit[0])]))
    )


def _ego_plans(pair: Pair, since_s: float, driven_m: Float64) -> Rectangles:
    """The ego after distances (T,) along the way that it takes in the clip, straight on beyond its end."""
    times = _grid(pair.history, since_s)
    position, rotation = pair.history.bodies_at(EGO_INSTANCE, times)
    steps = np.linalg.norm(np.diff(position[:, :2], axis=0), axis=1)
    run = np.concatenate([[0.0], np.cumsum(steps)])
    index = np.minimum(np.searchsorted(run, driven_m), len(run) - 1)
    ahead = footprints(pair.ego_box, position[index], rotation[index])
    more = np.interp(driven_m, run, run)
    beyond = (driven_m - more)[:, None] * ahead.axis
    before = (run[index] - more)[:, None] * ahead.axis
    return Rectangles(centre_m=ahead.centre_m + beyond - before, axis=ahead.axis, half_m=ahead.half_m)


def _key_plans(pair: Pair, times_s: Float64) -> Rectangles:
    """The key actor at times (T,): as in the clip until they touch there, then at the velocity of that moment."""
    touches = [t for t, a, b in pair.history.contacts if (a, b) == (EGO_INSTANCE, pair.key)]
    last_s = min([pair.history.end_s - 2 * pair.history.step_s, *(t - 2 * pair.history.step_s for t in touches)])
    inside = np.minimum(times_s, last_s)
    plans = footprints(pair.key_box, *pair.history.bodies_at(pair.key, inside))
    velocity, _ = pair.history.velocity_at(pair.key, last_s)
    return Rectangles(
        centre_m=plans.centre_m + (times_s - inside)[:, None] * velocity[:2], axis=plans.axis, half_m=plans.half_m
    )


def _grid(history: WorldHistory, since_s: float) -> Float64:
    return np.arange(since_s, history.end_s, history.step_s)
