"""Skins of cabs, vans and buses: a ring of columns at rising levels, with zones of other materials let into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scenes.assets.heavy.assembly import Assembly
from scenes.assets.heavy.zones import Arch, Level, Zone
from scenes.assets.vehicles.skin import grid_panel

Float64 = NDArray[np.float64]

CORNER_STEPS = 4
"""Facets of a corner in plan. Chosen: 22 degrees each, below the crease angle."""
WELL_DEPTH_M = 0.62
LINING_M = 0.035


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """A closed skin. levels: rising. lining: material of the inside, empty for none. roof: of the cap, empty for the
    skin's. fill_m: columns stand no farther apart on flat faces. shift_m: of all of it along y.
    """

    levels: tuple[Level, ...]
    zones: tuple[Zone, ...] = ()
    arches: tuple[Arch, ...] = ()
    material: str = "paint"
    part: str = "body"
    lining: str = ""
    roof: str = ""
    fill_m: float = 3.0
    shift_m: float = 0.0

    def build(self, work: Assembly, member: str = "body") -> None:
        """Adds the skin to a vehicle."""
        grid = _Grid(self)
        grid.main(work, member)
        for zone in self.zones:
            if zone.sunk_m:
                grid.let_in(zone, work, member)
        if self.lining:
            grid.inside(work, member)
        for arch in self.arches:
            grid.well(arch, work, member)


class _Grid:
    """The columns and rows of a shell."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.z = self._rows()
        self.face, self.at, self.plan = self._columns()
        table = np.array([[getattr(level, f.name) for f in fields(Level)] for level in shell.levels])
        values = {f.name: np.interp(self.z, table[:, 0], table[:, k]) for k, f in enumerate(fields(Level))}
        self.points = np.stack([self._column(f, a, values) for f, a in zip(self.face, self.at, strict=True)], axis=1)
        self.points[..., 1] += shell.shift_m
        self._lift()
        self.kinds: list[tuple[str, str]] = []
        self.cells = self._paint()

    def _rows(self) -> Float64:
        edges = [z for zone in self.shell.zones for z in (zone.bottom_m, zone.top_m)]
        low, high = self.shell.levels[0].z_m, self.shell.levels[-1].z_m
        return _merged([level.z_m for level in self.shell.levels] + [z for z in edges if low < z < high])

    def _cuts(self, faces: tuple[str, ...], low: float, high: float, fill: float) -> Float64:
        cuts = [low, high]
        for zone in self.shell.zones:
            if zone.where in faces:
                cuts += [v for v in (zone.low_m, zone.high_m) if low < v < high]
        for arch in self.shell.arches:
            if "sides" in faces:
                angles = np.radians(np.arange(0.0, 181.0, 15.0))
                cuts += [arch.x_m + arch.radius_m * float(c) for c in np.cos(angles)]
                cuts += [arch.x_m - arch.radius_m - 0.003, arch.x_m + arch.radius_m + 0.003]
        fixed = _merged([c for c in cuts if low <= c <= high])
        out = [fixed[0]]
        for a, b in pairwise(fixed):
            n = max(1, int(np.ceil((b - a) / fill)))
            out += [a + (b - a) * k / n for k in range(1, n + 1)]
        return np.array(out)

    def _columns(self) -> tuple[list[str], list[float], Float64]:
        """Faces and places of all columns, counter-clockwise from the front's right end, the first again at the end."""
        levels = self.shell.levels
        self.ahead = max(level.front_m - level.bow_m - level.nose_m for level in levels)
        self.behind = min(level.rear_m + level.tail_m for level in levels)
        self.flat = max(level.half_m - level.nose_m for level in levels)
        self.flat_rear = max(level.half_m - level.tail_m for level in levels)
        bowed = any(level.bow_m for level in levels)
        turn = np.linspace(0.0, 1.0, CORNER_STEPS + 1)[1:-1]
        front = self._cuts(("front",), -self.flat, self.flat, 0.3 if bowed else self.shell.fill_m)
        left = self._cuts(("left", "sides"), self.behind, self.ahead, self.shell.fill_m)[::-1]
        rear = self._cuts(("rear",), -self.flat_rear, self.flat_rear, self.shell.fill_m)[::-1]
        right = self._cuts(("right", "sides"), self.behind, self.ahead, self.shell.fill_m)
        order: list[tuple[str, ArrayLike]] = [
            ("front", front),
            ("nose_left", turn),
            ("left", left),
            ("tail_left", turn),
            ("rear", rear),
            ("tail_right", turn),
            ("right", right),
            ("nose_right", turn),
            ("front", front[:1]),
        ]
        faces = [name for name, values in order for _ in np.atleast_1d(values)]
        places = [float(v) for _, values in order for v in np.atleast_1d(values)]
        start = {
            "front": 0.0,
            "nose_left": 0.0,
            "left": 90.0,
            "tail_left": 90.0,
            "rear": 180.0,
            "tail_right": 180.0,
            "right": 270.0,
            "nose_right": 270.0,
        }
        corner = {"nose_left", "tail_left", "tail_right", "nose_right"}
        angle = np.radians([start[f] + (90.0 * v if f in corner else 0.0) for f, v in zip(faces, places, strict=True)])
        return faces, places, np.stack([np.cos(angle), np.sin(angle), np.zeros_like(angle)], axis=1)

    def _column(self, face: str, at: float, v: dict[str, Float64]) -> Float64:
        half, nose, tail = v["half_m"], v["nose_m"], v["tail_m"]
        flat = half - nose
        corner_x = v["front_m"] - v["bow_m"] * (flat / half) ** 2 - nose
        tail_x = v["rear_m"] + tail
        if face == "front":
            y = at / self.flat * flat
            return np.stack([v["front_m"] - v["bow_m"] * (y / half) ** 2, y, self.z], axis=1)
        if face == "rear":
            return np.stack([v["rear_m"], at / self.flat_rear * (half - tail), self.z], axis=1)
        if face in ("left", "right"):
            x, y = self._slid(at, corner_x, tail_x), half if face == "left" else -half
            return np.stack([x, y, self.z], axis=1)
        angle = np.radians({"nose_left": 0.0, "tail_left": 90.0, "tail_right": 180.0, "nose_right": 270.0}[face])
        c, s = np.cos(angle + at * np.pi / 2), np.sin(angle + at * np.pi / 2)
        radius = nose if face.startswith("nose") else tail
        x = (corner_x if face.startswith("nose") else tail_x) + radius * c
        y = (half - radius) * (1.0 if face.endswith("left") else -1.0) + radius * s
        return np.stack([x, y, self.z], axis=1)

    def _slid(self, at: float, front: Float64, rear: Float64) -> Float64:
        """The x of a side's column: pressed together towards ends that lean back, cut off by those that lean far."""
        hinge_front, hinge_rear = self.ahead - 0.9, self.behind + 0.6
        if hinge_rear >= hinge_front:
            hinge_front = hinge_rear = 0.5 * (self.ahead + self.behind)
        if at > hinge_front:
            pressed = hinge_front + (at - hinge_front) * (front - hinge_front) / (self.ahead - hinge_front)
            return np.asarray(np.where(front > hinge_front + 0.05, pressed, np.minimum(at, front)))
        if at < hinge_rear:
            return np.asarray(hinge_rear + (at - hinge_rear) * (rear - hinge_rear) / (self.behind - hinge_rear))
        return np.minimum(at, front)

    def _lift(self) -> None:
        """Raises what lies inside the wheels' openings onto their edge."""
        for j, face in enumerate(self.face):
            if face in ("left", "right"):
                for arch in self.shell.arches:
                    away = abs(self.at[j] - arch.x_m)
                    if away <= arch.radius_m + 1e-6:
                        edge = arch.z_m + np.sqrt(max(arch.radius_m**2 - away**2, 0.0))
                        self.points[:, j, 2] = np.maximum(self.points[:, j, 2], edge)

    def _inside_of(self, zone: Zone) -> NDArray[np.bool_]:
        """Which cells (rows, columns) a zone covers."""
        z = 0.5 * (self.z[1:] + self.z[:-1])
        rows = (z > zone.bottom_m) & (z < zone.top_m)
        columns = np.zeros(len(self.face) - 1, dtype=bool)
        for j in range(len(columns)):
            a, b = self.face[j], self.face[j + 1]
            corner = next((f for f in (a, b) if "_" in f), "")
            face = corner or a
            if zone.where == "all":
                columns[j] = True
            elif zone.where in ("nose", "tail"):
                columns[j] = face.startswith(zone.where) or face == {"nose": "front", "tail": "rear"}[zone.where]
            elif face == zone.where or (zone.where == "sides" and face in ("left", "right")):
                columns[j] = zone.low_m < 0.5 * (self.at[j] + self.at[j + 1]) < zone.high_m
        return np.asarray(rows[:, None] & columns[None, :])

    def _paint(self) -> NDArray[np.int32]:
        self.kinds = [(self.shell.material, self.shell.part)]
        cells = np.zeros((len(self.z) - 1, len(self.face) - 1), dtype=np.int32)
        for zone in self.shell.zones:
            if (zone.material, zone.part) not in self.kinds:
                self.kinds.append((zone.material, zone.part))
            cells[self._inside_of(zone)] = -1 if zone.sunk_m else self.kinds.index((zone.material, zone.part))
        return cells

    def main(self, work: Assembly, member: str) -> None:
        """The skin between its zones that are let in, the roof and the underside."""
        panel = grid_panel(self.points, self.cells)
        work.add_cells((panel.vertices_m, panel.faces), self.kinds, panel.skin, member)
        work.add(_cap(self.points[-1]), self.shell.roof or self.shell.material, "roof", 0.0, member)
        low = self.points[0].copy()
        low[:, 2] = self.z[0]
        for arch in self.shell.arches:
            inner = np.abs(low[:, 0] - arch.x_m) <= arch.radius_m + 1e-6
            low[inner, 1] = np.clip(
                low[inner, 1], WELL_DEPTH_M - abs(low[:, 1]).max(), abs(low[:, 1]).max() - WELL_DEPTH_M
            )
        vertices, faces = _cap(low)
        work.add((vertices, faces[:, ::-1]), "underbody", "underbody", 0.0, member)

    def let_in(self, zone: Zone, work: Assembly, member: str) -> None:
        """A zone behind or before the skin, and the rim around it; one patch a run of columns."""
        covered = self._inside_of(zone)
        rows = np.flatnonzero(covered.any(axis=1))
        columns = np.flatnonzero(covered.any(axis=0))
        if not len(rows) or not len(columns):
            raise ValueError(f"a zone lies outside its shell: {zone}")
        for run in np.split(columns, np.flatnonzero(np.diff(columns) > 1) + 1):
            block = self.points[rows[0] : rows[-1] + 2, run[0] : run[-1] + 2]
            inner = block - zone.sunk_m * self.plan[None, run[0] : run[-1] + 2]
            panel = grid_panel(inner, 0)
            work.add((panel.vertices_m, panel.faces), zone.material, zone.part, 0.6, member)
            rim = grid_panel(np.stack([_loop(block), _loop(inner)]), 0)
            work.add((rim.vertices_m, rim.faces), zone.rim, zone.part, 0.0, member)

    def inside(self, work: Assembly, member: str) -> None:
        """The inner side of what is not glass, and of the roof."""
        glass = np.zeros_like(self.cells, dtype=bool)
        for zone in self.shell.zones:
            glass[self._inside_of(zone)] = zone.part == "window"
        top = self.z[1:] <= self.shell.levels[-1].z_m + 1e-9
        points = self.points - LINING_M * self.plan[None]
        panel = grid_panel(points, np.where(glass | ~top[:, None], -1, 0))
        work.add((panel.vertices_m, panel.faces[:, ::-1]), self.shell.lining, "interior", 0.0, member)
        vertices, faces = _cap(points[-1] - np.array([0.0, 0.0, LINING_M]))
        work.add((vertices, faces[:, ::-1]), self.shell.lining, "interior", 0.0, member)

    def well(self, arch: Arch, work: Assembly, member: str) -> None:
        """The inside of a wheel's opening on both sides."""
        for face, side in (("left", 1.0), ("right", -1.0)):
            own = [
                j for j, f in enumerate(self.face) if f == face and abs(self.at[j] - arch.x_m) <= arch.radius_m + 1e-6
            ]
            edge = self.points[0, own]
            inner = edge.copy()
            inner[:, 1] -= side * WELL_DEPTH_M
            foot = inner.copy()
            foot[:, 2] = self.z[0]
            panel = grid_panel(np.stack([foot, inner, edge]), 0)
            work.add((panel.vertices_m, panel.faces), "underbody", "underbody", 0.6, member)


def _merged(values: Sequence[float], least_m: float = 0.0015) -> Float64:
    ordered: Float64 = np.sort(np.asarray(values, dtype=np.float64))
    return np.asarray(ordered[np.concatenate([[True], np.diff(ordered) > least_m])])


def _loop(block: Float64) -> Float64:
    """The outline (K, 3) of a block of points, counter-clockwise seen from outside, closed."""
    return np.concatenate([block[0, :-1], block[:-1, -1], block[-1, :0:-1], block[:0:-1, 0], block[0, :1]])


def _cap(ring: Float64) -> tuple[Float64, NDArray[np.int64]]:
    """A fan (upwards) over a ring of points whose last is its first again."""
    count = len(ring) - 1
    k = np.arange(count, dtype=np.int64)
    middle = ring[:-1].mean(axis=0)
    return np.concatenate([ring[:-1], middle[None]]), np.column_stack([k, (k + 1) % count, np.full(count, count)])
