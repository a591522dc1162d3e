"""What rules know of a place: its ground, the sides of its roads, its season, and where cameras will be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.assets.plants.tree_species import Season
from scenes.pose import Pose
from scenes.roads.network import RoadNetwork
from scenes.roads.place import Surroundings
from scenes.roadside.road_edge import RoadEdge, Spot
from scenes.roadside.stand import Placement
from scenes.roadside.terrain import Ground
from scenes.streams import stream

Float64 = NDArray[np.float64]
Point = tuple[float, float]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Site:
    """A place to dress. near: the way of the cameras, None where they may be anywhere."""

    network: RoadNetwork
    surroundings: Surroundings
    ground: Ground
    edges: tuple[RoadEdge, ...]
    season: Season
    near: shapely.Geometry | None
    seed: int

    def rng(self, purpose: str) -> np.random.Generator:
        """The generator of one rule."""
        return stream(self.seed, f"roadside.{purpose}")

    def heights(self, xy_m: Float64) -> Float64:
        """Heights (N,) of the ground at places (N, 2); nan beyond the land's end."""
        return self.ground.field.at(xy_m)

    def camera_distances(self, xy_m: Float64) -> Float64:
        """Distances (N,) of places (N, 2) from the cameras' way; without one, from the nearest road."""
        way = self.ground.areas.driven if self.near is None else self.near
        shapely.prepare(way)
        return np.asarray(shapely.distance(way, shapely.points(np.asarray(xy_m, dtype=np.float64))))

    def pose(self, spot: Spot, yaw_rad: float) -> Placement:
        """A pose on the ground at a spot; at height 0 where there is no ground."""
        return self.poses([spot], [yaw_rad])[0]

    def standing(self, x_m: float, y_m: float, yaw_rad: float, lift_m: float = 0.0) -> Placement:
        """A pose on the ground at a place, lifted a little."""
        z = float(np.nan_to_num(self.heights(np.array([[x_m, y_m]])))[0])
        return Pose.planar(x_m, y_m, yaw_rad, z + lift_m)

    def poses(self, spots: list[Spot], yaws_rad: list[float]) -> list[Placement]:
        """Poses on the ground at spots."""
        if not spots:
            return []
        z = np.nan_to_num(self.heights(np.array([spot.xy for spot in spots])))
        return [Pose.planar(*spot.xy, yaw, float(h)) for spot, yaw, h in zip(spots, yaws_rad, z, strict=True)]
