"""What a case puts on its place, and the scene that this makes with the place's dressing around it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from scenes.actor import Actor, Scenery
from scenes.environment import Environment
from scenes.footprint import Footprint, corridors_of, footprint_of
from scenes.lighting import with_lamps_for_light
from scenes.roads.bays import bays_near
from scenes.roads.network import Bay, RoadNetwork
from scenes.roads.traffic_lanes import lanes_near
from scenes.roadside.dress import dress_place
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.line import Line
from scenes.staging.timing import Timing
from scenes.staging.venue import Venue, land_rng
from scenes.storyboard import Event, SignalController, Storyboard
from scenes.streams import stream

Point = tuple[float, float]
Area = tuple[Point, ...]

BEHIND_M, BEYOND_M = 30.0, 150.0
"""Chosen: so far behind and ahead of what the ego drives is seen and has traffic."""
BAYS_M = 60.0
"""Chosen: parking spaces that far from the way are offered to randomizers."""
BAY_WIDTH_M = 2.3
TAIL_S = 4.0
"""Physics goes on for 3 s after a clip."""
CLEAR_M = 0.4
"""Chosen: nothing of the street stands nearer to what the case stages."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Staged:
    """One case on its place.

    line, start_m: the ego's way and where on it it starts. ego, actors, events, scenery: what the case itself brings.
    key_actor: whom the derived truth is about. clear: areas, as corners, in which nothing else stands or parks.
    solved: what was found instead of drawn, SI units. occlusion_share: asked of the key actor at the reveal, None for
    none.
    anomalous: names of the actors that are out of place or of no usual kind. passes_m: the gap at which they pass each
    other where the conflict is a near miss, None where they touch without a reaction. least_area_px: visible pixels of
    the key actor that count as seen where it lies flat, None where its height must show. signals: programmes of
    the place's lights; empty for those of its traffic.
    """

    line: Line
    start_m: float
    ego: Actor
    actors: tuple[Actor, ...]
    events: tuple[Event, ...]
    timing: Timing
    environment: Environment
    key_actor: str
    scenery: tuple[Scenery, ...] = ()
    clear: tuple[Area, ...] = ()
    solved: tuple[tuple[str, float | str], ...] = ()
    occlusion_share: float | None = None
    anomalous: tuple[str, ...] = ()
    passes_m: float | None = None
    least_area_px: float | None = None
    signals: tuple[SignalController, ...] = ()


def scene_of(staged: Staged, venue: Venue, case: Case, params: Params, request: ClipRequest) -> Scene:
    """The scene of a staged case: the place around it dressed, what is in its way left out. case: without parameters.

    Traffic lanes and parking spaces are offered to randomizers but for what would stand in the case's way.
    """
    seed = int(params["place_seed"])
    seen = _seen(staged)
    near = [(float(x), float(y)) for x, y in seen[:, :2]]
    dressing = dress_place(venue.place, land_rng(seed), near=near, clear=staged.clear)
    own = (staged.ego, *staged.actors)
    road = RoadNetwork(
        name=venue.network.name,
        lanes=lanes_near(venue.network, venue.graph, seen, staged.timing.duration_s + TAIL_S, stream(seed, "lanes")),
        bays=tuple(bay for bay in bays_near(venue.network, seen, BAYS_M) if not _taken(bay, staged)),
    )
    scene = Scene(
        road=road,
        scenery=(*dressing.scenery, *staged.scenery),
        ego=staged.ego,
        actors=(*staged.actors, *_apart(dressing.actors, own)),
        environment=staged.environment,
        storyboard=Storyboard(events=staged.events, signals=staged.signals),
        rig=request.rig,
        case=_recorded(case, staged, params),
        duration_s=staged.timing.duration_s,
        fps=request.fps,
        notes=(*venue.place.notes(), *dressing.notes),
        place=venue.place,
    )
    return with_lamps_for_light(scene)


def _recorded(case: Case, staged: Staged, params: Params) -> Case:
    asked: dict[str, float | str] = {
        "reveal_s": staged.timing.reveal_s,
        "meet_s": staged.timing.meet_s,
        "ttc_reveal_s": staged.timing.ttc_s,
    }
    if staged.occlusion_share is not None:
        asked["occlusion_at_reveal"] = staged.occlusion_share
    if staged.passes_m is not None:
        asked["passes_m"] = staged.passes_m
    if staged.least_area_px is not None:
        asked["least_area_px"] = staged.least_area_px
    drawn = {name: value if isinstance(value, str) else float(value) for name, value in params.items()}
    return Case(
        id=case.id,
        name=case.name,
        key_actor=staged.key_actor,
        parameters=tuple((drawn | dict(staged.solved) | asked).items()),
        nhtsa=case.nhtsa,
        ncap=case.ncap,
        layers=case.layers,
        level=case.level,
        anomalous=staged.anomalous,
    )


def _seen(staged: Staged) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Points (N, 3) of the way that the ego drives, and some behind and ahead of it."""
    path = staged.line.path
    end = staged.start_m + staged.ego.speed_mps * (staged.timing.duration_s + TAIL_S) + BEYOND_M
    rows = (path.distance_m >= staged.start_m - BEHIND_M) & (path.distance_m <= end)
    return path.points_m[rows]


def _taken(bay: Bay, staged: Staged) -> bool:
    """Whether a parking space reaches into what must stay clear, or somebody of the case stands or passes there."""
    space = Footprint(
        centre_m=(bay.x_m, bay.y_m),
        yaw_rad=bay.yaw_rad,
        half_length_m=0.5 * bay.length_m,
        half_width_m=0.5 * BAY_WIDTH_M,
    )
    if _overlaps_any(space, (footprint_of(actor) for actor in staged.actors)):
        return True
    outline = shapely.Polygon(space.corners)
    return any(outline.intersects(shapely.Polygon(area)) for area in staged.clear)


def _apart(furniture: Iterable[Actor], staged: Sequence[Actor]) -> tuple[Actor, ...]:
    """What of the street's furniture stands in the way of nothing that is staged."""
    prints = [footprint_of(actor).grown(CLEAR_M, CLEAR_M) for actor in staged]
    prints += [strip.grown(CLEAR_M, CLEAR_M) for actor in staged for strip in corridors_of(actor)]
    return tuple(actor for actor in furniture if not _overlaps_any(footprint_of(actor), prints))


def _overlaps_any(one: Footprint, others: Iterable[Footprint]) -> bool:
    return any(one.overlaps(other) for other in others)


def hull(points: Iterable[Point], margin_m: float) -> Area:
    """The convex area around points, a margin wider."""
    grown = shapely.buffer(shapely.MultiPoint(list(points)).convex_hull, margin_m, quad_segs=2)
    return tuple((float(x), float(y)) for x, y in grown.exterior.coords[:-1])


def band(points: Sequence[Point], margin_m: float) -> Area:
    """The area within a margin of a polyline."""
    grown = shapely.buffer(shapely.LineString(list(points)), margin_m, quad_segs=2)
    return tuple((float(x), float(y)) for x, y in grown.exterior.coords[:-1])


def straight_on(line: Line, from_m: float, to_m: float, turn_rad: float = math.radians(12.0)) -> bool:
    """Whether a way bends no more than a little between two distances."""
    return abs(line.turn_rad(from_m, to_m)) <= turn_rad
