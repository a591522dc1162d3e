"""E22: an animal, or a few, come out of the verge and cross the road; one may freeze before the ego."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from scenes.actor import Actor
from scenes.assets.animals.wildlife import ANIMALS, Animal
from scenes.distributions import Distribution
from scenes.measures import ClipMeasures
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.crossing import AFTER_M, across, before_m, meeting, mid_block, sight
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.line import Side
from scenes.staging.movers import half_width_m
from scenes.staging.staged import Staged
from scenes.staging.venue import Venue
from scenes.staging.walk import Walk

KEY = "animal"
VERGE_M = 3.0
"""Chosen: animals come from that far beside the road."""
SPREAD_M, LAG_S = (1.5, 3.5), (0.2, 1.2)
"""Chosen: how far apart along the road animals of a herd cross, and how long after each other."""
LEAST_M = 0.3
"""Chosen: the slowest animal goes that far sideways in a clip in which it crosses."""
EASE_MPS2, FLIGHT_MPS2 = 2.0, 6.0
"""Chosen: how fast animals take up a walk and a gallop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnimalCrossing(EdgeCase):
    """The animal is in plain sight of daylight or lamps; the reveal is `ttc_reveal_s` before the meeting.

    animal: names of `scenes.assets.animals.wildlife`. flight_share: its speed between its walk (0) and its flight (1).
    side: from which it comes, the ego's `near` one or the `far` one. impact_share: across the ego's front, 0 its right
    side. freezes: `yes` for one that stands still before the ego from freezes_before_s before the meeting on.
    herd: how many follow it. Eyes that shine back are not made.
    """

    CASE: ClassVar[Case] = Case(
        id="E22", name="animal_crossing", key_actor=KEY, nhtsa=(10,), layers=("L4",), level="object"
    )
    ROADS: ClassVar[tuple[str, ...]] = ("rural", "motorway", "urban", "underpass", "t_junction", "x_junction")
    RANGES: ClassVar[Ranges] = {
        "ttc_reveal_s": (0.8, 6.0, "s"),
        "flight_share": (0.0, 1.0, ""),
        "impact_share": (0.0, 1.0, ""),
        "freezes_before_s": (0.1, 3.0, "s"),
        "herd": (0.0, 8.0, ""),
    }
    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {
        "animal": tuple(ANIMALS),
        "side": ("near", "far"),
        "freezes": ("yes", "no"),
    }

    ttc_reveal_s: Distribution
    animal: Distribution
    flight_share: Distribution
    side: Distribution
    impact_share: Distribution
    freezes: Distribution
    freezes_before_s: Distribution
    herd: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """A straight stretch away from junctions, and who crosses it."""
        speed, ttc = float(params["ego_speed_mps"]), float(params["ttc_reveal_s"])
        at = venue.find(before_m(speed, ttc), AFTER_M, rng, mid_block(venue, None, speed))
        animal = ANIMALS[str(params["animal"])]
        met = meeting(at, request, speed, ttc, float(params["impact_share"]), half_width_m(animal.spec))
        side: Side = at.near if params["side"] == "near" else at.far
        share = float(params["flight_share"])
        pace = animal.cruise_mps + share * (animal.flee_mps - animal.cruise_mps)
        early_s = float(params["freezes_before_s"]) if params["freezes"] == "yes" else 0.0
        walk = replace(
            across(
                *(venue, at, side, pace),
                passes_m=met.impact_m,
                pass_s=met.timing.meet_s - early_s,
                behind_kerb_m=VERGE_M,
            ),
            acceleration_mps2=EASE_MPS2 + share * (FLIGHT_MPS2 - EASE_MPS2),
        )
        others = [_follower(walk, venue, at_m, lag) for at_m, lag in _herd(int(params["herd"]), rng)]
        first = _ended(walk) if params["freezes"] == "yes" else walk
        walks = {KEY: first, **{f"herd_{k}": other for k, other in enumerate(others)}}
        return Staged(
            line=at.line,
            start_m=met.ego.origin_m(0.0),
            ego=met.ego.actor(),
            actors=tuple(_animal(name, animal, one) for name, one in walks.items()),
            events=(
                *(event for name, one in walks.items() for event in one.events(name)),
                *met.reaction(str(params["ego_reaction"])),
            ),
            timing=met.timing,
            environment=self.environment(params),
            key_actor=KEY,
            clear=sight(met, walk, request),
            anomalous=tuple(walks),
        )

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """It goes across the ego's way, or has frozen in it."""
        if dict(scene.case.parameters)["freezes"] == "yes":
            return ()
        moved = measures.across_m
        return () if moved > LEAST_M else (f"the animal moves {moved:.2f} m across the ego's way",)


def _ended(walk: Walk) -> Walk:
    """The same course up to where the meeting is: there it stands."""
    points = np.array(walk.points_m)
    run = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    kept = [(float(x), float(y), float(z)) for x, y, z in points[run < walk.pass_m - 1e-6]]
    return replace(walk, points_m=(*kept, walk.pose(walk.pass_m).translation_m))


def _herd(count: int, rng: np.random.Generator) -> list[tuple[float, float]]:
    """Places along the road, alternately ahead and behind, and lags, of the others."""
    out, away, lag = [], 0.0, 0.0
    for k in range(count):
        away += float(rng.uniform(*SPREAD_M))
        lag += float(rng.uniform(*LAG_S))
        out.append((away if k % 2 == 0 else -away, lag))
    return out


def _follower(walk: Walk, venue: Venue, along_m: float, lag_s: float) -> Walk:
    """The same course, moved sideways to the walk's direction, later."""
    (ax, ay, _), (bx, by, _) = walk.points_m[0], walk.points_m[-1]
    length = float(np.hypot(bx - ax, by - ay))
    dx, dy = -(by - ay) / length * along_m, (bx - ax) / length * along_m
    xy = np.array([(x + dx, y + dy) for x, y, _ in walk.points_m])
    points = tuple((float(x), float(y), float(z)) for (x, y), z in zip(xy, venue.heights_m(xy), strict=True))
    return replace(walk, points_m=points, pass_s=walk.pass_s + lag_s)


def _animal(name: str, animal: Animal, walk: Walk) -> Actor:
    return Actor(
        name=name,
        asset=animal.spec,
        body="kinematic",
        T_world_body=walk.at(0.0),
        path=walk.path(),
        speed_mps=walk.initial_mps(),
        mass_kg=animal.mass_kg,
    )
