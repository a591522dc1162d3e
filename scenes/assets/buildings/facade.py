"""Walls with openings in wall coordinates: u to the right seen from outside, v up, n outwards, metres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scenes.assets.buildings.lit_windows import DARK, lit_slot
from scenes.assets.shaping.shapes import quads
from scenes.mesh import MeshBuilder

Float64 = NDArray[np.float64]
Rects = NDArray[np.float64]
"""(K, 4) rows of u from, u to, v from, v to."""


DRESSINGS = ("none", "net curtain", "drapes", "blind")
DRESSING_SHARES = (0.38, 0.22, 0.22, 0.18)  # chosen: how often each hangs behind a pane of a flat
DRESSING_M = 0.07  # chosen: behind the pane
ROOM_SIDE_M, ROOM_ABOVE_M = 0.3, 0.3  # chosen: how far a lit room reaches beyond its window, short of the next one
ROOM_M = 0.7  # chosen: the wall behind the panes that a LiDAR pulse through glass returns from


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Wall:
    """Where a wall stands in the body frame; draws what is given in wall coordinates.

    origin_m: of (u, v, n). right: direction of u; up is z; n = right x up looks outwards. slots: slot index by name.
    """

    builder: MeshBuilder
    slots: dict[str, int]
    origin_m: tuple[float, float, float] = (0.0, 0.0, 0.0)
    right: tuple[float, float] = (0.0, 1.0)

    @property
    def out(self) -> Float64:
        """Direction (3,) that the wall looks to, in the body frame."""
        return np.array([self.right[1], -self.right[0], 0.0])

    def at(self, points: ArrayLike) -> Float64:
        """Points (..., 3) in wall coordinates in the body frame."""
        axes = np.stack([np.array([*self.right, 0.0]), np.array([0.0, 0.0, 1.0]), self.out])
        return np.asarray(np.asarray(points, dtype=np.float64) @ axes + self.origin_m, dtype=np.float64)

    def draw(self, corners: ArrayLike, slot: str) -> None:
        """Flat-shaded quads (K, 4, 3) in wall coordinates."""
        local = np.asarray(corners, dtype=np.float64).reshape(-1, 4, 3)
        if len(local):
            self.builder.add(*quads(self.at(local)), self.slots[slot], crease_rad=0.0)

    def fronts(self, rects: ArrayLike, n_m: float, slot: str) -> None:
        """Rectangles that face outwards at depth `n_m`."""
        self.draw(_fronts(rects_of(rects), n_m), slot)

    def blocks(self, rects: ArrayLike, back_m: float, front_m: float, slot: str) -> None:
        """Boxes from `back_m` out to `front_m`, open at the back."""
        self.draw(_blocks(rects_of(rects), back_m, front_m), slot)

    def sides(self, rects: ArrayLike, back_m: float, front_m: float, slot: str) -> None:
        """The four outer faces between two depths, without front and back."""
        self.draw(_sides(rects_of(rects), back_m, front_m), slot)

    def reveals(self, rects: ArrayLike, back_m: float, front_m: float, slot: str) -> None:
        """The four inner faces of openings from `front_m` back to `back_m`."""
        self.draw(_sides(rects_of(rects), back_m, front_m)[:, ::-1], slot)

    def pierced(self, outline: tuple[float, float, float, float], openings: ArrayLike, n_m: float, slot: str) -> None:
        """A wall at depth `n_m` over the outline (u from, u to, v from, v to), with openings left out."""
        self.fronts(_around(outline, rects_of(openings)), n_m, slot)

    def windows(
        self,
        rects: ArrayLike,
        behind: NDArray[np.int64],
        style: WindowStyle,
        n_m: float = 0.0,
        reveal: str = "wall",
        light: ArrayLike = DARK,
    ) -> None:
        """Recessed panes, frames with mullions, sills and surrounds.

        behind: (K,) index into `DRESSINGS`. light: (K,) or one for all, that of the room in the evening.
        """
        openings = rects_of(rects)
        pane = n_m - style.recess_m
        self.reveals(openings, pane, n_m, reveal)
        self.fronts(openings, pane, "glass")
        self.reveals(openings, pane - DRESSING_M, pane, "frame")
        lights = np.broadcast_to(np.asarray(light, dtype=np.int64), len(openings))
        for kind in np.unique(lights):
            alike = lights == kind
            self._dressings(openings[alike], behind[alike], pane - DRESSING_M, int(kind))
            if kind != DARK:
                self._rooms(openings[alike], pane - DRESSING_M, n_m - ROOM_M + 0.01, int(kind))
        self.fronts(_frames(openings, style), pane + 0.03, "frame")
        if style.sill_m > 0:
            sill = openings + np.array([-0.06, 0.06, -0.06, 0.0])
            sill[:, 3] = openings[:, 2]
            self.blocks(sill, pane, n_m + style.sill_m, "sill")
        if style.surround_m > 0:
            self.blocks(_surrounds(openings, style.surround_m), n_m, n_m + 0.04, "trim")

    def _dressings(self, openings: Rects, behind: NDArray[np.int64], n_m: float, light: int) -> None:
        """What hangs behind panes of rooms in the same light."""
        curtain = lit_slot("curtain", light)
        self.fronts(openings[behind == 1], n_m, curtain)
        drapes = openings[behind == 2]
        part = 0.3 * (drapes[:, 1] - drapes[:, 0])
        for left, right in ((drapes[:, 0], drapes[:, 0] + part), (drapes[:, 1] - part, drapes[:, 1])):
            self.fronts(np.stack([left, right, drapes[:, 2], drapes[:, 3]], axis=1), n_m, curtain)
        blinds = openings[behind == 3].copy()
        blinds[:, 2] = 0.45 * blinds[:, 2] + 0.55 * blinds[:, 3]
        self.fronts(blinds, n_m, lit_slot("blind", light))

    def _rooms(self, openings: Rects, front_m: float, back_m: float, light: int) -> None:
        """A shallow room around each opening, so that one looks at a lit wall and ceiling from any side."""
        rooms = openings + np.array([-ROOM_SIDE_M, ROOM_SIDE_M, -0.1, ROOM_ABOVE_M])
        self.fronts(rooms, back_m, lit_slot("room", light))
        inner = _sides(rooms, back_m, front_m)[:, ::-1]
        floor, right, ceiling, left = np.split(inner, 4)
        self.draw(np.concatenate([floor, right, left]), lit_slot("room", light))
        self.draw(ceiling, lit_slot("ceiling", light))


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowStyle:
    """How windows are made.

    casements: sashes side by side. transom: share of the height where a bar crosses, 0 for none.
    sill_m, surround_m: how far they reach out and around, 0 for none.
    """

    recess_m: float = 0.12
    frame_m: float = 0.07
    casements: int = 2
    transom: float = 0.0
    sill_m: float = 0.05
    surround_m: float = 0.0


def dressed(windows: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """What hangs behind each of that many panes of flats."""
    return rng.choice(len(DRESSINGS), size=windows, p=DRESSING_SHARES)


def rects_of(rects: ArrayLike) -> Rects:
    """Any sequence of (u from, u to, v from, v to) as an array (K, 4)."""
    return np.asarray(rects, dtype=np.float64).reshape(-1, 4)


def row(centres_m: ArrayLike, width_m: float, bottom_m: float, top_m: float) -> Rects:
    """Equal rectangles side by side about the given centres along u."""
    centres = np.asarray(centres_m, dtype=np.float64).reshape(-1)
    level = np.full(len(centres), 1.0)
    return np.stack([centres - width_m / 2, centres + width_m / 2, bottom_m * level, top_m * level], axis=1)


def _fronts(rects: Rects, n_m: float) -> Float64:
    u0, u1, v0, v1 = rects.T
    n = np.full(len(rects), n_m)
    corners = [(u0, v0, n), (u1, v0, n), (u1, v1, n), (u0, v1, n)]
    return np.stack([np.stack(c, axis=1) for c in corners], axis=1)


def _sides(rects: Rects, back_m: float, front_m: float) -> Float64:
    """Four quads a rectangle between two depths, facing away from its middle."""
    back, front = _fronts(rects, back_m), _fronts(rects, front_m)
    each = [
        np.stack([back[:, i], back[:, j], front[:, j], front[:, i]], axis=1)
        for i, j in ((0, 1), (1, 2), (2, 3), (3, 0))
    ]
    return np.concatenate(each)


def _blocks(rects: Rects, back_m: float, front_m: float) -> Float64:
    return np.concatenate([_fronts(rects, front_m), _sides(rects, back_m, front_m)])


def _around(outline: tuple[float, float, float, float], openings: Rects) -> Rects:
    """The outline less the openings, as rectangles on the grid of all edges."""
    us = np.unique(np.clip([*outline[:2], *openings[:, :2].reshape(-1)], *outline[:2]))
    vs = np.unique(np.clip([*outline[2:], *openings[:, 2:].reshape(-1)], *outline[2:]))
    u, v = (us[1:] + us[:-1]) / 2, (vs[1:] + vs[:-1]) / 2
    inside_u = (u[:, None] > openings[:, 0]) & (u[:, None] < openings[:, 1])
    inside_v = (v[:, None] > openings[:, 2]) & (v[:, None] < openings[:, 3])
    solid = ~(inside_u[:, None] & inside_v[None]).any(axis=2)
    i, j = np.nonzero(solid)
    return np.stack([us[i], us[i + 1], vs[j], vs[j + 1]], axis=1)


def _frames(openings: Rects, style: WindowStyle) -> Rects:
    """Bars of window frames: border, posts between casements, transom."""
    u0, u1, v0, v1 = openings.T
    w = style.frame_m
    bars = [(u0, u0 + w, v0, v1), (u1 - w, u1, v0, v1), (u0 + w, u1 - w, v0, v0 + w), (u0 + w, u1 - w, v1 - w, v1)]
    for k in range(1, style.casements):
        middle = u0 + (u1 - u0) * k / style.casements
        bars.append((middle - 0.6 * w, middle + 0.6 * w, v0 + w, v1 - w))
    if style.transom > 0:
        at = v0 + (v1 - v0) * style.transom
        bars.append((u0 + w, u1 - w, at - w / 2, at + w / 2))
    return np.concatenate([np.stack(bar, axis=1) for bar in bars])


def _surrounds(openings: Rects, width_m: float) -> Rects:
    """Trim left, right and above each opening; the head is wider, as a hood."""
    u0, u1, v0, v1 = openings.T
    bars = [
        (u0 - width_m, u0, v0, v1),
        (u1, u1 + width_m, v0, v1),
        (u0 - 1.4 * width_m, u1 + 1.4 * width_m, v1, v1 + 1.3 * width_m),
    ]
    return np.concatenate([np.stack(bar, axis=1) for bar in bars])
