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
class Prevention:
    """What UN R157's competent and careful driver makes of a clip, at the ego's wheel.

    risk_s: when the danger shows: the reveal of a staged conflict, elsewhere when that driver sees the key actor on a
    collision course for the first time. preventable: whether braking from then on, as hard as the road allows, keeps
    ego and key actor apart. impact_mps: the ego's speed where it does not.
    """

    risk_s: float
    preventable: bool
    impact_mps: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Two actors, by name, touch for the first time."""

    time_s: float
    one: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """From a time on physics alone moves an actor. by: who hit it; None: the storyboard let it go."""

    time_s: float
    actor: str
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipMeasures:
    """Derived truth of one clip about its conflict, ego against the key actor.

    One value a frame each: ttc_s: time to collision at constant velocities, None where they do not approach. thw_s:
    time headway to a key actor in the strip ahead of the ego, None elsewhere. drac_mps2: deceleration that avoids the
    crash (the ego's closing speed over twice the TTC), None without a TTC. ahead_m, left_m: the key actor's middle from
    the middle of the ego's front, along the ego's heading and to its left.
    min_*, max_*: over the clip. min_gap_m: smallest distance between the two boxes on the ground. pet_s: smallest time
    between one being at a place and the other, 0 where they touch, None where their ways share no place. prevention:
    None where no collision course is ever seen. first_visible_*: at the first frame with a visible pixel. sightings:
    one a frame. initial_penetrations: pairs of actor names whose boxes overlap at the start. contacts, handovers: what
    touched and what physics took over between the first and the last frame, in time order. A key actor that is the ego
    itself stands for nobody: none of these, and an infinite gap.
    """

    key_actor: str
    ttc_s: tuple[float | None, ...]
    min_ttc_s: float | None
    min_gap_m: float
    first_visible_s: float | None
    first_visible_distance_m: float | None
    sightings: tuple[Sighting, ...]
    initial_penetrations: tuple[tuple[str, str], ...] = ()
    thw_s: tuple[float | None, ...] = ()
    min_thw_s: float | None = None
    drac_mps2: tuple[float | None, ...] = ()
    max_drac_mps2: float | None = None
    ahead_m: tuple[float, ...] = ()
    left_m: tuple[float, ...] = ()
    pet_s: float | None = None
    prevention: Prevention | None = None
    contacts: tuple[Contact, ...] = ()
    handovers: tuple[Handover, ...] = ()

    @property
    def across_m(self) -> float:
        """How far the key actor moves across the ego's heading in the clip."""
        return max(self.left_m) - min(self.left_m)

    def crossing_mps(self, fps: float) -> float | None:
        """Mean speed of the key actor across the ego's heading, from the first frame to the last; None of one frame."""
        if len(self.left_m) < 2:
            return None
        return abs(self.left_m[-1] - self.left_m[0]) * fps / (len(self.left_m) - 1)
