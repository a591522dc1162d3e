"""A straight two-lane road through a tunnel: ground, tube, lamps, and open land before and beyond."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from scenes.actor import Scenery
from scenes.asset import Asset, AssetSpec
from scenes.assets.plants.tree import StreetTree
from scenes.assets.street.street_furniture import LampPost
from scenes.assets.street.tunnel import TunnelLamp, TunnelTube
from scenes.errors import ConfigError
from scenes.pose import Body, Pose, World
from scenes.roads.ground import (
    ASPHALT,
    KERB,
    LINE,
    SLABS,
    Float64,
    Kinds,
    Terrain,
    ground_asset,
)
from scenes.roads.network import Lane, RoadNetwork

LINE_M = 0.15  # broad line outside towns, RMS-1 (FGSV 1993): 0.15 m on rural roads' edges
EDGE_STRIP_M = 0.25  # between lane and kerb
DASH_M, DASH_GAP_M = 4.0, 8.0  # guide line outside towns, RMS-1
KERB_M = 0.15
WALKWAY_HEIGHT_M = 0.07  # low kerb of emergency walkways, RABT 2006
GRID_M = 15.0  # chosen: longest cell
LAMP_SPACING_M = 10.0
TREE_M = (13.0, 24.0)  # chosen: how far trees stand from the centre line


@dataclass(frozen=True, slots=True, kw_only=True)
class TunnelRoad:
    """The road runs along +x; the tunnel from x = 0 to `length_m`; right-hand traffic; carriageway at z = 0.

    before_m, beyond_m: open road at either end. Lanes: 'east' (y < 0, heading +x) and 'west'. Raises ConfigError for a
    field out of range.
    """

    length_m: float = 200.0
    lane_width_m: float = 3.5
    walkway_m: float = 1.0
    before_m: float = 100.0
    beyond_m: float = 200.0
    speed_limit_mps: float = 22.22

    def __post_init__(self) -> None:
        limits = {"length_m": (40.0, 2000.0), "lane_width_m": (2.75, 4.5), "walkway_m": (0.5, 3.0)}
        for name, (low, high) in limits.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise ConfigError(f"road.{name}", f"got {value}, allowed {low} to {high}")

    @property
    def wall_m(self) -> float:
        """From the centre line to the tunnel's walls."""
        return self.lane_width_m + EDGE_STRIP_M + self.walkway_m

    def network(self) -> RoadNetwork:
        """The two driving lanes."""
        y, first, last = 0.5 * self.lane_width_m, -self.before_m, self.length_m + self.beyond_m
        rows = (("east", (first, -y, 0.0), (last, -y, 0.0)), ("west", (last, y, 0.0), (first, y, 0.0)))
        lanes = (
            Lane(
                id=lane_id,
                kind="driving",
                width_m=self.lane_width_m,
                centre_m=(start, end),
                speed_limit_mps=self.speed_limit_mps,
            )
            for lane_id, start, end in rows
        )
        return RoadNetwork(name="tunnel_road", lanes=tuple(lanes))

    def furnish(self, rng: np.random.Generator) -> tuple[Scenery, ...]:
        """Ground, tube, lamps along its ceiling, lamp posts and trees outside."""
        tube = TunnelTube(length_m=self.length_m, half_width_m=self.wall_m)
        surface = TunnelSurface(
            first_m=-self.before_m,
            last_m=self.length_m + self.beyond_m,
            lane_width_m=self.lane_width_m,
            walkway_m=self.walkway_m,
        )
        ground = (
            Scenery(name="road_surface", asset=surface),
            Scenery(name="terrain", asset=Terrain(length_m=self.length_m)),
            Scenery(name="tunnel", asset=tube),
        )
        return (*ground, *self._ceiling_lamps(tube.height_m), *self._lamp_posts(), *self._trees(rng))

    def _ceiling_lamps(self, height_m: float) -> tuple[Scenery, ...]:
        """A row of luminaires over either lane."""
        places = np.arange(0.5 * LAMP_SPACING_M, self.length_m, LAMP_SPACING_M)
        return tuple(
            Scenery(name=f"lamp_{name}_{k:03d}", asset=TunnelLamp(), T_world_body=Pose.planar(x, y, 0.0, height_m))
            for name, y in (("right", -0.5 * self.lane_width_m), ("left", 0.5 * self.lane_width_m))
            for k, x in enumerate(places)
        )

    def _outside(self, margin_m: float, spacing_m: float) -> list[float]:
        """Places along the open road at either end."""
        before = np.arange(-margin_m, -self.before_m, -spacing_m)
        beyond = np.arange(self.length_m + margin_m, self.length_m + self.beyond_m, spacing_m)
        return [float(x) for x in (*before, *beyond)]

    def _lamp_posts(self) -> tuple[Scenery, ...]:
        y = -(self.wall_m + 0.5)
        posts = []
        for k, x in enumerate(self._outside(18.0, 32.0)):
            pose: Pose[World, Body] = Pose.planar(x, y, 0.5 * math.pi, -0.1)
            posts.append(Scenery(name=f"post_{k:02d}", asset=LampPost(), T_world_body=pose))
        return tuple(posts)

    def _trees(self, rng: np.random.Generator) -> tuple[Scenery, ...]:
        """Rows of trees with gaps along the open road."""
        seeds = [int(seed) for seed in rng.integers(2**31, size=3)]
        specs = [StreetTree(species="round", height_m=8.0 + k, leaves=4500, seed=seed) for k, seed in enumerate(seeds)]
        trees: list[Scenery] = []
        for x in self._outside(12.0, 11.0):
            for side in (-1.0, 1.0):
                at = (x + float(rng.uniform(-3.0, 3.0)), side * float(rng.uniform(*TREE_M)))
                spec, turn = specs[int(rng.integers(len(specs)))], float(rng.uniform(0.0, 2.0 * math.pi))
                if rng.random() < 0.8:
                    pose: Pose[World, Body] = Pose.planar(*at, turn, -0.15)
                    trees.append(Scenery(name=f"tree_{len(trees):03d}", asset=spec, T_world_body=pose))
        return tuple(trees)


@dataclass(frozen=True, slots=True, kw_only=True)
class TunnelSurface(AssetSpec):
    """Carriageway with markings between two low walkways, from x = `first_m` to `last_m`; body frame: the world's."""

    first_m: float
    last_m: float
    lane_width_m: float
    walkway_m: float

    def build(self) -> Asset:
        """One mesh: a grid of flat cells and the vertical faces between cells of different height."""
        xs, ys = self._breaks_x(), self._breaks_y()
        kinds = self._kinds(0.5 * (xs[1:] + xs[:-1]), 0.5 * (ys[1:] + ys[:-1]))
        return ground_asset("tunnel_surface", xs, ys, kinds, WALKWAY_HEIGHT_M)

    def _dashes_m(self) -> Float64:
        """(N, 2) from and to of the centre line's dashes along x."""
        starts = np.arange(self.first_m + 2.0, self.last_m - DASH_M, DASH_M + DASH_GAP_M)
        return np.stack([starts, starts + DASH_M], axis=1)

    def _breaks_x(self) -> Float64:
        cells = math.ceil((self.last_m - self.first_m) / GRID_M)
        grid = np.linspace(self.first_m, self.last_m, cells + 1)
        return np.unique(np.round(np.concatenate([grid, self._dashes_m().reshape(-1)]), 4))

    def _breaks_y(self) -> Float64:
        kerb = self.lane_width_m + EDGE_STRIP_M
        side = np.array([0.5 * LINE_M, self.lane_width_m - LINE_M, self.lane_width_m, kerb, kerb + KERB_M])
        side = np.append(side, kerb + self.walkway_m)
        return np.concatenate([-side[::-1], side])

    def _kinds(self, x: Float64, y: Float64) -> Kinds:
        """Kind (X, Y) of the cells whose centres are x (X,) and y (Y,)."""
        side, kerb = np.abs(y)[None, :] + 0.0 * x[:, None], self.lane_width_m + EDGE_STRIP_M
        dashes = self._dashes_m()
        dashed = np.any((x[:, None] > dashes[None, :, 0]) & (x[:, None] < dashes[None, :, 1]), axis=1, keepdims=True)
        kinds = np.full(side.shape, SLABS)
        kinds[side < kerb + KERB_M] = KERB
        kinds[side < kerb] = ASPHALT
        kinds[(side > self.lane_width_m - LINE_M) & (side < self.lane_width_m)] = LINE
        kinds[dashed & (side < 0.5 * LINE_M)] = LINE
        return kinds
