"""What is derived from a simulated clip before any picture is made, and what acceptance tests judge."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One actor in the first camera at one frame: counted pixels, and the height of its visible box in pixels."""

    frame: int
    visible_px: int
    amodal_px: int
    visible_height_px: int

    @property
    def occlusion(self) -> float:
        """1 - visible/amodal; 1 where the actor is not in the image."""
        return 1.0 - self.visible_px / self.amodal_px if self.amodal_px else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipMeasures:
    """Derived truth of one clip about its conflict, ego against the key actor.

    ttc_s: time to collision a frame at constant velocities, None where they do not approach. min_ttc_s: over the clip.
    min_gap_m: smallest distance between the two boxes on the ground. first_visible_*: at the first frame with a visible
    pixel. sightings: one a frame. initial_penetrations: pairs of actor names whose boxes overlap at the start.
    """

    key_actor: str
    ttc_s: tuple[float | None, ...]
    min_ttc_s: float | None
    min_gap_m: float
    first_visible_s: float | None
    first_visible_distance_m: float | None
    sightings: tuple[Sighting, ...]
    initial_penetrations: tuple[tuple[str, str], ...] = ()
