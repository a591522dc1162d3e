"""E06: behind a bend a motorcyclist has fallen and lies in the lane, the machine on its side some metres on."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar, get_args

import numpy as np

from scenes.actor import Actor
from scenes.assets.people.resting_people import LyingPerson
from scenes.assets.two_wheelers.motorcycle import Motorcycle
from scenes.assets.two_wheelers.motorcycle_geometry import MotorcycleKind
from scenes.distributions import Distribution
from scenes.friction import GRAVITY_MPS2
from scenes.measures import ClipMeasures
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.acceptance import FLAT_AREA_PX
from scenes.staging.at_rest import AtRest, MeetsAtRest
from scenes.staging.behind_bend import BehindBend, comes_into_sight, tight_enough
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.line import Approach
from scenes.staging.lying import AS_BUILT, ON_A_SIDE, laid, settled
from scenes.staging.staged import Staged, band
from scenes.staging.venue import Venue
from scenes.storyboard import AtTime, Event
from scenes.storyboard.motion import Launch

NEAR_M = 25.0
"""Chosen: who lies on the road fills FLAT_AREA_PX from there in usual cameras."""
RIDER_LEFT_M = 0.6
"""Chosen: from the ego's line to the rider, at most, so that the ego would hit them."""
STRAY_RAD = math.radians(35.0)
"""Chosen: the machine goes on about as the road does."""
EDGE_M = 0.9
"""Chosen: from the machine's middle to the road's edge, at least."""
APART_M = 2.3
"""From rider to machine at least: half of a rider's box over its corners, and half of a machine's length."""
SLID_S = 0.8
"""Chosen: of sliding before the reveal, at most."""
SPIN_RADPS = 1.0
"""Chosen: of a machine that slides, at most; faster ones would slide farther."""
STATURE_M = (1.6, 1.85)
"""Chosen: of most riders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FallenMotorcyclist(EdgeCase):
    """A hedge along the inside of a bend leaves `sight_m` of the way; the reveal is when the ego is so far away.

    sight_m: or the nearest that the bend allows, less in short clips. gap_m: between the middles of rider and machine
    at the reveal; more where the machine has slid farther by then. yaw_deg, rider_yaw_deg: of machine and rider, from
    the way's direction. lying: `front` (prone) or `back`. machine: a kind of motorcycle. sliding: `yes` where the
    machine still slides at the reveal, at slide_mps, and slows down by decel_mps2 on dry asphalt.
    """

    CASE: ClassVar[Case] = Case(
        id="E06",
        name="fallen_motorcyclist",
        key_actor="rider",
        nhtsa=(1,),
        ncap="CMRs",
        layers=("L4",),
        level="scenario",
    )
    ROADS: ClassVar[tuple[str, ...]] = ("rural", "motorway")
    RANGES: ClassVar[Ranges] = {
        "sight_m": (15.0, 250.0, "m"),
        "gap_m": (2.0, 30.0, "m"),
        "yaw_deg": (0.0, 360.0, "degrees"),
        "rider_yaw_deg": (0.0, 360.0, "degrees"),
        "slide_mps": (0.1, 15.0, "m/s"),
        "decel_mps2": (2.0, 8.0, "m/s2"),
    }
    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {
        "sliding": ("yes", "no"),
        "lying": ("front", "back"),
        "machine": get_args(MotorcycleKind),
    }
    MEETING_TOLERANCE_S: ClassVar[float] = 0.2

    sight_m: Distribution
    gap_m: Distribution
    yaw_deg: Distribution
    rider_yaw_deg: Distribution
    lying: Distribution
    machine: Distribution
    sliding: Distribution
    slide_mps: Distribution
    decel_mps2: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """A bend, its hedge, the rider behind it and the machine beyond the rider."""
        wish, reaction = float(params["ego_speed_mps"]), str(params["ego_reaction"])
        rider_left = float(rng.uniform(-RIDER_LEFT_M, RIDER_LEFT_M))
        drawn_m = float(params["sight_m"])
        behind = BehindBend.found(venue, wish, self.sight_m, drawn_m, request, rng, near_m=NEAR_M, left_m=rider_left)
        at = behind.at
        rider = _rider(params, at, rider_left, venue, rng)
        still, slides = AtRest(actor=rider), params["sliding"] == "yes"
        most_s = SLID_S if slides else math.inf
        met = MeetsAtRest.of(at, behind.speed_mps, behind.ttc_s, still, rider.asset.nominal(), request, most_s)
        slide = _Slide.of(params, at, rider_left, met.timing.reveal_s if slides else 0.0, rng)
        machine = slide.actor(params, venue, rng)
        staged = Staged(
            line=at.line,
            start_m=met.ego.origin_m(0.0),
            ego=met.ego.actor(),
            actors=(rider, machine),
            events=(*slide.events(), *met.ego.braked(met.timing.risk_s(reaction))),
            timing=met.timing,
            environment=self.environment(params),
            key_actor="rider",
            clear=(behind.clear(), band(slide.ends_m, 1.5)),
            scenery=behind.hedge(venue),
            solved=(*behind.solved(), ("gap_m", slide.gap_m)),
            anomalous=("rider", "machine"),
            least_area_px=FLAT_AREA_PX,
        )
        return met.judged(staged, reaction, request)

    def place_numbers(self, params: Params, request: ClipRequest, rng: np.random.Generator) -> dict[str, float | str]:
        """Bends that short clips show to their end."""
        return tight_enough(params, request, NEAR_M, rng)

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """The rider comes into sight at the reveal."""
        return comes_into_sight(scene, measures)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slide:
    """How the machine gets where it is at the reveal: at rest where speed_mps is 0."""

    start_m: tuple[float, float]
    heading_rad: float
    yaw_rad: float
    start_mps: float
    friction: float
    spin_radps: float
    gap_m: float

    @classmethod
    def of(cls, params: Params, at: Approach, left_m: float, lasts_s: float, rng: np.random.Generator) -> _Slide:
        """lasts_s: before the reveal."""
        rate = float(params["decel_mps2"])
        speed = float(params["slide_mps"]) if params["sliding"] == "yes" else 0.0
        slid = speed * lasts_s + 0.5 * rate * lasts_s**2 if speed else 0.0
        gap = max(float(params["gap_m"]), APART_M + slid)
        stray = float(rng.uniform(-STRAY_RAD, STRAY_RAD))
        wish = left_m + gap * math.sin(stray)
        left = min(max(wish, EDGE_M - at.edge_m("right")), at.edge_m("left") - EDGE_M)
        ahead = math.sqrt(max(gap**2 - (left - left_m) ** 2, 0.0))
        x, y = at.point(ahead, left)
        heading = at.heading(ahead) + 0.3 * stray
        return cls(
            start_m=(x - slid * math.cos(heading), y - slid * math.sin(heading)),
            heading_rad=heading,
            yaw_rad=at.heading(ahead) + float(params["yaw_rad"]),
            start_mps=speed + rate * lasts_s if speed else 0.0,
            friction=rate / GRAVITY_MPS2,
            spin_radps=float(rng.uniform(-SPIN_RADPS, SPIN_RADPS)),
            gap_m=gap,
        )

    @property
    def ends_m(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Where it starts and where it comes to rest."""
        far = 0.5 * self.start_mps**2 / (self.friction * GRAVITY_MPS2) + 0.1
        x, y = self.start_m
        return self.start_m, (x + far * math.cos(self.heading_rad), y + far * math.sin(self.heading_rad))

    def actor(self, params: Params, venue: Venue, rng: np.random.Generator) -> Actor:
        """The machine on its side, moved by physics."""
        spec = Motorcycle(kind=params["machine"])  # type: ignore[arg-type]
        rest = settled((spec,), ON_A_SIDE[int(rng.integers(2))])
        (lying,) = laid({"machine": spec}, *self.start_m, self.yaw_rad, venue, rest)
        return replace(lying, body="dynamic", friction=self.friction)

    def events(self) -> tuple[Event, ...]:
        """The push that it has at time 0."""
        if not self.start_mps:
            return ()
        velocity = (self.start_mps * math.cos(self.heading_rad), self.start_mps * math.sin(self.heading_rad), 0.0)
        push = Launch(actor="machine", velocity_mps=velocity, spin_radps=(0.0, 0.0, self.spin_radps))
        return (Event(name="machine_slides", trigger=AtTime(time_s=0.0), actions=(push,)),)


def _rider(params: Params, at: Approach, left_m: float, venue: Venue, rng: np.random.Generator) -> Actor:
    spec = LyingPerson(
        lying=params["lying"],  # type: ignore[arg-type]
        height_m=round(float(rng.uniform(*STATURE_M)), 2),
        clothing="motorcycle_suit",
        headwear="motorcycle_helmet",
    )
    yaw = at.heading() + float(params["rider_yaw_rad"])
    return laid({"rider": spec}, *at.point(0.0, left_m), yaw, venue, AS_BUILT)[0]
