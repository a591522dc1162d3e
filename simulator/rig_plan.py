"""A rig from above and from the side, with what its sensors see, and a table of them: `swerve preview`."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset
from scenes.rig import Rig
from simulator.plan_sheet import Board, Panel
from simulator.readings.camera import UInt8
from simulator.rig_table import DIM, HUES, INK, RULE, Shown, draw_table, table_height_px
from simulator.sensors.rigs.coverage import Sector, coverage_of
from simulator.silhouette import silhouette

Float64 = NDArray[np.float64]

WIDTH_PX, MARGIN_PX, HEAD_PX = 1720, 36, 84
PLAN_PX, SIDE_PX = 790, 210
NEAR_M = 6.3
"""Half of what the near plan shows; chosen: a car, and room for its sensors' names."""
NEAR_LENGTH_M = {"camera": 3.4, "lidar": 5.0, "radar": 2.4, "other": 0.0}
CAMERA_FAR_M = 70.0
"""How far wedges are drawn; chosen: cameras see to the horizon, and in the near plan only directions matter."""
TITLES = {"camera": "camera", "lidar": "LiDAR", "radar": "radar", "other": "other"}
NAME_PX, NOTE_PX = 15, 15
ROW_M = 0.36
"""Between names, above one another."""


def rig_plan(rig: Rig, ego: Asset) -> UInt8:
    """The picture (H, W, 3) of a rig on a car, the car's front to the right."""
    shown = [Shown(mount=mount, coverage=coverage_of(mount)) for mount in rig.mounts]
    below = HEAD_PX + PLAN_PX + SIDE_PX + 30
    board = Board(WIDTH_PX, below + table_height_px(len(shown)) + MARGIN_PX)
    board.text(np.array([MARGIN_PX, 44]), f"rig {rig.name}", 30, INK)
    _legend(board, shown)
    _near(board, shown, ego)
    _far(board, shown)
    _from_the_side(board, shown, ego)
    draw_table(board, shown, MARGIN_PX, below, WIDTH_PX - 2 * MARGIN_PX)
    return board.picture()


def _near(board: Board, shown: list[Shown], ego: Asset) -> None:
    """The car from above, the directions in which its sensors look, their names."""
    middle = ego.box.middle_m
    panel = Panel(
        left_px=MARGIN_PX,
        top_px=HEAD_PX,
        width_px=PLAN_PX + 26,
        height_px=PLAN_PX,
        centre_m=(middle, 0.0),
        px_per_m=0.5 * PLAN_PX / NEAR_M,
    )
    for one in shown:
        for sector in one.coverage.sectors:
            _wedge(board, panel, one, sector, NEAR_LENGTH_M[one.coverage.kind])
    picture, edges = silhouette(ego, "above", 2.0 * panel.px_per_m)
    board.paste(panel, picture, edges)
    taken: list[tuple[float, float, float]] = []
    for one in sorted(shown, key=lambda s: (abs(s.at_m[1]) < 0.1, s.at_m[0])):
        width_m = board.width_px(one.mount.name, NAME_PX) / panel.px_per_m
        place = np.array(_free_place(one, middle, width_m, taken))
        board.line(panel.px(np.array(one.at_m[:2])), panel.px(place), one.hue, 1.2)
        board.label(panel.px(place), one.mount.name, NAME_PX, one.hue)
    for one in shown:
        board.dot(panel.px(np.array(one.at_m[:2])), 6.0, one.hue)
    board.frame(panel, RULE)
    board.text(np.array([panel.left_px + 14, panel.top_px + 20]), "directions; the front is to the right", NOTE_PX, DIM)


def _free_place(
    one: Shown, middle: float, width_m: float, taken: list[tuple[float, float, float]]
) -> tuple[float, float]:
    """Where a name has room: beside the car on the sensor's own side, clear of names that stand already."""
    x, y, _ = one.at_m
    side = 1.0 if y > 0.02 or (abs(y) <= 0.02 and len(taken) % 2 == 0) else -1.0
    reach = NEAR_M - 0.5 * width_m - 0.15
    spots = [
        (middle + float(np.clip(1.15 * (x - middle) + shift, -reach, reach)), side * (1.4 + ROW_M * row))
        for row in range(12)
        for shift in (0.0, 0.7, -0.7, 1.4, -1.4)
    ]
    for spot in spots:
        if all(abs(spot[0] - a) > 0.5 * (width_m + w) + 0.12 or abs(spot[1] - b) > 0.9 * ROW_M for a, b, w in taken):
            taken.append((*spot, width_m))
            return spot
    return spots[0]


def _far(board: Board, shown: list[Shown]) -> None:
    """How far sensors with a range reach; cameras pale, to a distance that says nothing."""
    reaches = sorted({round(s.range_m) for one in shown for s in one.coverage.sectors if s.range_m is not None})
    half_m = 1.1 * max([*reaches, CAMERA_FAR_M])
    left = MARGIN_PX + PLAN_PX + 26 + 20
    panel = Panel(
        left_px=left,
        top_px=HEAD_PX,
        width_px=WIDTH_PX - MARGIN_PX - left,
        height_px=PLAN_PX,
        px_per_m=0.5 * PLAN_PX / half_m,
    )
    for reach in reaches:
        board.outline(panel, _arc((0.0, 0.0), reach, 0.0, 2.0 * math.pi), RULE, 1.0)
    for one in sorted(shown, key=lambda s: ("camera", "lidar", "radar", "other").index(s.coverage.kind)):
        for sector in one.coverage.sectors:
            _wedge(board, panel, one, sector, sector.range_m or min(CAMERA_FAR_M, 0.45 * half_m))
    for reach in reaches:
        at = panel.px(reach * np.array([math.cos(math.radians(-57)), math.sin(math.radians(-57))]))
        board.label(at, f"{reach} m", NOTE_PX, DIM)
    board.dot(panel.px(np.zeros(2)), 4.0, INK)
    board.frame(panel, RULE)
    note = "range; cameras see on to the horizon"
    board.text(np.array([panel.left_px + 14, panel.top_px + 20]), note, NOTE_PX, DIM)


def _wedge(board: Board, panel: Panel, one: Shown, sector: Sector, length_m: float) -> None:
    centre = one.at_m[:2]
    whole = sector.width_rad > math.radians(359.5)
    arc = _arc(centre, length_m, sector.start_rad, sector.start_rad + sector.width_rad)
    points = arc if whole else np.concatenate([[centre], arc, [centre]])
    board.area(panel, points, one.hue, 0.05 if whole else 0.16)
    board.outline(panel, points if whole else _dense(points), one.hue, 1.4, dash_px=9.0 if whole else 0.0)


def _arc(centre: tuple[float, ...], radius_m: float, start_rad: float, end_rad: float) -> Float64:
    """(N, 2) points, close enough for dashes."""
    angle = np.linspace(start_rad, end_rad, 361)
    return np.stack([centre[0] + radius_m * np.cos(angle), centre[1] + radius_m * np.sin(angle)], axis=1)


def _dense(points: Float64) -> Float64:
    """The line with its long pieces divided, so that what sticks out of a panel is cut near its edge."""
    pieces = [np.linspace(a, b, 40, endpoint=False) for a, b in ((points[0], points[1]), (points[-2], points[-1]))]
    return np.concatenate([pieces[0], points[1:-1], pieces[1], points[-1:]])


def _from_the_side(board: Board, shown: list[Shown], ego: Asset) -> None:
    """Heights, and how far cameras and radars look up or down, from the car's right side."""
    scale = 0.5 * PLAN_PX / NEAR_M
    panel = Panel(
        left_px=MARGIN_PX,
        top_px=HEAD_PX + PLAN_PX + 14,
        width_px=WIDTH_PX - 2 * MARGIN_PX,
        height_px=SIDE_PX,
        centre_m=(ego.box.middle_m + 0.5 * (WIDTH_PX - 2 * MARGIN_PX - PLAN_PX - 26) / scale, 1.25),
        px_per_m=scale,
    )
    left, _, right, _ = panel.edges_px
    for height in (0.0, 0.5, 1.0, 1.5, 2.0):
        y = panel.px(np.array([0.0, height]))[1]
        board.line(np.array([left, y]), np.array([right - 60, y]), INK if height == 0.0 else RULE, 1.0)
        board.text(np.array([right, y]), f"{height:g} m", NOTE_PX, DIM, "rm")
    picture, edges = silhouette(ego, "right", 2.0 * scale)
    board.paste(panel, picture, edges)
    for one in shown:
        x, _, z = one.at_m
        start = np.array([x, z])
        if one.coverage.kind in ("camera", "radar"):
            board.line(panel.px(start), panel.px(start + 0.45 * one.ahead[[0, 2]]), one.hue, 2.5)
        board.dot(panel.px(start), 5.0, one.hue)


def _legend(board: Board, shown: list[Shown]) -> None:
    x = float(WIDTH_PX - MARGIN_PX)
    for kind in reversed(HUES):
        count = sum(one.coverage.kind == kind for one in shown)
        if count:
            text = f"{count} {TITLES[kind]}{'s' if count > 1 and kind in ('camera', 'radar') else ''}"
            board.text(np.array([x, 46]), text, 20, HUES[kind], "rm")
            x -= board.width_px(text, 20) + 44.0
            board.dot(np.array([x + 28.0, 46.0]), 7.0, HUES[kind])
