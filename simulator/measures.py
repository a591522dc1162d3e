"""Derived truth of a simulated clip about its conflict: the ego against the key actor, seen from above."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scenes.asset import asset_of
from scenes.behaviour.careful_stop import CAREFUL, CarefulStop
from scenes.friction import max_deceleration_mps2
from scenes.measures import ClipMeasures, Contact, Handover, Sighting
from scenes.scene import EGO_INSTANCE, Scene
from simulator.physics.history import WorldHistory
from simulator.physics.penetration import boxes_of, penetrating_pairs
from simulator.prevention import prevention, risk_s
from simulator.threat import Pair

Float64 = NDArray[np.float64]


def measure_clip(scene: Scene, history: WorldHistory, sightings: tuple[Sighting, ...]) -> ClipMeasures:
    """What acceptance tests judge and records keep.

    The gap counts at every physics state of the clip, the visible distance is the gap at that frame. Raises UnknownName
    where the key actor is not in the scene.
    """
    key = scene.instance_of(scene.case.key_actor)
    if key == EGO_INSTANCE:
        return _alone(scene, history)
    frame_s = np.arange(scene.frames) / scene.fps
    meeting = Pair.of(scene, history, key)
    ttc = meeting.ttc_s(frame_s)
    thw, drac = meeting.thw_s(frame_s), meeting.drac_mps2(frame_s)
    ahead, left = meeting.offset_m(frame_s)
    seen = next((s for s in sightings if s.visible_px > 0), None)
    seen_s = None if seen is None else seen.frame / scene.fps
    return ClipMeasures(
        key_actor=scene.case.key_actor,
        ttc_s=ttc,
        min_ttc_s=_least(ttc),
        min_gap_m=float(meeting.gaps_m(_clip_states_s(scene, history)).min()),
        first_visible_s=seen_s,
        first_visible_distance_m=None if seen_s is None else float(meeting.gaps_m(np.array([seen_s]))[0]),
        sightings=sightings,
        initial_penetrations=_initial_penetrations(scene, history),
        thw_s=thw,
        min_thw_s=_least(thw),
        drac_mps2=drac,
        max_drac_mps2=max((value for value in drac if value is not None), default=None),
        ahead_m=tuple(ahead.tolist()),
        left_m=tuple(left.tolist()),
        pet_s=meeting.pet_s(),
        prevention=prevention(meeting, _risk_s(scene, ttc, sightings), _careful_driver(scene)),
        contacts=_contacts(scene, history),
        handovers=_handovers(scene, history),
    )


def _risk_s(scene: Scene, ttc_s: tuple[float | None, ...], sightings: tuple[Sighting, ...]) -> float | None:
    """The reveal of a staged conflict, or the start of a clip that begins after it; elsewhere what a driver sees.

    So who brakes in the clip is not braked twice, and bends hide no collision course.
    """
    staged = dict(scene.case.parameters).get("reveal_s")
    return risk_s(ttc_s, sightings, scene.fps) if staged is None else max(0.0, float(staged))


def _careful_driver(scene: Scene) -> CarefulStop:
    return CAREFUL.on(max_deceleration_mps2(scene.environment))


def _contacts(scene: Scene, history: WorldHistory) -> tuple[Contact, ...]:
    """Those up to the last frame, by name."""
    last_s = (scene.frames - 1) / scene.fps
    names = [body.name for body in scene.bodies()]
    return tuple(
        Contact(time_s=t, one=names[a - 1], other=names[b - 1]) for t, a, b in history.contacts if 0.0 <= t <= last_s
    )


def _handovers(scene: Scene, history: WorldHistory) -> tuple[Handover, ...]:
    """Those up to the last frame, by name; bodies that are free from the start are none."""
    last_s = (scene.frames - 1) / scene.fps
    names = [body.name for body in scene.bodies()]
    return tuple(
        Handover(time_s=one.time_s, actor=names[one.instance - 1], by=names[one.by - 1] if one.by else None)
        for one in history.handovers
        if 0.0 <= one.time_s <= last_s
    )


def _alone(scene: Scene, history: WorldHistory) -> ClipMeasures:
    """Of a clip in which nobody is measured against the ego."""
    return ClipMeasures(
        key_actor=scene.case.key_actor,
        ttc_s=(None,) * scene.frames,
        min_ttc_s=None,
        min_gap_m=math.inf,
        first_visible_s=None,
        first_visible_distance_m=None,
        sightings=(),
        initial_penetrations=_initial_penetrations(scene, history),
        contacts=_contacts(scene, history),
        handovers=_handovers(scene, history),
    )


def _least(values: tuple[float | None, ...]) -> float | None:
    return min((value for value in values if value is not None), default=None)


def _clip_states_s(scene: Scene, history: WorldHistory) -> Float64:
    """Times of the physics states from the first to the last frame."""
    last_s = (scene.frames - 1) / scene.fps
    states = history.start_s + history.step_s * np.arange(len(history.body_position_m))
    inside = states[(states >= 0.0) & (states <= last_s)]
    return np.asarray(np.append(inside, last_s), dtype=np.float64)


def _initial_penetrations(scene: Scene, history: WorldHistory) -> tuple[tuple[str, str], ...]:
    """Names of bodies that overlap in the first state, the ego included; members of one group may."""
    bodies = scene.bodies()
    poses = [history.body_at(k + 1, history.start_s) for k in range(len(bodies))]
    pairs = penetrating_pairs(boxes_of([asset_of(body.asset).box for body in bodies], poses))
    return tuple(
        (bodies[i].name, bodies[j].name) for i, j in pairs if not bodies[i].group or bodies[i].group != bodies[j].group
    )
