"""The table under a rig's plan: rates, resolutions, fields of view, places."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.rig import Mount
from simulator.plan_sheet import Board
from simulator.sensors.rigs.coverage import Coverage

Float64 = NDArray[np.float64]

INK, DIM, RULE = "#1d1d1d", "#707070", "#d9d9d9"
ROW_PX, TEXT_PX = 29, 16
COLUMNS = (
    *(("sensor", 0.0), ("rate", 0.135), ("offset", 0.195), ("resolution", 0.265), ("field of view", 0.425)),
    *(("x, y, z in m", 0.61), ("yaw, down in degrees", 0.745), ("between frames", 0.905)),
)
"""Headings and where they begin, as shares of the width."""


HUES = {"camera": "#0072b2", "lidar": "#009e73", "radar": "#d55e00", "other": "#5f5f5f"}
"""Of Okabe and Ito's palette, which colour-blind people can tell apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A mount, and what it sees."""

    mount: Mount
    coverage: Coverage

    @property
    def at_m(self) -> tuple[float, float, float]:
        """In the ego's frame."""
        return self.mount.T_ego_sensor.translation_m

    @property
    def hue(self) -> str:
        """The colour of its kind."""
        return HUES[self.coverage.kind]

    @property
    def ahead(self) -> Float64:
        """(3,) where its forward axis points, in the ego's frame."""
        axis = 2 if self.mount.sensor.AXES == "optical" else 0
        return np.asarray(self.mount.T_ego_sensor.rotation()[:, axis], dtype=np.float64)


def table_height_px(rows: int) -> int:
    """Of a table with so many rows and its heading."""
    return ROW_PX * (rows + 1)


def draw_table(board: Board, rows: Sequence[Shown], left_px: int, top_px: int, width_px: int) -> None:
    """A line a sensor."""

    def at(share: float, row: int) -> Float64:
        return np.array([left_px + share * width_px, top_px + (row + 0.5) * ROW_PX])

    for heading, share in COLUMNS:
        board.text(at(share, 0), heading, TEXT_PX, DIM)
    for index, row in enumerate(rows, start=1):
        y = top_px + index * ROW_PX
        board.line(np.array([left_px, y]), np.array([left_px + width_px, y]), INK if index == 1 else RULE)
        for (_, share), text in zip(COLUMNS, cells(row), strict=True):
            board.text(at(share, index), text, TEXT_PX, row.hue if share == 0.0 else INK)


def cells(row: Shown) -> tuple[str, ...]:
    """The texts of a row, in the columns' order."""
    mount, ahead = row.mount, row.ahead
    x, y, z = mount.T_ego_sensor.translation_m
    yaw = math.degrees(math.atan2(ahead[1], ahead[0]))
    down = -math.degrees(math.asin(min(1.0, max(-1.0, float(ahead[2])))))
    return (
        mount.name,
        f"{mount.sensor.rate_hz:g} Hz",
        f"{_signed(1e3 * mount.sensor.offset_s)} ms",
        row.coverage.resolution,
        row.coverage.view,
        f"{x:.2f}, {_signed(y, 2)}, {z:.2f}",
        f"{_signed(yaw)}, {_signed(down)}",
        "measured" if mount.measures_between else "skipped",
    )


def _signed(value: float, digits: int = 1) -> str:
    return f"{round(value, digits) + 0.0:.{digits}f}"  # + 0.0 turns -0.0 into 0.0
