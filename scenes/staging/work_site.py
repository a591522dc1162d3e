"""Road works beside the ego's lane: who works there, and an excavator that swings its arm over the lane."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from scenes.actor import Actor
from scenes.asset import AssetSpec, BodyBox, asset_of
from scenes.assets.heavy.excavator import WheeledExcavator
from scenes.assets.people.people_kinds import ConstructionWorker
from scenes.errors import SceneError
from scenes.part_poses import part_poses
from scenes.pose import rotate
from scenes.staging.lanes import is_plausible
from scenes.staging.line import Approach, Side, sign_of
from scenes.staging.movers import on_foot
from scenes.staging.staged import Area, band, straight_on
from scenes.staging.timing import LEAD_S, Timing
from scenes.staging.venue import Fits, Venue, first_reason
from scenes.staging.walk import Walk, course
from scenes.storyboard import AtTime, Event
from scenes.storyboard.motion import MoveJoint

Float64 = NDArray[np.float64]

LEAST_M = 3.2
"""Chosen: of width in which one works and an excavator finds room; hard shoulders are 2.5 m wide."""
AROUND_M = 40.0
"""Chosen: of works before and behind the station."""
ROW_M = 0.9
"""Chosen: from the border of the lane to where people work, behind the row of beacons."""
STANDS_MPS = 0.3
"""Chosen: who would be slower stands."""
FASTEST_MPS = 1.5
"""The catalogue's fastest worker."""
STANDING = ("walking", "arms_crossed", "crouching", "hands_in_pockets", "phone_call")
"""Chosen: what those do who do not walk."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Site:
    """The works at a station: on which side of the ego's line, and between which distances from it (positive)."""

    at: Approach
    side: Side
    border_m: float
    outer_m: float

    @classmethod
    def of(cls, at: Approach) -> Site:
        """The works on the side that traffic keeps to."""
        strip = at.outward(at.near)[0]
        ends = sorted((abs(strip.right_m), abs(strip.left_m)))
        return cls(at=at, side=at.near, border_m=ends[0], outer_m=ends[1])

    def area(self) -> Area:
        """What stays clear of the place's own things: behind the row of beacons."""
        middle = sign_of(self.side) * 0.5 * (self.border_m + ROW_M + self.outer_m)
        points = [self.at.point(ahead, middle) for ahead in (-5.0, 5.0, 15.0, 25.0, 35.0)]
        return band(points, max(0.5 * (self.outer_m - self.border_m - ROW_M), 0.5))


def site_beside(venue: Venue, speed_mps: float) -> Fits:
    """Suits where works lie beside the ego's lane."""

    def fits(at: Approach) -> str:
        stations = [venue.approach(at.line, at.at_m + d) for d in (-AROUND_M, 0.0, AROUND_M)]
        return first_reason(
            [
                (all(_is_works(here) for here in stations), "no works lie beside its lanes there"),
                (straight_on(at.line, at.at_m - speed_mps * LEAD_S, at.at_m + AROUND_M), "its ways bend too much"),
                (is_plausible(at, speed_mps), f"nobody drives {3.6 * speed_mps:.0f} km/h there"),
            ]
        )

    return fits


def _is_works(at: Approach) -> bool:
    outward = at.outward(at.near)
    return bool(outward) and outward[0].kind == "shoulder" and outward[0].width_m >= LEAST_M


def worker(rng: np.random.Generator, activity: str = "walking") -> AssetSpec:
    """Somebody in high-visibility clothes and a helmet."""
    return ConstructionWorker(
        height_m=round(float(rng.uniform(1.62, 1.92)), 2),
        physique=round(float(rng.uniform(-0.4, 0.8)), 1),
        activity=activity,  # type: ignore[arg-type]
    )


def crew(
    venue: Venue, site: Site, count: int, ahead_m: tuple[float, float], rng: np.random.Generator
) -> tuple[tuple[Actor, tuple[Event, ...]], ...]:
    """People at work in a stretch ahead of the station: most walk along it, some stand."""
    made = []
    slots = np.linspace(*ahead_m, max(count, 1) + 1)
    for k in range(count):
        low, high = site.border_m + ROW_M, min(site.outer_m - 0.4, site.border_m + 3.0)
        left = sign_of(site.side) * float(rng.uniform(low, max(low, high)))
        ahead = float(rng.uniform(slots[k] + 0.7, slots[k + 1] - 0.7))
        made.append(_at_work(f"crew_{k}", venue, site, (ahead, left), rng))
    return tuple(made)


def _at_work(
    name: str, venue: Venue, site: Site, place: tuple[float, float], rng: np.random.Generator
) -> tuple[Actor, tuple[Event, ...]]:
    ahead, left = place
    pace = float(rng.uniform(0.0, FASTEST_MPS))
    onward = 1.0 if rng.random() < 0.5 else -1.0
    if pace < STANDS_MPS or rng.random() < 0.4:
        spec = worker(rng, STANDING[int(rng.integers(len(STANDING)))])
        pose = venue.upright(site.at, ahead, left, float(rng.uniform(-math.pi, math.pi)))
        return Actor(name=name, asset=spec, T_world_body=pose), ()
    legs = tuple(site.at.point(ahead + onward * d, left) for d in (0.0, 4.0, 9.0))
    walk = Walk(points_m=course(venue, legs), speed_mps=pace, pass_m=0.0, pass_s=0.0)
    return on_foot(name, worker(rng), walk), walk.events(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """An excavator that faces the ego, and the turn of its arm. centre_m: of its ring, from the station."""

    RING_M: ClassVar[float] = 1.35
    """From its rear axle to the ring on which it turns: half its wheelbase."""
    LOWEST_M: ClassVar[float] = 1.9
    """Chosen: what of the arm is lower than this the ego would hit."""
    HALF_M: ClassVar[float] = 1.3
    """Half of its width."""
    RATE_RADPS: ClassVar[float] = 0.8
    """Chosen: 8 turns a minute, common of such machines, on average over a swing."""

    centre_m: tuple[float, float]
    begins_rad: float
    ends_rad: float
    at: Approach

    @classmethod
    def idle(cls, site: Site, rng: np.random.Generator) -> Swing:
        """One that works away from the lane, beyond the station."""
        inward = sign_of(site.side)
        angle = -inward * float(rng.uniform(0.3, 1.3))
        left = inward * (site.border_m + ROW_M + cls.HALF_M + 0.4)
        return cls(
            centre_m=(float(rng.uniform(38.0, 45.0)), left),
            begins_rad=angle,
            ends_rad=angle,
            at=site.at,
        )

    @classmethod
    def reaching(cls, site: Site, left_m: float, ego: BodyBox, when: Timing, rng: np.random.Generator) -> Swing:
        """One whose bucket reaches `left_m` of the ego's line, just before the meeting, at the station.

        Raises SceneError where it stands too far away for that.
        """
        inward = sign_of(site.side)
        room = min(site.border_m + ROW_M + cls.HALF_M + float(rng.uniform(0.0, 0.8)), site.outer_m - 0.2)
        points = _arm_m() * np.array([1.0, inward])  # ahead of the ring, and towards the lane
        for angle in np.arange(0.0, 1.58, 0.02):
            across = points[:, 0] * math.sin(angle) + points[:, 1] * math.cos(angle)
            if across.max() >= room - inward * left_m:
                break
        else:
            raise SceneError(f"the arm does not reach {room - inward * left_m:.1f} m to the side")
        turned = points[:, 0] * math.cos(angle) - points[:, 1] * math.sin(angle)
        within = across >= room - 0.5 * ego.width_m
        begins = angle - min(cls.RATE_RADPS * when.ttc_s, 1.9)
        return cls(
            centre_m=(float(turned[within].max()), inward * room),
            begins_rad=float(inward * begins),
            ends_rad=float(inward * angle),
            at=site.at,
        )

    def actor(self, name: str, venue: Venue, *, at_work: bool) -> Actor:
        """The machine at the start of the swing; its beacon turns while it works."""
        ahead, left = self.centre_m[0] + self.RING_M, self.centre_m[1]
        spec = WheeledExcavator(posture_name="dig", slew_rad=round(self.begins_rad, 3), driver="seated")
        pose = venue.upright(self.at, ahead, left, math.pi)
        return Actor(name=name, asset=spec, T_world_body=pose, lamps_on=("beacon",) if at_work else ())

    def event(self, name: str, when: Timing) -> Event:
        """The swing from the reveal on; it ends a moment before the meeting."""
        turn = MoveJoint(actor=name, part="upper", angle_rad=self.ends_rad, duration_s=max(when.ttc_s - 0.15, 0.3))
        return Event(name=f"{name}_swings", trigger=AtTime(time_s=when.reveal_s), actions=(turn,))


@functools.lru_cache(maxsize=1)
def _arm_m() -> Float64:
    """Points (N, 2) of what is low of boom, stick and bucket, ahead of the ring and left of the arm at slew 0."""
    spec = WheeledExcavator(posture_name="dig", slew_rad=0.0)
    asset = asset_of(spec)
    still = np.zeros(1)
    position, rotation = part_poses(asset, spec.joint_angles(still, still), still)
    made = []
    for k, part in enumerate(asset.parts):
        if part.name in ("boom", "stick", "bucket"):
            points = part.mesh.vertices_m.astype(np.float64)
            made.append(position[0, k] + rotate(np.broadcast_to(rotation[0, k], (len(points), 4)), points))
    arm = np.concatenate(made)
    low = arm[arm[:, 2] < Swing.LOWEST_M]
    return np.asarray(low[:, :2] - np.array([Swing.RING_M, 0.0]))
