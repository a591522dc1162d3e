"""What stands on the pavements and lies on the carriageway: trees, lamps, signs, bins, benches, covers, repairs."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from scenes.actor import Actor, Scenery
from scenes.asset import AssetSpec
from scenes.assets.plants.tree import FAR_LEAVES, Species, StreetTree
from scenes.assets.signs.traffic_sign import SignPost, TrafficSign
from scenes.assets.street.road_patch import AsphaltRepair, Manhole
from scenes.assets.street.street_furniture import (
    Bench,
    Bollard,
    Hydrant,
    LampPost,
    LitterBin,
    StreetCabinet,
    WheelieBin,
)
from scenes.material import Material
from scenes.pose import Body, Pose, World
from scenes.roads.street_surface import CROSSWALK_M, KERB_WIDTH_M, StreetSurface

Span = tuple[float, float]
Placement = Pose[World, Body]

LAMP_SPACING_M = 28.0  # chosen: four times the mounting height, as in residential streets
FIRST_TREE_M = 8.0  # chosen: sight at the corners
TREE_FROM_KERB_M = 0.95  # chosen: trunk's middle to kerb face, pit inside the pavement
TREE_JITTER_M = 0.4
CROSSWALK_CLEAR_M = 7.0  # chosen: no trees and boxes where drivers look for people
POST_CLEAR_M = 1.0
PANEL_BOTTOM_M = 2.1  # chosen: above heads, 2.0 m or more over pavements (VwV-StVO to sections 39-43)
MAST_FROM_KERB_M = 0.45
_LIDS = ((0.045, 0.048, 0.05), (0.04, 0.09, 0.22), (0.45, 0.33, 0.03), (0.07, 0.045, 0.03))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sign:
    kind: str
    x_m: float
    side: float  # -1 right, +1 left
    facing: float  # -1: read by those who drive along +x


def paving(surface: StreetSurface, rng: np.random.Generator) -> tuple[Scenery, ...]:
    """Manhole covers and repaired asphalt on the two lanes."""
    specs: tuple[AssetSpec, ...] = (
        Manhole(),
        Manhole(),
        AsphaltRepair(length_m=4.5, width_m=1.1),
        AsphaltRepair(length_m=2.2, width_m=1.6),
        AsphaltRepair(length_m=9.0, width_m=0.8),
    )
    pieces = []
    for index, x in enumerate(np.arange(14.0, surface.length_m - 14.0, 17.0)):
        spec = specs[int(rng.integers(len(specs)))]
        at = float(x + rng.uniform(-5, 5))
        lane = float(rng.choice([-1.0, 1.0])) * surface.lane_width_m * float(rng.uniform(0.38, 0.62))
        if not _near(at, surface.crosswalk_at_m, CROSSWALK_M / 2 + 5.0):
            pieces.append(Scenery(name=f"paving_{index:02d}", asset=spec, T_world_body=Pose.planar(at, lane, 0.0)))
    return tuple(pieces)


def fixtures(
    surface: StreetSurface, spacing_m: float, clear: tuple[Span, ...], near: Span | None, rng: np.random.Generator
) -> tuple[Scenery, ...]:
    """Street trees of one species in a few shapes, lamp posts between them, sign posts. near: where trees are fine."""
    pieces: list[Scenery] = []
    species: Species = ("round", "columnar", "conical")[int(rng.choice(3, p=[0.55, 0.25, 0.2]))]
    height = float(rng.uniform(7.2, 9.2))
    seeds = [int(s) for s in rng.integers(2**31, size=4)]
    shares = zip((1.0, 0.92, 1.06, 0.8), seeds, strict=True)
    trees = [StreetTree(species=species, height_m=round(height * share, 2), seed=seed) for share, seed in shares]
    signs = _signs(surface)
    for side, name in ((-1.0, "right"), (1.0, "left")):
        posts = [sign.x_m for sign in signs if sign.side == side]
        for k, x in enumerate(_tree_places(surface, spacing_m)):
            at = x + float(rng.uniform(-TREE_JITTER_M, TREE_JITTER_M))
            spec, turn = trees[int(rng.choice(4, p=[0.35, 0.3, 0.25, 0.1]))], float(rng.uniform(0, 2 * math.pi))
            blocked = _near(at, surface.crosswalk_at_m, CROSSWALK_CLEAR_M) or _inside(at, clear, 1.0)
            if near is not None and not near[0] < at < near[1]:
                spec = replace(spec, leaves=FAR_LEAVES)
            if not blocked and all(abs(at - post) > POST_CLEAR_M for post in posts):
                pose = _on_pavement(surface, at, side, TREE_FROM_KERB_M, round(turn / (math.pi / 2)) * math.pi / 2)
                pieces.append(Scenery(name=f"tree_{name}_{k:02d}", asset=spec, T_world_body=pose))
        for k, x in enumerate(_lamp_places(surface, spacing_m, side)):
            if not _inside(x, clear, 0.3):
                pose = _on_pavement(surface, x, side, MAST_FROM_KERB_M, -side * math.pi / 2)
                pieces.append(Scenery(name=f"lamp_{name}_{k:02d}", asset=LampPost(), T_world_body=pose))
    posts_at = sorted({(sign.x_m, sign.side) for sign in signs if not _inside(sign.x_m, clear, 0.3)})
    for k, (x, side) in enumerate(posts_at):
        pose = _on_pavement(surface, x, side, MAST_FROM_KERB_M, 0.0)
        pieces.append(Scenery(name=f"post_{k:02d}", asset=SignPost(), T_world_body=pose))
    return tuple(pieces)


def furniture(
    surface: StreetSurface, spacing_m: float, clear: tuple[Span, ...], rng: np.random.Generator
) -> tuple[Actor, ...]:
    """Static instances: sign panels, bollards at the crosswalk, and what stands a quarter of the way between trees."""
    actors = [
        _actor(f"sign_{sign.kind}_{k:02d}", TrafficSign(kind=sign.kind), _panel_pose(surface, sign))
        for k, sign in enumerate(_signs(surface))
        if not _inside(sign.x_m, clear, 0.3)
    ]
    actors += _bollards(surface, clear)
    posts = [(sign.x_m, sign.side) for sign in _signs(surface)]
    places = _tree_places(surface, spacing_m)
    counts: dict[str, int] = {}
    for side in (-1.0, 1.0):
        for x in [a + share * spacing_m for a in places[:-1] for share in (0.27, 0.73)]:
            at = x + float(rng.uniform(-0.02, 0.02)) * spacing_m
            kind = _KINDS[int(rng.choice(len(_KINDS), p=_CHANCES))]
            made = _MAKERS[kind](surface, at, side, rng) if kind in _MAKERS else []
            blocked = _near(at, surface.crosswalk_at_m, CROSSWALK_CLEAR_M) or _inside(at, clear, 1.2)
            if blocked or any(s == side and abs(at - post) < 1.6 for post, s in posts):
                continue
            for asset, pose, appearance in made:
                actors.append(_actor(f"{kind}_{counts.get(kind, 0):02d}", asset, pose, appearance))
                counts[kind] = counts.get(kind, 0) + 1
    return tuple(actors)


Made = list[tuple[AssetSpec, Placement, tuple[tuple[str, Material], ...]]]


def _litter_bin(surface: StreetSurface, x_m: float, side: float, rng: np.random.Generator) -> Made:
    del rng
    return [(LitterBin(), _on_pavement(surface, x_m, side, MAST_FROM_KERB_M, side * math.pi / 2), ())]


def _wheelie_bins(surface: StreetSurface, x_m: float, side: float, rng: np.random.Generator) -> Made:
    """One to three bins at the house wall."""
    made: Made = []
    for k in range(int(rng.integers(1, 4))):
        lid = Material(base_color=_LIDS[int(rng.integers(len(_LIDS)))], roughness=0.5)
        turn = -side * math.pi / 2 + float(rng.uniform(-0.15, 0.15))
        pose = _on_pavement(surface, x_m + 0.66 * (k - 1), side, surface.pavement_width_m - 0.46, turn)
        made.append((WheelieBin(), pose, (("lid", lid),)))
    return made


def _bench(surface: StreetSurface, x_m: float, side: float, rng: np.random.Generator) -> Made:
    del rng
    return [(Bench(), _on_pavement(surface, x_m, side, 0.75, side * math.pi / 2), ())]


def _cabinet(surface: StreetSurface, x_m: float, side: float, rng: np.random.Generator) -> Made:
    del rng
    return [
        (StreetCabinet(), _on_pavement(surface, x_m, side, surface.pavement_width_m - 0.26, -side * math.pi / 2), ())
    ]


def _hydrant(surface: StreetSurface, x_m: float, side: float, rng: np.random.Generator) -> Made:
    del rng
    return [(Hydrant(), _on_pavement(surface, x_m, side, 0.5, side * math.pi / 2), ())]


_MAKERS: dict[str, Callable[[StreetSurface, float, float, np.random.Generator], Made]] = {
    "bin": _litter_bin,
    "wheelie_bin": _wheelie_bins,
    "bench": _bench,
    "cabinet": _cabinet,
    "hydrant": _hydrant,
}
_KINDS = ("nothing", "bin", "wheelie_bin", "bench", "cabinet", "hydrant")
_CHANCES = (0.56, 0.13, 0.13, 0.08, 0.06, 0.04)  # chosen: an item every 12 m or so on either side


def _bollards(surface: StreetSurface, clear: tuple[Span, ...]) -> list[Actor]:
    """Three on each side of the crosswalk's ends, so that nobody parks there."""
    if surface.crosswalk_at_m is None:
        return []
    offsets = [s * (CROSSWALK_M / 2 + 0.9 + 1.5 * k) for s in (-1, 1) for k in range(3)]
    places = [(surface.crosswalk_at_m + d, side) for side in (-1.0, 1.0) for d in offsets]
    free = [(x, side) for x, side in places if not _inside(x, clear, 0.3)]
    poses = [_on_pavement(surface, x, side, 0.4, 0.0) for x, side in free]
    return [_actor(f"bollard_{k:02d}", Bollard(), pose) for k, pose in enumerate(poses)]


def _signs(surface: StreetSurface) -> list[_Sign]:
    """Panels that the traffic rules ask for; each is read by the traffic on its own side."""
    length = surface.length_m
    signs = []
    for side, facing in ((-1.0, -1.0), (1.0, 1.0)):
        enter, leave = (6.0, length - 2.5) if side < 0 else (length - 6.0, 2.5)
        signs += [
            _Sign(kind="speed_limit", x_m=enter, side=side, facing=facing),
            _Sign(kind="give_way", x_m=leave, side=side, facing=facing),
        ]
        for start, count in surface.bay_runs:
            at = start + 0.4 if side < 0 else start + count * surface.bay_length_m - 0.4
            signs.append(_Sign(kind="parking", x_m=at, side=side, facing=facing))
        if surface.crosswalk_at_m is not None:
            at = surface.crosswalk_at_m + side * (CROSSWALK_M / 2 + 0.35)
            signs.append(_Sign(kind="crossing", x_m=at, side=side, facing=facing))
    return signs


def _panel_pose(surface: StreetSurface, sign: _Sign) -> Placement:
    y = sign.side * (surface.kerb_line_m + MAST_FROM_KERB_M)
    yaw = math.pi if sign.facing < 0 else 0.0
    return Pose.planar(sign.x_m + 0.034 * sign.facing, y, yaw, surface.kerb_height_m + PANEL_BOTTOM_M)


def _tree_places(surface: StreetSurface, spacing_m: float) -> list[float]:
    count = int((surface.length_m - 2 * FIRST_TREE_M) // spacing_m)
    first = (surface.length_m - count * spacing_m) / 2
    return [first + k * spacing_m for k in range(count + 1)]


def _lamp_places(surface: StreetSurface, spacing_m: float, side: float) -> list[float]:
    """Midway between trees, about every LAMP_SPACING_M, staggered between the sides."""
    step = max(1, round(LAMP_SPACING_M / spacing_m))
    middles = [x + spacing_m / 2 for x in _tree_places(surface, spacing_m)[:-1]]
    return middles[(step // 2 if side > 0 else 0) :: step]


def _on_pavement(surface: StreetSurface, x_m: float, side: float, from_kerb_m: float, yaw_rad: float) -> Placement:
    inside = max(from_kerb_m, KERB_WIDTH_M)
    return Pose.planar(x_m, side * (surface.kerb_line_m + inside), yaw_rad, surface.kerb_height_m)


def _actor(name: str, asset: AssetSpec, pose: Placement, appearance: tuple[tuple[str, Material], ...] = ()) -> Actor:
    return Actor(name=name, asset=asset, body="static", T_world_body=pose, appearance=appearance)


def _near(x_m: float, at_m: float | None, margin_m: float) -> bool:
    return at_m is not None and abs(x_m - at_m) < margin_m


def _inside(x_m: float, spans: tuple[Span, ...], margin_m: float) -> bool:
    return any(low - margin_m < x_m < high + margin_m for low, high in spans)
