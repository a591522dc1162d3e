"""Derived truth of a simulated clip about its conflict: the ego against the key actor, seen from above."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.asset import BodyBox, asset_of
from scenes.measures import ClipMeasures, Sighting
from scenes.scene import EGO_INSTANCE, Scene
from simulator.physics.history import WorldHistory
from simulator.physics.penetration import boxes_of, penetrating_pairs
from simulator.physics.rectangles import Rectangles, footprints, gap_m, time_to_overlap_s

Float64 = NDArray[np.float64]

TTC_HORIZON_S = 10.0
"""Chosen: what lies further ahead is no conflict; TTC below 1.5 to 4 s is what the literature calls critical."""


def measure_clip(scene: Scene, history: WorldHistory, sightings: tuple[Sighting, ...]) -> ClipMeasures:
    """What acceptance tests judge and records keep.

    TTC at a frame: the time after which the ground rectangles of ego and key actor would touch if both kept their
    velocities and headings; 0 while they touch, None beyond the horizon. The gap counts at every physics state of the
    clip, the visible distance is the gap at that frame. Raises UnknownName where the key actor is not in the scene.
    """
    key = scene.instance_of(scene.case.key_actor)
    frame_s = np.arange(scene.frames) / scene.fps
    ttc = _ttc_s(scene, history, key, frame_s)
    defined = [value for value in ttc if value is not None]
    seen = next((s for s in sightings if s.visible_px > 0), None)
    seen_s = None if seen is None else seen.frame / scene.fps
    return ClipMeasures(
        key_actor=scene.case.key_actor,
        ttc_s=ttc,
        min_ttc_s=min(defined, default=None),
        min_gap_m=float(_gaps_m(scene, history, key, _clip_states_s(scene, history)).min()),
        first_visible_s=seen_s,
        first_visible_distance_m=None if seen_s is None else float(_gaps_m(scene, history, key, np.array([seen_s]))[0]),
        sightings=sightings,
        initial_penetrations=_initial_penetrations(scene, history),
    )


def _box(scene: Scene, instance: int) -> BodyBox:
    return asset_of(scene.bodies()[instance - 1].asset).box


def _plan(scene: Scene, history: WorldHistory, instance: int, times_s: Float64) -> Rectangles:
    return footprints(_box(scene, instance), *history.bodies_at(instance, times_s))


def _clip_states_s(scene: Scene, history: WorldHistory) -> Float64:
    """Times of the physics states from the first to the last frame."""
    last_s = (scene.frames - 1) / scene.fps
    states = history.start_s + history.step_s * np.arange(len(history.body_position_m))
    inside = states[(states >= 0.0) & (states <= last_s)]
    return np.asarray(np.append(inside, last_s), dtype=np.float64)


def _gaps_m(scene: Scene, history: WorldHistory, key: int, times_s: Float64) -> Float64:
    return gap_m(_plan(scene, history, EGO_INSTANCE, times_s), _plan(scene, history, key, times_s))


def _ttc_s(scene: Scene, history: WorldHistory, key: int, times_s: Float64) -> tuple[float | None, ...]:
    ego, other = _plan(scene, history, EGO_INSTANCE, times_s), _plan(scene, history, key, times_s)
    closing = _centre_velocities(scene, history, key, times_s)
    closing -= _centre_velocities(scene, history, EGO_INSTANCE, times_s)
    ttc = time_to_overlap_s(ego, other, closing)
    return tuple(float(t) if t <= TTC_HORIZON_S else None for t in ttc)


def _centre_velocities(scene: Scene, history: WorldHistory, instance: int, times_s: Float64) -> Float64:
    """Velocities (T, 2) of the boxes' bottom centres: in a turn the origin alone says too little."""
    offset = np.array(_box(scene, instance).T_body_box.translation_m)
    out = np.zeros((len(times_s), 2))
    for k, t_s in enumerate(times_s):
        velocity, spin = history.velocity_at(instance, float(t_s))
        lever = history.body_at(instance, float(t_s)).rotation() @ offset
        out[k] = (velocity + np.cross(spin, lever))[:2]
    return out


def _initial_penetrations(scene: Scene, history: WorldHistory) -> tuple[tuple[str, str], ...]:
    """Names of bodies that overlap in the first state, the ego included; members of one group may."""
    bodies = scene.bodies()
    poses = [history.body_at(k + 1, history.start_s) for k in range(len(bodies))]
    pairs = penetrating_pairs(boxes_of([asset_of(body.asset).box for body in bodies], poses))
    return tuple(
        (bodies[i].name, bodies[j].name) for i, j in pairs if not bodies[i].group or bodies[i].group != bodies[j].group
    )
