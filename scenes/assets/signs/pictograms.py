"""Symbols of road signs, drawn here: people, animals and arrows about the origin, one unit high.

They follow the descriptions of the Vienna Convention on Road Signs and Signals (1968, annex 1), no catalogue's artwork.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from scenes.assets.shaping.planar import Flat, arc, disc, fan, filled, limb, mirrored, placed, stroke, together

Point = tuple[float, float]


def chain(joints: Sequence[Point], radii: Sequence[float]) -> Flat:
    """Limbs from joint to joint, each as thick as told there."""
    links = zip(pairwise(joints), pairwise(radii), strict=True)
    return together([limb(a, b, ra, rb) for (a, b), (ra, rb) in links])


def arrow(line: ArrayLike, width: float, head_width: float = 2.6, head_length: float = 2.0) -> Flat:
    """A polyline (N, 2) drawn as an arrow whose point stands at its end. Head sizes: in widths of the shaft."""
    points = np.asarray(line, dtype=np.float64)
    tip, reach = points[-1], head_length * width
    kept = points[: max(1, int((np.linalg.norm(points - tip, axis=1) > reach).sum()))]
    along = (tip - kept[-1]) / np.linalg.norm(tip - kept[-1])
    neck = tip - reach * along
    across = 0.5 * head_width * width * np.array([-along[1], along[0]])
    shaft = np.vstack([kept, neck + 0.02 * width * along])
    return together([stroke(shaft, width), fan([neck + across, neck - across, tip])])


def walker() -> Flat:
    """A man in mid-stride, towards the left."""
    right = together(
        [
            fan(disc(0.082, (0.03, 0.415), 20)),
            chain([(0.0, 0.25), (-0.015, 0.02)], [0.085, 0.07]),
            chain([(0.01, 0.0), (0.115, -0.2), (0.10, -0.44), (0.17, -0.455)], [0.068, 0.05, 0.036, 0.03]),
            chain([(-0.01, 0.0), (-0.07, -0.22), (-0.215, -0.40), (-0.17, -0.45)], [0.068, 0.05, 0.036, 0.03]),
            chain([(0.03, 0.27), (0.14, 0.13), (0.225, 0.08)], [0.045, 0.034, 0.028]),
            chain([(-0.03, 0.27), (-0.13, 0.14), (-0.12, 0.0)], [0.045, 0.034, 0.028]),
        ]
    )
    return mirrored(right)


def stander() -> Flat:
    """A man who stands and waits, from the front."""
    leg = chain([(0.05, 0.02), (0.055, -0.2), (0.05, -0.46)], [0.06, 0.05, 0.042])
    sleeve = chain([(0.1, 0.25), (0.15, 0.1), (0.14, -0.03)], [0.045, 0.036, 0.03])
    trunk = filled([(-0.105, -0.02), (0.105, -0.02), (0.13, 0.28), (0.09, 0.31), (-0.09, 0.31), (-0.13, 0.28)])
    return together([fan(disc(0.085, (0.0, 0.415), 20)), trunk, leg, mirrored(leg), sleeve, mirrored(sleeve)])


def running_child(*, skirt: bool) -> Flat:
    """A child that runs towards the left, in a skirt or trousers."""
    dress = [filled([(-0.17, -0.1), (0.12, -0.1), (0.03, 0.1), (-0.06, 0.1)])] if skirt else []
    right = together(
        [
            fan(disc(0.105, (0.06, 0.39), 20)),
            chain([(0.01, 0.2), (-0.03, -0.02)], [0.085, 0.075]),
            chain([(-0.01, -0.03), (0.15, -0.14), (0.16, -0.36), (0.23, -0.37)], [0.07, 0.052, 0.042, 0.034]),
            chain([(-0.04, -0.03), (-0.12, -0.25), (-0.34, -0.30), (-0.34, -0.37)], [0.07, 0.052, 0.04, 0.034]),
            chain([(0.05, 0.21), (0.18, 0.1), (0.29, 0.18)], [0.045, 0.036, 0.03]),
            chain([(-0.03, 0.21), (-0.19, 0.14), (-0.23, -0.01)], [0.045, 0.036, 0.03]),
            *dress,
        ]
    )
    return mirrored(right)


def children() -> Flat:
    """A bigger child leads a smaller one, towards the left."""
    return together(
        [
            placed(running_child(skirt=False), 0.92, (-0.24, 0.02)),
            placed(running_child(skirt=True), 0.74, (0.34, -0.075)),
        ]
    )


def digger() -> Flat:
    """A worker who shovels a heap."""
    return together(
        [
            fan(disc(0.08, (-0.06, 0.36), 20)),
            chain([(-0.1, 0.23), (-0.2, 0.0)], [0.075, 0.075]),
            chain([(-0.19, -0.02), (-0.06, -0.2), (-0.1, -0.45)], [0.07, 0.055, 0.045]),
            chain([(-0.21, -0.02), (-0.26, -0.24), (-0.4, -0.45)], [0.07, 0.052, 0.042]),
            chain([(-0.07, 0.22), (0.05, 0.08), (0.12, 0.02)], [0.045, 0.036, 0.03]),
            chain([(-0.11, 0.2), (-0.13, 0.04), (-0.02, 0.09)], [0.045, 0.036, 0.03]),
            stroke([(-0.22, 0.2), (0.26, -0.15)], 0.035),
            filled([(0.22, -0.16), (0.28, -0.09), (0.38, -0.2), (0.36, -0.27), (0.29, -0.25)]),
            filled([(0.08, -0.48), (0.56, -0.48), (0.49, -0.36), (0.38, -0.25), (0.28, -0.29), (0.17, -0.38)]),
            stroke([(-0.5, -0.48), (0.1, -0.48)], 0.03),
        ]
    )


def bicycle() -> Flat:
    """A bicycle from its side."""
    wheels = [stroke([*disc(0.24, (x, -0.12), 28), (x + 0.24, -0.12)], 0.05) for x in (-0.36, 0.36)]
    frame = [
        stroke([(-0.36, -0.12), (-0.12, 0.2), (0.24, 0.2), (-0.03, -0.12), (-0.36, -0.12)], 0.045),
        stroke([(-0.03, -0.12), (-0.15, 0.28)], 0.045),
        stroke([(0.36, -0.12), (0.22, 0.3), (0.1, 0.32)], 0.045),
        stroke([(-0.24, 0.29), (-0.06, 0.29)], 0.06, round_ends=True),
    ]
    return together([*wheels, *frame])


def motorcycle() -> Flat:
    """A motorcycle with its rider, from the side."""
    wheels = [stroke([*disc(0.17, (x, -0.24), 24), (x + 0.17, -0.24)], 0.07) for x in (-0.36, 0.36)]
    body = filled([(-0.36, -0.25), (0.1, -0.28), (0.3, -0.02), (0.22, 0.08), (0.0, 0.02), (-0.34, 0.0)])
    rider = [
        fan(disc(0.095, (0.03, 0.41), 20)),
        chain([(-0.05, 0.26), (-0.15, 0.04)], [0.085, 0.08]),
        chain([(-0.14, 0.03), (0.1, -0.03), (0.02, -0.25)], [0.065, 0.055, 0.04]),
        chain([(0.0, 0.26), (0.1, 0.13), (0.26, 0.12)], [0.045, 0.036, 0.03]),
    ]
    return together([*wheels, body, stroke([(0.36, -0.24), (0.22, 0.16)], 0.05), *rider])


def car_front() -> Flat:
    """A car from the front: roof, pillars, body with two gaps for its lamps, wheels."""
    right = [
        [(0.0, 0.28), (0.27, 0.28), (0.33, 0.05), (0.42, 0.05), (0.33, 0.36), (0.0, 0.36)],
        [(0.0, -0.26), (0.2, -0.26), (0.2, 0.06), (0.0, 0.06)],
        [(0.2, -0.02), (0.48, -0.02), (0.48, 0.02), (0.42, 0.06), (0.2, 0.06)],
        [(0.2, -0.26), (0.48, -0.26), (0.48, -0.13), (0.2, -0.13)],
        [(0.4, -0.13), (0.48, -0.13), (0.48, -0.02), (0.4, -0.02)],
        [(0.3, -0.4), (0.46, -0.4), (0.46, -0.26), (0.3, -0.26)],
    ]
    half_car = together([filled(part) for part in right])
    return together([half_car, mirrored(half_car)])


def car_side() -> Flat:
    """A car from its side, towards the left, with windows and wheel arches left open."""
    body = [
        [(-0.5, -0.12), (-0.42, -0.12), (-0.37, -0.04), (-0.2, -0.04), (-0.15, -0.12), (0.17, -0.12), (0.22, -0.04)],
        [(0.39, -0.04), (0.44, -0.12), (0.5, -0.12), (0.5, 0.04), (0.47, 0.09), (-0.22, 0.09), (-0.46, 0.05)],
    ]
    roof = stroke([(-0.22, 0.08), (-0.1, 0.24), (0.24, 0.24), (0.38, 0.08)], 0.05)
    wheels = [fan(disc(0.085, (x, -0.12), 18)) for x in (-0.285, 0.305)]
    post = stroke([(0.06, 0.08), (0.06, 0.24)], 0.04)
    return together([filled([*body[0], *body[1], (-0.5, 0.0)]), roof, post, *wheels])


def lorry() -> Flat:
    """A lorry from its side, towards the left."""
    parts = [
        filled([(-0.16, -0.16), (0.5, -0.16), (0.5, 0.28), (-0.16, 0.28)]),
        filled([(-0.5, -0.16), (-0.2, -0.16), (-0.2, 0.16), (-0.34, 0.16), (-0.38, 0.02), (-0.5, -0.02)]),
        stroke([(-0.5, -0.15), (0.5, -0.15)], 0.05),
    ]
    return together([*parts, *(fan(disc(0.085, (x, -0.2), 18)) for x in (-0.34, 0.18, 0.38))])


def deer() -> Flat:
    """A stag in a leap, towards the left."""
    right = together(
        [
            chain([(-0.24, 0.0), (0.08, 0.08)], [0.1, 0.11]),
            chain([(0.12, 0.1), (0.24, 0.28)], [0.085, 0.05]),
            chain([(0.24, 0.3), (0.38, 0.26)], [0.055, 0.025]),
            chain([(0.12, 0.02), (0.3, -0.02), (0.36, -0.17)], [0.05, 0.03, 0.02]),
            chain([(0.08, 0.0), (0.22, -0.14), (0.16, -0.28)], [0.05, 0.03, 0.02]),
            chain([(-0.28, 0.0), (-0.32, -0.18), (-0.44, -0.26), (-0.46, -0.4)], [0.09, 0.045, 0.028, 0.02]),
            chain([(-0.24, -0.02), (-0.24, -0.2), (-0.34, -0.32), (-0.34, -0.46)], [0.09, 0.045, 0.028, 0.02]),
            chain([(-0.33, 0.04), (-0.4, 0.03)], [0.03, 0.015]),
            *(stroke(line, 0.025) for line in _ANTLERS),
        ]
    )
    return mirrored(right)


_ANTLERS: tuple[tuple[Point, ...], ...] = (
    ((0.24, 0.32), (0.16, 0.42), (0.2, 0.5)),
    ((0.17, 0.42), (0.08, 0.46)),
    ((0.25, 0.33), (0.29, 0.42), (0.27, 0.5)),
    ((0.285, 0.41), (0.36, 0.46)),
)


def snowflake() -> Flat:
    """Six arms with barbs."""
    arm = [
        stroke([(0.0, 0.0), (0.0, 0.48)], 0.045),
        stroke([(-0.11, 0.42), (0.0, 0.31), (0.11, 0.42)], 0.04),
        stroke([(-0.09, 0.27), (0.0, 0.18), (0.09, 0.27)], 0.04),
    ]
    return together([placed(together(arm), turn_deg=60.0 * k) for k in range(6)])


def hand() -> Flat:
    """A raised palm."""
    fingers = [(-0.13, 0.36), (-0.045, 0.43), (0.045, 0.41), (0.13, 0.32)]
    parts = [limb((0.82 * x, 0.02), (x, y), 0.045, 0.04) for x, y in fingers]
    thumb = chain([(-0.1, -0.2), (-0.24, -0.04), (-0.28, 0.1)], [0.09, 0.05, 0.04])
    palm = filled([(-0.1, -0.48), (0.11, -0.48), (0.16, -0.15), (0.15, 0.06), (-0.15, 0.06), (-0.17, -0.15)])
    return together([*parts, thumb, palm])


def circling(count: int, radius: float, width: float, clockwise: bool = False) -> Flat:
    """Arrows that chase each other round a circle, counter-clockwise as right-hand traffic does."""
    sweep = 360.0 / count
    one = arrow(arc((0.0, 0.0), (radius, radius), 90.0, 90.0 + 0.86 * sweep), width, 2.4, 1.7)
    flats = [placed(one, turn_deg=sweep * k) for k in range(count)]
    return together([mirrored(flat) for flat in flats] if clockwise else flats)


def bent(line: Sequence[Point], corner: float, steps: int = 6) -> list[Point]:
    """A polyline whose inner corners are rounded."""
    out = [line[0]]
    for before, at, after in zip(line, line[1:], line[2:], strict=False):
        a, b = (np.subtract(before, at), np.subtract(after, at))
        start, end = (np.add(at, corner * v / math.hypot(*v)) for v in (a, b))
        for share in np.linspace(0.0, 1.0, steps):
            p = (1 - share) ** 2 * start + 2 * share * (1 - share) * np.asarray(at) + share**2 * end
            out.append((float(p[0]), float(p[1])))
    return [*out, line[-1]]
