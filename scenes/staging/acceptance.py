"""The acceptance tests of every case: seen long and large enough, hidden as asked, apart at first, urgent as asked."""

from __future__ import annotations

from scenes.measures import ClipMeasures, Sighting
from scenes.scene import Scene

LEAST_HEIGHT_PX, LEAST_FRAMES = 15, 3
"""Below, no detector's training set counts a pedestrian as present (the catalogue's first test)."""
FLAT_AREA_PX = 100.0
"""Chosen: visible pixels that count as well for what lies flat on the road, whose height is a few pixels for long.

Ten by ten: what detectors of small things are trained on, and what Lost and Found's 5 cm at 20 m fill.
"""
OCCLUSION_TOLERANCE = 0.10
"""The catalogue's second test: the occlusion at the reveal as asked, 10 % of the silhouette either way."""
TTC_TOLERANCE_S = 0.15
"""Chosen: boxes are a little larger than bodies, and walkers take up their pace softly."""

PASSING_TOLERANCE_M = 0.5
"""Chosen: an unsteady hand."""


def generic_refusals(scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
    """The tests of edge_cases.md 7.5 that a clip fails, one sentence with numbers each; empty: accepted."""
    faults = [f"'{a}' and '{b}' overlap at the start" for a, b in measures.initial_penetrations]
    return (*faults, *_seen(scene, measures), *_hidden_as_asked(scene, measures), *_urgent(scene, measures))


def reveal_frame(scene: Scene) -> int:
    """The frame at which the key actor shows, by the plan."""
    return min(round(scene.case.value("reveal_s") * scene.fps), scene.frames - 1)


def _large(scene: Scene, sighting: Sighting) -> bool:
    """High enough; of what lies flat, so many pixels instead."""
    area_px = dict(scene.case.parameters).get("least_area_px")
    flat = area_px is not None and sighting.visible_px >= float(area_px)
    return flat or sighting.visible_height_px >= LEAST_HEIGHT_PX


def _seen(scene: Scene, measures: ClipMeasures) -> list[str]:
    """In clips with fewer frames than three after the reveal, all of them."""
    first = reveal_frame(scene)
    shown = [s for s in measures.sightings if s.frame >= first and _large(scene, s)]
    needed = min(LEAST_FRAMES, scene.frames - first)
    if len(shown) >= needed:
        return []
    who = scene.case.key_actor
    area_px = dict(scene.case.parameters).get("least_area_px")
    size = f"{LEAST_HEIGHT_PX} px high" + (f" or {float(area_px):.0f} px large" if area_px is not None else "")
    return [f"'{who}' shows {size} in {len(shown)} frames after the reveal, {needed} are needed"]


def _hidden_as_asked(scene: Scene, measures: ClipMeasures) -> list[str]:
    """At the reveal as asked; before it at least as much."""
    asked = dict(scene.case.parameters).get("occlusion_at_reveal")
    if asked is None:
        return []
    first = reveal_frame(scene)
    who, share, found = scene.case.key_actor, float(asked), measures.sightings[first].occlusion
    if abs(found - share) > OCCLUSION_TOLERANCE:
        return [f"'{who}' is hidden to {found:.2f} at the reveal, asked {share:.2f} within {OCCLUSION_TOLERANCE}"]
    early = [s for s in measures.sightings[:first] if _large(scene, s) and s.occlusion < share - OCCLUSION_TOLERANCE]
    if early:
        at, hidden = early[0].frame, early[0].occlusion
        return [f"'{who}' is hidden to {hidden:.2f} at frame {at}, asked {share:.2f} at frame {first}, its reveal"]
    return []


def _urgent(scene: Scene, measures: ClipMeasures) -> list[str]:
    """The smallest time to collision in the asked bin.

    Without a reaction it is what is left to the meeting at the last frame. A careful driver ends between that of the
    reveal and a touch. Near misses have none: they come as near as planned, in clips that show it. Cases that meet
    something else than a body's box, or along a bend (`ttc_of`), judge it in their predicate.
    """
    passes = dict(scene.case.parameters).get("passes_m")
    if passes is not None:
        return _near_miss(scene, measures, float(passes))
    if "ttc_of" in dict(scene.case.parameters):
        return []
    low, high = ttc_bin(scene)
    found = measures.min_ttc_s
    if found is not None and low - TTC_TOLERANCE_S <= found <= high + max(TTC_TOLERANCE_S, 1.0 / scene.fps):
        return []
    told = "never defined" if found is None else f"{found:.2f} s"
    return [f"the smallest time to collision is {told}, asked {low:.2f} to {high:.2f} s"]


def _near_miss(scene: Scene, measures: ClipMeasures, passes_m: float) -> list[str]:
    """Without a touch, and no farther than planned; who brakes passes later, maybe after the clip."""
    if measures.min_gap_m <= 0.0:
        return [f"ego and '{scene.case.key_actor}' touch, asked was a gap of {passes_m:.1f} m"]
    brakes = dict(scene.case.parameters)["ego_reaction"] == "careful"
    shown = not brakes and scene.case.value("meet_s") <= (scene.frames - 1) / scene.fps
    if shown and measures.min_gap_m > passes_m + PASSING_TOLERANCE_M:
        return [f"'{scene.case.key_actor}' passes at {measures.min_gap_m:.1f} m, asked {passes_m:.1f} m"]
    return []


def ttc_bin(scene: Scene) -> tuple[float, float]:
    """Between which times the smallest time to collision is asked to lie."""
    drawn = dict(scene.case.parameters)
    if "min_ttc_low_s" in drawn:
        return float(drawn["min_ttc_low_s"]), float(drawn["min_ttc_high_s"])
    last_s = (scene.frames - 1) / scene.fps
    left = max(0.0, scene.case.value("meet_s") - last_s)
    if drawn.get("ego_reaction") == "careful":
        return 0.0, max(left, scene.case.value("ttc_reveal_s"))
    return left, left
