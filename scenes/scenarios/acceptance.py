"""Acceptance of a dart-out clip: seen long enough, hidden before, revealed and threatening when asked."""

from __future__ import annotations

import math

from scenes.measures import ClipMeasures, Sighting
from scenes.scenarios.conflict import REVEALED_SHARE
from scenes.scene import Scene

LEAST_HEIGHT_PX = 15
LEAST_FRAMES = 3
"""Chosen with LEAST_HEIGHT_PX: below, no detector's training set counts a pedestrian as present."""
REVEAL_TOLERANCE_S = 0.15


def dartout_refusals(scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
    """The tests that a clip fails, one sentence with numbers each; empty: accepted.

    1. The key actor shows at least 15 px high in 3 frames; clips with fewer than four frames after the reveal need one
    less than those, at least one. 2. It first shows REVEALED_SHARE of itself when asked, within 0.15 s or one frame,
    and so is hidden before. 3. Nothing overlaps at the start. 4. Where it first shows, the time to collision is what
    is left until the meeting, and without a reaction it runs down to the end.
    """
    tolerance_s = max(REVEAL_TOLERANCE_S, 1.0 / scene.fps)
    shown = [s for s in measures.sightings if _revealed(s)]
    faults = [f"'{a}' and '{b}' overlap at the start" for a, b in measures.initial_penetrations]
    if not shown:
        who = scene.case.key_actor
        return (*faults, f"'{who}' is never seen: no frame shows {REVEALED_SHARE:.0%} of it at {LEAST_HEIGHT_PX} px")
    return (
        *faults,
        *_seen_long_enough(scene, shown),
        *_revealed_when_asked(scene, shown[0], tolerance_s),
        *_threatening(scene, measures, shown[0].frame, tolerance_s),
    )


def _revealed(sighting: Sighting) -> bool:
    return sighting.visible_height_px >= LEAST_HEIGHT_PX and 1.0 - sighting.occlusion >= REVEALED_SHARE


def _seen_long_enough(scene: Scene, shown: list[Sighting]) -> list[str]:
    """Of the frames after the reveal, one may be lost to the tolerance of the reveal."""
    after = sum(k / scene.fps >= scene.case.value("reveal_s") for k in range(scene.frames))
    needed = min(LEAST_FRAMES, max(1, after - 1))
    if len(shown) >= needed:
        return []
    return [f"'{scene.case.key_actor}' shows {LEAST_HEIGHT_PX} px high in {len(shown)} frames, {needed} are needed"]


def _revealed_when_asked(scene: Scene, first: Sighting, tolerance_s: float) -> list[str]:
    """Asked is the first frame at or after the reveal; a reveal before the clip is seen in its first frame."""
    asked_s = max(0, math.ceil(scene.case.value("reveal_s") * scene.fps - 1e-6)) / scene.fps
    seen_s = first.frame / scene.fps
    if abs(seen_s - asked_s) <= tolerance_s + 1e-9:
        return []
    return [f"'{scene.case.key_actor}' shows at {seen_s:.2f} s, asked {asked_s:.2f} s within {tolerance_s:.2f} s"]


def _threatening(scene: Scene, measures: ClipMeasures, frame: int, tolerance_s: float) -> list[str]:
    left_s = scene.case.value("meet_s") - frame / scene.fps
    found_s = measures.ttc_s[frame]
    if found_s is None:
        return [f"ego and '{scene.case.key_actor}' do not approach when it shows, at {frame / scene.fps:.2f} s"]
    if abs(found_s - left_s) > tolerance_s:
        return [f"time to collision is {found_s:.2f} s when it shows, asked {left_s:.2f} s within {tolerance_s:.2f} s"]
    reacts = dict(scene.case.parameters)["ego_reaction"] != "none"
    bound_s = (left_s if reacts else scene.case.value("meet_s") - (scene.frames - 1) / scene.fps) + tolerance_s
    if measures.min_ttc_s is None or measures.min_ttc_s > bound_s:
        return [f"the smallest time to collision is {measures.min_ttc_s} s, at most {bound_s:.2f} s is asked"]
    return []
