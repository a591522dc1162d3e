"""Bodywork of motor cycles as signed-distance fields: tank, seat, tail, engine, fairing, leg shield."""

from __future__ import annotations

from scenes.assets.shaping.articulated import Cover, skin, solid
from scenes.assets.shaping.contour import contour, painted
from scenes.assets.shaping.fields import (
    Field,
    ball,
    below,
    block,
    chain,
    common,
    ellipsoid,
    leaning,
    outside,
    paired,
    placed,
    round_cone,
    united,
)
from scenes.assets.shaping.shapes import joined, tube
from scenes.assets.two_wheelers.motorcycle_geometry import MotorcycleGeometry, MotorcycleKind

CELL_M = 0.024
"""Chosen: creases of the bodywork show, and a machine stays below 20,000 triangles."""


def body_covers(kind: MotorcycleKind, g: MotorcycleGeometry) -> list[Cover]:
    """What is fixed to the frame."""
    if kind == "scooter":
        return _scooter_body(g)
    return [*_middle(g), *(_fairing(g) if kind == "sport" else [])]


def head_field(kind: MotorcycleKind) -> tuple[Field, Field]:
    """The head lamp's shell and its lens region, about the steering head's top."""
    if kind == "scooter":
        shell = united(
            ellipsoid((0.06, 0, 0.0), (0.085, 0.11, 0.09)),
            block((-0.01, 0, 0.035), (0.05, 0.15, 0.03), 0.025),
            blend_m=0.06,
        )
        return shell, ellipsoid((0.135, 0, 0.0), (0.05, 0.075, 0.055))
    shell = ellipsoid((0.10, 0, -0.10), (0.095, 0.085, 0.10))
    return shell, ellipsoid((0.19, 0, -0.10), (0.06, 0.075, 0.085))


def _middle(g: MotorcycleGeometry) -> list[Cover]:
    """Tank, seat, tail and engine."""
    sx, sz = g.seat_m
    tank = united(
        ellipsoid((sx + 0.40, 0, sz + 0.075), (0.20, 0.145, 0.125)),
        ellipsoid((sx + 0.25, 0, sz + 0.035), (0.21, 0.105, 0.085)),
        blend_m=0.10,
    )
    tank = common(tank, outside(below(sz - 0.045)), blend_m=0.03)
    seat = chain(
        [(sx + 0.14, 0, sz - 0.045), (sx - 0.06, 0, sz - 0.055), (sx - 0.16, 0, sz - 0.02), (sx - 0.36, 0, sz + 0.03)],
        [0.062, 0.092, 0.085, 0.062],
        0.05,
    )
    seat = united(
        seat, paired(round_cone((sx - 0.02, 0.05, sz - 0.06), (sx - 0.14, 0.055, sz - 0.05), 0.065, 0.06)), blend_m=0.05
    )
    seat = common(seat, below(sz + 0.005 + 0.22 * sx, -0.22), blend_m=0.03)
    tail = chain(
        [(sx - 0.04, 0, sz - 0.09), (sx - 0.36, 0, sz - 0.03), (sx - 0.60, 0, sz + 0.045)], [0.085, 0.075, 0.035], 0.05
    )
    case = united(
        block((sx + 0.24, 0, 0.40), (0.19, 0.15, 0.12), 0.06),
        paired(round_cone((sx + 0.20, 0.14, 0.42), (sx + 0.20, 0.185, 0.42), 0.095, 0.085)),
        blend_m=0.03,
    )
    head = placed(block((0, 0, 0), (0.105, 0.155, 0.135), 0.025), (sx + 0.36, 0, 0.585), -0.3)
    fins = [
        placed(block((0, 0, 0.035 * k), (0.112, 0.165, 0.008), 0.004), (sx + 0.36, 0, 0.585), -0.3)
        for k in (-2, -1, 0, 1)
    ]
    cooler = placed(block((0, 0, 0), (0.022, 0.165, 0.15), 0.012), (sx + 0.555, 0, 0.60), -0.25)
    spar = paired(
        chain(
            [(sx + 0.60, 0.05, sz + 0.03), (sx + 0.40, 0.135, sz - 0.09), (sx + 0.02, 0.125, 0.46)],
            [0.04, 0.042, 0.045],
            0.03,
        )
    )
    rear = paired(round_cone((sx + 0.02, 0.11, sz - 0.14), (sx - 0.42, 0.05, sz - 0.02), 0.014, 0.014))
    arm = paired(chain([(sx + 0.04, 0.10, 0.42), (0.0, 0.115, g.rear_radius_m)], [0.045, 0.034], 0.02))
    return [
        skin(contour(tank, CELL_M), "paint", "body"),
        skin(contour(seat, CELL_M), "leather", "saddle"),
        skin(contour(tail, CELL_M), "paint", "body"),
        skin(contour(united(case, head, *fins, blend_m=0.012), 0.02), "dark_steel", "body"),
        skin(contour(cooler, CELL_M), "black", "grille"),
        skin(contour(united(spar, rear, arm), CELL_M), "second_paint", "frame"),
        *_exhaust(g),
    ]


def _exhaust(g: MotorcycleGeometry) -> list[Cover]:
    """Headers before the engine, and a silencer on the right."""
    sx = g.seat_m[0]
    pipes = [
        tube(
            [(sx + 0.46, y, 0.60), (sx + 0.545, y, 0.50), (sx + 0.49, 0.8 * y, 0.29), (sx + 0.30, -0.06, 0.225)],
            0.019,
            8,
        )
        for y in (-0.10, -0.035, 0.035, 0.10)
    ]
    link = tube([(sx + 0.32, -0.05, 0.225), (sx + 0.02, -0.14, 0.25), (sx - 0.14, -0.185, 0.33)], 0.031, 10)
    can = chain([(sx - 0.13, -0.185, 0.335), (sx - 0.44, -0.205, 0.475)], [0.052, 0.06], 0.02)
    tip = tube([(sx - 0.44, -0.205, 0.475), (sx - 0.505, -0.207, 0.498)], 0.035, 10)
    return [
        solid(joined([*pipes, link]), "steel", "exhaust"),
        skin(contour(can, CELL_M), "dark_steel", "exhaust"),
        solid(tip, "black", "exhaust"),
    ]


def _fairing(g: MotorcycleGeometry) -> list[Cover]:
    """A full fairing with a dark screen and two lamps; it leaves the front wheel free."""
    front = g.wheelbase_m
    nose = chain([(front - 0.04, 0, 0.92), (front - 0.20, 0, 0.97)], [0.075, 0.15], 0.05)
    cheek = paired(chain([(front - 0.10, 0.075, 0.88), (front - 0.36, 0.195, 0.76)], [0.085, 0.10], 0.05))
    side = paired(
        chain(
            [(front - 0.38, 0.185, 0.72), (front - 0.56, 0.165, 0.46), (front - 0.62, 0.12, 0.27)],
            [0.10, 0.10, 0.085],
            0.06,
        )
    )
    belly = paired(chain([(front - 0.46, 0.10, 0.25), (front - 0.98, 0.09, 0.24)], [0.075, 0.06], 0.06))
    screen = chain([(front - 0.17, 0, 1.02), (front - 0.40, 0, 1.07)], [0.10, 0.065], 0.05)
    shape = united(nose, cheek, side, belly, screen, blend_m=0.10)
    wheel = Field(
        distance=lambda p: (
            ((p[:, 0] - front) ** 2 + (p[:, 2] - g.front_radius_m) ** 2) ** 0.5 - g.front_radius_m - 0.075
        ),
        low_m=shape.low_m,
        high_m=shape.high_m,
    )
    hollow = chain([(front - 0.30, 0, 0.70), (front - 0.62, 0, 0.60), (front - 0.66, 0, 0.42)], [0.13, 0.20, 0.15], 0.1)
    behind = leaning((front - 0.42, 0.0, 1.02), (0.86, 0.0, -0.51))
    shape = common(shape, outside(wheel), outside(hollow), outside(behind), blend_m=0.02)
    lamps = paired(ellipsoid((front + 0.02, 0.062, 0.905), (0.075, 0.05, 0.03)))
    pane = common(ellipsoid((front - 0.28, 0, 1.12), (0.20, 0.16, 0.14)), outside(below(1.015)), blend_m=0.01)
    stripe = placed(block((0, 0, 0), (0.40, 0.5, 0.045), 0.01), (front - 0.50, 0, 0.55), -0.9)
    return [
        skin(painted(contour(shape, 0.026), [stripe, pane, lamps]), ("paint", "second_paint", "black", "lens"), "body")
    ]


def _scooter_body(g: MotorcycleGeometry) -> list[Cover]:
    """Leg shield, floor, rear body and seat of a step-through."""
    sx, sz = g.seat_m
    shield = placed(block((0, 0, 0), (0.045, 0.205, 0.30), 0.045), (0.955, 0, 0.60), -0.28)
    nose = united(
        shield, chain([(0.985, 0, 0.80), (1.035, 0, 0.50), (1.02, 0, 0.36)], [0.07, 0.105, 0.085], 0.05), blend_m=0.08
    )
    floor = block((0.70, 0, 0.255), (0.30, 0.155, 0.042), 0.03)
    hull = united(
        ellipsoid((sx - 0.14, 0, 0.56), (0.42, 0.185, 0.17)),
        round_cone((sx + 0.12, 0, 0.42), (sx + 0.10, 0, 0.62), 0.15, 0.12),
        round_cone((sx - 0.28, 0, 0.62), (sx - 0.56, 0, 0.70), 0.12, 0.065),
        blend_m=0.10,
    )
    body = united(nose, floor, hull, blend_m=0.05)
    wheel = Field(
        distance=lambda p: (
            ((p[:, 0] - g.wheelbase_m) ** 2 + (p[:, 2] - g.front_radius_m) ** 2) ** 0.5 - g.front_radius_m - 0.04
        ),
        low_m=body.low_m,
        high_m=body.high_m,
    )
    rear = common(
        Field(
            distance=lambda p: (p[:, 0] ** 2 + (p[:, 2] - g.rear_radius_m) ** 2) ** 0.5 - g.rear_radius_m - 0.03,
            low_m=body.low_m,
            high_m=body.high_m,
        ),
        block((0, 0, 0.3), (0.5, 0.085, 0.5), 0.01),
        blend_m=0.01,
    )
    body = common(body, outside(wheel), outside(rear), blend_m=0.015)
    seat = chain(
        [(sx + 0.20, 0, sz - 0.065), (sx, 0, sz - 0.075), (sx - 0.18, 0, sz - 0.04), (sx - 0.44, 0, sz - 0.02)],
        [0.07, 0.085, 0.085, 0.07],
        0.05,
    )
    seat = united(
        seat, paired(round_cone((sx - 0.02, 0.06, sz - 0.085), (sx - 0.36, 0.06, sz - 0.06), 0.08, 0.07)), blend_m=0.06
    )
    engine = united(block((0.10, 0.11, 0.27), (0.26, 0.06, 0.085), 0.05), ball((0.0, 0.11, 0.25), 0.10), blend_m=0.04)
    can = chain([(0.16, -0.14, 0.27), (-0.16, -0.155, 0.33)], [0.052, 0.062], 0.02)
    mat = block((0.70, 0, 0.30), (0.25, 0.125, 0.02), 0.01)
    inner = placed(block((0, 0, 0), (0.05, 0.17, 0.25), 0.02), (0.895, 0, 0.60), -0.28)
    tail = paired(ellipsoid((sx - 0.62, 0.05, 0.69), (0.05, 0.055, 0.03)))
    return [
        skin(painted(contour(body, CELL_M), [inner, mat, tail]), ("paint", "black", "black", "tail_lens"), "body"),
        skin(contour(seat, CELL_M), "leather", "saddle"),
        skin(contour(engine, CELL_M), "dark_steel", "body"),
        skin(contour(can, CELL_M), "black", "exhaust"),
    ]
