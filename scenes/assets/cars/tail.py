"""The back of a car: tail lamps with their compartments, boot lid or tailgate, plate recess, bumper and diffuser."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenes.assets.cars.cage import Zone
from scenes.assets.cars.face import LAMP_BEND_M, Outline
from scenes.assets.cars.skin import Layout, shut
from scenes.assets.shaping.outlines import Field, beyond, both, filleted, grown, polygon
from scenes.assets.shaping.trimming import Trimmed
from scenes.assets.vehicles.materials import Skin
from scenes.assets.vehicles.skin import Panel

Float64 = NDArray[np.float64]
_ZONES = (Zone.REAR, Zone.SIDE, Zone.SHOULDER, Zone.DECK)

# Chosen after sold cars: (share of the half width, share of the height under the rear's upper edge)
LOW_LAMPS: dict[str, Outline] = {
    "wrap": ((0.50, -0.24), (0.86, -0.30), (1.06, -0.24), (1.06, -0.05), (0.70, -0.07), (0.50, -0.12)),
    "slim": ((0.36, -0.20), (1.06, -0.22), (1.06, -0.10), (0.38, -0.12)),
    "ell": ((0.46, -0.20), (0.74, -0.20), (0.78, -0.36), (1.06, -0.34), (1.06, -0.06), (0.48, -0.09)),
    "block": ((0.60, -0.34), (1.06, -0.34), (1.06, -0.05), (0.62, -0.07)),
}
TALL_LAMPS: dict[str, Outline] = {
    "tall": ((0.74, -0.42), (1.06, -0.40), (1.06, -0.02), (0.80, -0.02)),
    "ell": ((0.54, -0.24), (0.74, -0.24), (0.78, -0.40), (1.06, -0.36), (1.06, -0.04), (0.76, -0.05), (0.56, -0.12)),
    "slim": ((0.40, -0.20), (1.06, -0.24), (1.06, -0.10), (0.42, -0.11)),
    "oval": ((0.62, -0.16), (0.68, -0.32), (0.86, -0.36), (1.06, -0.28), (1.06, -0.06), (0.80, -0.06)),
}
POSTS: dict[str, Outline] = {"post": ((0.86, -0.52), (1.08, -0.52), (1.08, -0.10), (0.86, -0.10))}
_REACH_M = 0.34
"""How far round the corners lamps reach; chosen."""
SPLITS = ("rows", "columns", "rings")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """Designs by name. bar: whether a red band joins the lamps. diffuser: height of the unpainted lower edge, m."""

    lamp: str
    split: str
    bar: bool
    diffuser_m: float
    plate_low: bool


def lamp_designs(rear: str) -> dict[str, Outline]:
    """The tail lamps that suit a way of opening."""
    return {"lid": LOW_LAMPS, "hatch": TALL_LAMPS, "bed": POSTS, "cargo": POSTS}[rear]


def drawn_tail(rng: np.random.Generator, rear: str) -> Tail:
    """A tail that suits a way of opening."""
    names = tuple(lamp_designs(rear))
    lamp = names[int(rng.integers(len(names)))]
    split = SPLITS[int(rng.integers(len(SPLITS)))]
    return Tail(
        lamp=lamp,
        split=split,
        bar=bool(rng.random() < 0.3) and lamp in ("slim", "wrap", "ell") and rear in ("lid", "hatch"),
        diffuser_m=float(0.07 + 0.10 * rng.random()),
        plate_low=bool(rng.random() < 0.35),
    )


def placed(at: Layout, outline: Outline, radius_m: float = 0.02) -> Field:
    """An outline in shares as a field over the back of one car."""
    edge, height = _frame(at)
    points = np.array(outline) * [at.plan.half_width_m, height] + [0.0, edge]
    return both(polygon("front", filleted(points, radius_m)), beyond(0, at.plan.rear_x_m + _REACH_M, -1))


def _frame(at: Layout) -> tuple[float, float]:
    edge = at.plan.tail[1] - 0.01
    return edge, edge - at.plan.bottom_z_m


def plate_middle(at: Layout, tail: Tail) -> float:
    """Height of the rear plate's middle."""
    edge, height = _frame(at)
    low = tail.plate_low or at.style.rear in ("bed", "cargo")
    return edge - (0.66 if low else 0.40) * height


def with_tail(half: Trimmed, at: Layout, tail: Tail) -> tuple[Trimmed, list[Panel]]:
    """The skin with everything on its back, and its shut lines."""
    behind = (half.middles()[:, 0] < at.plan.rear_x_m + _REACH_M + 0.12) & (half.zone != Zone.BOTTOM)
    part = half.only(behind)
    lines = _gate(part, at)
    part = _with_tail(part, at, tail)
    lamp = placed(at, lamp_designs(at.style.rear)[tail.lamp], 0.03)
    return half.without(behind).joined(part), [*lines, shut(part, _ZONES, grown(lamp, 0.002))]


def _with_tail(half: Trimmed, at: Layout, tail: Tail) -> Trimmed:
    edge, height = _frame(at)
    diffuser = both(
        polygon(
            "front",
            filleted(
                [
                    (-0.3, -1),
                    (2, -1),
                    (2, at.plan.bottom_z_m + 0.5 * tail.diffuser_m),
                    (0.62, at.plan.bottom_z_m + tail.diffuser_m),
                    (-0.3, at.plan.bottom_z_m + tail.diffuser_m),
                ],
                0.04,
            ),
        ),
        beyond(0, at.plan.rear_x_m + _REACH_M, -1),
    )
    half = half.painted([Zone.REAR], diffuser, skin=Skin.CLADDING)
    recess = plate_middle(at, tail)
    half = half.painted(
        [Zone.REAR],
        polygon(
            "front",
            filleted(
                [(-0.4, recess - 0.085), (0.30, recess - 0.085), (0.34, recess + 0.085), (-0.4, recess + 0.085)], 0.03
            ),
        ),
        depth_m=0.016,
    )
    lamp = placed(at, lamp_designs(at.style.rear)[tail.lamp], 0.03)
    if tail.bar:
        band = both(
            polygon(
                "front",
                [
                    (-0.3, edge - 0.155 * height),
                    (0.7 * at.plan.half_width_m, edge - 0.155 * height),
                    (0.7 * at.plan.half_width_m, edge - 0.12 * height),
                    (-0.3, edge - 0.12 * height),
                ],
            ),
            beyond(0, at.plan.rear_x_m + _REACH_M, -1),
        )
        half = half.painted([Zone.REAR], band, skin=Skin.TAIL_LAMP, depth_m=0.003)
    half = _compartments(half, at, lamp, tail.split)
    reflex = placed(at, ((0.70, -0.80), (0.90, -0.79), (0.90, -0.765), (0.70, -0.775)), 0.006)
    return half.painted([Zone.REAR, Zone.SIDE], reflex, skin=Skin.REFLEX, depth_m=-0.002)


def _gate(half: Trimmed, at: Layout) -> list[Panel]:
    """Shut lines of what opens at the back, and the bumper's upper edge."""
    edge, height = _frame(at)
    w = at.plan.half_width_m
    if at.style.rear == "lid":
        lines = [(-0.3, -0.56), (0.56, -0.56), (0.62, -0.30), (0.74, 0.3), (-0.3, 0.3)]
    elif at.style.rear == "hatch":
        lines = [(-0.3, -0.64), (0.60, -0.64), (0.70, -0.45), (0.80, 0.3), (-0.3, 0.3)]
    else:
        lines = [(-0.3, -0.62), (0.80, -0.62), (0.82, 0.3), (-0.3, 0.3)]
    points = np.array(lines) * [w, height] + [0.0, edge]
    zones = [Zone.REAR, Zone.DECK] if at.style.rear != "bed" else [Zone.REAR]
    found = [shut(half, zones, polygon("front", filleted(points, 0.05)))]
    if at.style.rear == "cargo":
        found.append(shut(half, [Zone.REAR, Zone.BACKLIGHT, Zone.DECK], beyond(1, 0.004)))
    return found


def _compartments(half: Trimmed, at: Layout, lamp: Field, split: str) -> Trimmed:
    """Tail light all over, with brake light, indicator and reversing light set into it."""
    half = replace(half, bend_m=half.bend_m or LAMP_BEND_M)
    half = half.painted(_ZONES, lamp, skin=Skin.TAIL_LAMP, depth_m=0.003)
    inside = half.skin == Skin.TAIL_LAMP
    own = half.vertices_m[half.faces[inside & (half.vertices_m[half.faces].mean(axis=1)[:, 1] > 0.3)]].reshape(-1, 3)
    low, high = own[:, 1].min(), own[:, 1].max()
    down, up = own[:, 2].min(), own[:, 2].max()
    core = grown(lamp, -0.014)

    def band(axis: int, first: float, last: float) -> Field:
        start, span = (low, high - low) if axis == 1 else (down, up - down)
        return both(beyond(axis, start + first * span), beyond(axis, start + last * span, -1))

    axis = 2 if split == "rows" or (split == "rings" and up - down > high - low) else 1
    parts = (
        (Skin.BRAKE_LAMP, band(axis, 0.36, 0.68)),
        (Skin.INDICATOR_LEFT, band(axis, 0.74, 0.93)),
        (Skin.REVERSE_LAMP, band(axis, 0.10, 0.26)),
    )
    for skin, part in parts:
        half = half.painted(_ZONES, both(core, part, radius_m=0.008), skin=skin, depth_m=0.012)
        if split == "rings":
            half = half.painted(_ZONES, both(grown(core, -0.016), grown(part, -0.014)), skin=skin, depth_m=0.004)
    return half
