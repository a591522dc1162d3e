"""What covers a part of a sign's face: snow that stuck, graffiti, stickers, leaves of what grows up its post.

A cover hangs just before the panel of the same size and hides an exact share of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import shapely

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import Piece, assemble
from scenes.assets.shaping.planar import Flat, standing
from scenes.assets.signs.traffic_sign import FILM_M, SHEET_M, TrafficSign
from scenes.material import Material
from scenes.streams import stream

Cover = Literal["foliage", "snow", "graffiti", "sticker"]
Shapes = list[tuple[str, shapely.Geometry]]
"""What lies on the face, lowest first: a material each, in (right, up) metres about the face's origin."""

SHARE_STEP = 0.003
"""Chosen: to which the covered share is met."""
LAYER_M = 0.0015
"""Chosen: between layers, far less than a pixel."""
GRID = 120
"""Chosen: points across a face by which leaves are counted."""
LEAF_M = (0.07, 0.14)
"""Chosen: length of ivy's and hop's leaves."""
PAINTS = {"black": (0.015, 0.015, 0.018), "silver": (0.35, 0.35, 0.36), "blue": (0.02, 0.05, 0.25)}
PAPERS = {
    "white": (0.62, 0.61, 0.58),
    "yellow": (0.60, 0.45, 0.05),
    "green": (0.06, 0.25, 0.08),
    "black": (0.02, 0.02, 0.02),
    "pink": (0.55, 0.15, 0.25),
    "blue": (0.04, 0.12, 0.40),
}
LEAVES = {"dark": (0.030, 0.070, 0.022), "green": (0.055, 0.115, 0.032), "light": (0.10, 0.17, 0.05)}
MATERIALS: dict[str, Material] = {
    "snow": Material(base_color=(0.82, 0.84, 0.87), roughness=0.9, lidar_reflectivity=0.8),
    **{f"paint_{k}": Material(base_color=c, roughness=0.55, lidar_reflectivity=0.15) for k, c in PAINTS.items()},
    **{f"paper_{k}": Material(base_color=c, roughness=0.8, lidar_reflectivity=0.4) for k, c in PAPERS.items()},
    **{f"leaf_{k}": Material(base_color=c, roughness=0.6, lidar_reflectivity=0.6) for k, c in LEAVES.items()},
}
_STOP = TrafficSign()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignCover(AssetSpec):
    """A cover in the frame of the panel that it hides: share of its face, 0 to 1.

    Leaves reach beyond the panel and down its post as well.
    """

    sign: TrafficSign = _STOP
    cover: Cover = "snow"
    share: float = 0.6
    seed: int = 0

    @classmethod
    def examples(cls) -> Iterable[Mapping[str, Any]]:
        """One of each."""
        return tuple({"cover": kind, "share": share} for kind, share in zip(_MAKERS, (0.7, 0.6, 0.5, 0.6), strict=True))

    def build(self) -> Asset:
        """Flat layers before the panel."""
        face = self._face()
        front = SHEET_M + 8 * FILM_M
        low = -face.bounds[1]
        pieces = [
            Piece(patch=standing(_raised(_cut(shape), low), front + k * LAYER_M), material=material, part="panel")
            for k, (material, shape) in enumerate(self._shapes())
            if not shape.is_empty
        ]
        semantic = "static.vegetation" if self.cover == "foliage" else "static.other"
        return assemble(f"sign_cover_{self.cover}", semantic, pieces, MATERIALS)

    def _face(self) -> shapely.Polygon:
        return shapely.Polygon(self.sign.scaled_outline())

    def _shapes(self) -> Shapes:
        return _MAKERS[self.cover](self._face(), self.share, stream(self.seed, "asset.sign_cover", self.cover))

    def covered_share(self) -> float:
        """Of the panel's face, counted."""
        face = self._face()
        return float(shapely.union_all([shape for _, shape in self._shapes()]).intersection(face).area / face.area)


def _raised(flat: Flat, by_m: float) -> Flat:
    return flat[0] + np.array([0.0, by_m]), flat[1]


def _cut(shape: shapely.Geometry) -> Flat:
    """Any area cut into triangles, counter-clockwise."""
    parts = shapely.get_parts(shapely.constrained_delaunay_triangles(shape))
    corners = shapely.get_coordinates([shapely.orient_polygons(part) for part in parts]).reshape(-1, 4, 2)[:, :3]
    return corners.reshape(-1, 2), np.arange(3 * len(corners), dtype=np.int64).reshape(-1, 3)


def _solved(made: Callable[[float], shapely.Geometry], face: shapely.Polygon, share: float) -> shapely.Geometry:
    """The member of a growing family, 0 to 1, that covers a share of the face, cut to it."""
    low, high = 0.0, 1.0
    cut = made(high).intersection(face)
    for _ in range(24):
        middle = 0.5 * (low + high)
        cut = made(middle).intersection(face)
        if abs(cut.area / face.area - share) < SHARE_STEP:
            break
        low, high = (middle, high) if cut.area / face.area < share else (low, middle)
    return cut


def _snow(face: shapely.Polygon, share: float, rng: np.random.Generator) -> Shapes:
    """Blown on from one side: a front with lumps, ahead of which single clots stick."""
    reach = 0.5 * (face.bounds[2] - face.bounds[0])
    turn = rng.uniform(-1.2, 1.2) - 0.5 * math.pi  # from below to either side: wind packs snow against the lower rim
    along = np.array([math.cos(turn), math.sin(turn)])
    across = np.array([-along[1], along[0]])
    u = np.linspace(-1.6, 1.6, 60) * reach
    waves = sum(
        rng.normal(scale=0.09 * reach / (k + 1)) * np.cos((k + 1) * 2.2 * u / reach + rng.uniform(0, 6.3))
        for k in range(5)
    )
    clots = [(rng.uniform(-1, 1, 2) * reach, rng.uniform(0.02, 0.09) * reach) for _ in range(26)]

    def made(grown: float) -> shapely.Geometry:
        edge = (1.25 - 2.6 * grown) * reach + waves
        front = np.column_stack([u, edge])[:, :1] * across + edge[:, None] * along
        back = np.array([1.8 * reach * (along - across * 0.9), 1.8 * reach * (along + across * 0.9)])
        body = shapely.Polygon([*front, back[1], back[0]]).buffer(0.0)
        spots = [shapely.Point(at).buffer(r * (0.4 + 1.5 * grown), quad_segs=4) for at, r in clots]
        return shapely.union_all([body, *spots]).buffer(0.012 * reach, quad_segs=3)

    return [("snow", _solved(made, face, share))]


def _graffiti(face: shapely.Polygon, share: float, rng: np.random.Generator) -> Shapes:
    """Looping strokes of a can, until they cover what is asked; some are retraced in a second colour."""
    reach = 0.5 * (face.bounds[2] - face.bounds[0])
    names = [str(name) for name in rng.permutation(sorted(PAINTS))]
    t = np.linspace(0.0, 1.0, 90)
    lines = []
    for k in range(2):
        turns, phase = rng.uniform(1.2, 2.6), rng.uniform(0, 6.3)
        x = (1.6 * t - 0.8 + 0.22 * np.cos(2 * math.pi * turns * t + phase)) * reach
        y = (0.3 - 0.55 * k + 0.36 * np.sin(2 * math.pi * turns * t + phase) + 0.1 * rng.normal()) * reach
        lines.append(shapely.LineString(np.column_stack([x, y])))
    strokes = shapely.union_all(lines)
    drops = [(rng.uniform(-0.8, 0.8), rng.uniform(-0.2, 0.5), rng.uniform(0.2, 0.6)) for _ in range(4)]
    runs = shapely.union_all(
        [shapely.LineString([(a * reach, b * reach), (a * reach, (b - c) * reach)]) for a, b, c in drops]
    )

    def made(grown: float) -> shapely.Geometry:
        width = (0.01 + 0.6 * grown**1.5) * reach
        return shapely.union(strokes.buffer(width, quad_segs=3), runs.buffer(0.012 * reach, quad_segs=2))

    body = _solved(made, face, share)
    second = strokes.buffer(0.02 * reach, quad_segs=2).intersection(body)
    return [(f"paint_{names[0]}", body), (f"paint_{names[1]}", second)]


def _sticker(face: shapely.Polygon, share: float, rng: np.random.Generator) -> Shapes:
    """One after the other, each with a frame of another colour, the last one as small as is left to cover."""
    reach = 0.5 * (face.bounds[2] - face.bounds[0])
    found: Shapes = []
    done = shapely.Polygon()
    names = sorted(PAPERS)
    for _ in range(400):
        centre, turn = rng.uniform(-0.95, 0.95, 2) * reach, float(rng.normal(scale=14.0))
        half = reach * rng.uniform(0.13, 0.34) * np.array([1.0, rng.uniform(0.45, 1.0)])
        if shapely.Point(centre).within(done):
            continue
        paper, print_ = (names[int(k)] for k in rng.choice(len(names), 2, replace=False))

        def label(grown: float, centre: Any = centre, half: Any = half, turn: float = turn) -> shapely.Geometry:
            square = shapely.box(*(-grown * half), *(grown * half))
            return shapely.affinity.translate(shapely.affinity.rotate(square, turn, origin=(0, 0)), *centre)

        whole = label(1.0).intersection(face)
        over = shapely.union(done, whole).area / face.area - share
        if over > 0.0:
            whole = _solved(lambda g, d=done, f=label: shapely.union(d, f(g)), face, share)  # type: ignore[misc]
            whole = whole.difference(done)
        found += [(f"paper_{paper}", whole), (f"paper_{print_}", label(0.62).intersection(whole))]
        done = shapely.union(done, whole)
        if over > -SHARE_STEP:
            break
    return found


def _foliage(face: shapely.Polygon, share: float, rng: np.random.Generator) -> Shapes:
    """Leaves from below and one side over the face and down the post, until enough of it is hidden."""
    reach = 0.5 * (face.bounds[2] - face.bounds[0])
    side = float(rng.choice([-1.0, 1.0]))
    layers: dict[str, list[shapely.Geometry]] = {f"leaf_{name}": [] for name in LEAVES}
    names = list(layers)
    x0, y0, x1, y1 = face.bounds
    grid = np.stack(np.meshgrid(np.linspace(x0, x1, GRID), np.linspace(y0, y1, GRID)), axis=-1).reshape(-1, 2)
    bare = grid[shapely.contains_xy(face, grid[:, 0], grid[:, 1])]
    points = len(bare)

    def leaf(x: float, y: float) -> shapely.Geometry:
        length, turn = float(rng.uniform(*LEAF_M)), float(rng.uniform(0.0, 360.0))
        half = [(0.0, -0.5), (0.36, -0.28), (0.30, 0.05), (0.16, 0.12), (0.0, 0.5)]
        outline = [*half, *((-x, y) for x, y in reversed(half[1:-1]))]
        turned = shapely.affinity.rotate(shapely.Polygon([(length * a, length * b) for a, b in outline]), turn, (0, 0))
        return shapely.affinity.translate(turned, x, y)

    for k in range(110):  # up the post and around the face's lower rim
        x, y = side * abs(rng.normal(scale=0.16)) * (1 if k % 2 else -0.6), -reach - rng.uniform(0.08, 1.6)
        layers[names[k % 3]].append(leaf(float(x), float(y)))
    for k in range(4000):
        # the vine has come over the face from below to one side: the first leaves are there
        grown = min(1.0, 0.35 + k / 500.0)
        at = np.array([side * 0.75, -0.65]) + rng.normal(scale=0.75 * grown + 0.2, size=2)
        new = leaf(float(at[0]) * reach, float(at[1]) * reach)
        hidden = shapely.contains_xy(new, bare[:, 0], bare[:, 1])
        left = (len(bare) - int(hidden.sum())) / points
        if left < 1.0 - share - SHARE_STEP or (k % 3 and not hidden.any()):
            continue
        bare = bare[~hidden]
        layers[names[int(rng.integers(3))]].append(new)
        if left < 1.0 - share + SHARE_STEP:
            break
    return [(name, shapely.union_all(leaves)) for name, leaves in layers.items()]


_MAKERS: Mapping[Cover, Callable[[shapely.Polygon, float, np.random.Generator], Shapes]] = {
    "foliage": _foliage,
    "snow": _snow,
    "graffiti": _graffiti,
    "sticker": _sticker,
}
