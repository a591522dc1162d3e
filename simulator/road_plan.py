"""A place's roads from above: surfaces in their colours, signs, traffic lights and objects marked, a scale."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scenes.errors import SceneError
from scenes.roads.network import RoadNetwork
from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve
from scenes.roads.surface.kinds import KIND, KINDS, surface_materials
from scenes.roads.surface.surface_mesh import network_surface
from simulator.readings.camera import UInt8

Float64 = NDArray[np.float64]

LONGEST_PX, SHORTEST_PX = 1600, 320
"""Of the picture's sides; chosen."""
MARGIN = 0.03
SHIFT_BITS = 4
"""OpenCV draws polygons in sixteenths of a pixel then."""
EXPOSURE = 1.9
"""Chosen: asphalt is a middle grey then, and paint nearly white."""
SIGNAL, OBJECT, INK = (215, 30, 30), (40, 70, 200), (20, 20, 20)
_DRAWN_AS_SURFACE = frozenset({"crosswalk", "roadMark", "parkingSpace"})
_FONT = cv2.FONT_HERSHEY_SIMPLEX


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """From the world's (x, y) to pixels."""

    left_m: float
    top_m: float
    px_per_m: float
    size_px: tuple[int, int]

    def px(self, xy_m: Float64) -> Float64:
        """(..., 2) positions in the picture."""
        return np.stack(
            [(xy_m[..., 0] - self.left_m) * self.px_per_m, (self.top_m - xy_m[..., 1]) * self.px_per_m], axis=-1
        )


def road_plan(network: RoadNetwork) -> UInt8:
    """The picture (H, W, 3), north up. Raises SceneError for a network without any surface."""
    patch = network_surface(network).patch
    level = ~patch.upright
    if not level.any():
        raise SceneError(f"road network '{network.name}' has no lane of any width")
    corners = patch.vertices_m[patch.faces[level]]
    sheet = _sheet(corners[..., :2])
    colours = _colours()
    canvas = np.full((sheet.size_px[1], sheet.size_px[0], 3), colours[KIND["terrain"]], dtype=np.uint8)
    kinds = patch.kind[level]
    upward = np.argsort(corners[..., 2].max(axis=1), kind="stable")  # bridges cover what passes below
    fixed = np.round(sheet.px(corners[..., :2]) * 2**SHIFT_BITS).astype(np.int32)
    for face in upward:
        colour = tuple(int(c) for c in colours[kinds[face]])
        cv2.fillConvexPoly(canvas, fixed[face], colour, lineType=cv2.LINE_AA, shift=SHIFT_BITS)
    for road in network.roads:
        _mark(canvas, sheet, road)
    _scale(canvas, sheet)
    return canvas


def _sheet(xy_m: Float64) -> _Sheet:
    low, high = xy_m.reshape(-1, 2).min(axis=0), xy_m.reshape(-1, 2).max(axis=0)
    margin = MARGIN * float((high - low).max())
    low, high = low - margin, high + margin
    px_per_m = LONGEST_PX / float((high - low).max())
    width, height = (max(SHORTEST_PX, round(float(side) * px_per_m)) for side in high - low)
    middle = 0.5 * (low + high)
    return _Sheet(
        left_m=float(middle[0]) - 0.5 * width / px_per_m,
        top_m=float(middle[1]) + 0.5 * height / px_per_m,
        px_per_m=px_per_m,
        size_px=(width, height),
    )


def _colours() -> UInt8:
    """(kinds, 3) sRGB."""
    materials = dict(surface_materials())
    return np.stack([_byte(np.array(materials[kind.material].base_color)) for kind in KINDS])


def _byte(linear: Float64) -> UInt8:
    """SRGB of linear reflectances (IEC 61966-2-1, its curve taken as a power of 2.2)."""
    return np.asarray(np.round(255 * np.clip(EXPOSURE * linear, 0.0, 1.0) ** (1 / 2.2)), dtype=np.uint8)


def _mark(canvas: UInt8, sheet: _Sheet, road: Road) -> None:
    """Signals as red triangles with their codes, objects that are no paint as blue dots."""
    curve = RoadCurve.of(road)
    signals = [(signal.s_m, signal.t_m) for signal in road.signals]
    for signal, at in zip(road.signals, _places(curve, sheet, signals), strict=True):
        tip = np.array([[0, -5], [5, 4], [-5, 4]]) + at
        cv2.fillConvexPoly(canvas, tip.astype(np.int32), SIGNAL, lineType=cv2.LINE_AA)
        cv2.putText(canvas, signal.code, (int(at[0]) + 6, int(at[1]) + 4), _FONT, 0.32, SIGNAL, 1, cv2.LINE_AA)
    for at in _places(curve, sheet, _standing(road)):
        cv2.circle(canvas, (int(at[0]), int(at[1])), 2, OBJECT, -1, cv2.LINE_AA)


def _standing(road: Road) -> list[tuple[float, float]]:
    """(s, t) of a road's objects, each repetition of its own; what has no gaps is marked every few metres."""
    places: list[tuple[float, float]] = []
    for one in road.objects:
        if one.kind in _DRAWN_AS_SURFACE:
            continue
        if not one.repeats:
            places.append((one.s_m, one.t_m))
        for repeat in one.repeats:
            count = int(repeat.length_m / (repeat.distance_m or 4.0)) + 1
            shares = np.linspace(0.0, 1.0, count)
            places += [(repeat.s_m + u * repeat.length_m, (1 - u) * repeat.t_m[0] + u * repeat.t_m[1]) for u in shares]
    return places


def _places(curve: RoadCurve, sheet: _Sheet, places: list[tuple[float, float]]) -> Float64:
    """Pixels (N, 2) of points in road coordinates."""
    if not places:
        return np.zeros((0, 2))
    s, t = np.array(places).T
    return sheet.px(curve.points(s, t).position_m[:, :2])


def _scale(canvas: UInt8, sheet: _Sheet) -> None:
    """A bar of a round length in the lower left corner."""
    wanted = 0.15 * sheet.size_px[0] / sheet.px_per_m
    power = 10.0 ** np.floor(np.log10(wanted))
    length = power * max(step for step in (1, 2, 5) if step * power <= wanted)
    left, base = 14, sheet.size_px[1] - 14
    right = left + round(float(length) * sheet.px_per_m)
    cv2.rectangle(canvas, (left - 4, base - 22), (right + 6, base + 6), (255, 255, 255), -1)
    cv2.line(canvas, (left, base), (right, base), INK, 2)
    cv2.putText(canvas, f"{length:g} m", (left, base - 6), _FONT, 0.45, INK, 1, cv2.LINE_AA)
