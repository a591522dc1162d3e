"""Rows and calibration of KITTI's tracking set, which differ from the object set's (tracking devkit, readme.txt)."""

from __future__ import annotations

from collections.abc import Sequence

from exporters.kitti_calib import KittiCalib
from exporters.kitti_label import DONT_CARE, LabelFile, LabelRow
from simulator.frame import PixelBox

_CALIB_KEYS = {"R0_rect": "R_rect", "Tr_velo_to_cam": "Tr_velo_cam", "Tr_imu_to_velo": "Tr_imu_velo"}
"""Keys that have another name there, and no colon."""
_IGNORED = " ".join(f"{value:.6f}" for value in (-1000.0, -1000.0, -1000.0, -10.0, -1.0, -1.0, -1.0))
"""What stands for size, place and rotation of a DontCare row; the object set has them in another order."""


def track_lines(number: int, label: LabelFile, truncated_shares: Sequence[float]) -> list[str]:
    """The lines of one frame, by track id, each with its newline. DontCare has the id -1, and so comes first."""
    ignored = [f"{number} -1 {DONT_CARE} -1 -1 -10.000000 {_box_text(box)} {_IGNORED}\n" for box in label.dont_care]
    rows = sorted(label.rows, key=lambda row: row.instance)
    return ignored + [f"{number} {row.instance} {_row_text(row, truncated_shares)}\n" for row in rows]


def truncated_level(truncation: float, shares: Sequence[float]) -> int:
    """0 not truncated, 1 partly, 2 largely. The official evaluation ignores what has a level above 0."""
    return sum(truncation > share for share in shares)


def track_calib(calib: KittiCalib) -> str:
    """The seven lines of calib/%04d.txt."""
    heads = {name: _CALIB_KEYS.get(name, f"{name}:") for name in calib.matrices}
    rows = {name: " ".join(f"{value:.12e}" for value in matrix.ravel()) for name, matrix in calib.matrices.items()}
    return "".join(f"{heads[name]} {row}\n" for name, row in rows.items())


def _row_text(row: LabelRow, truncated_shares: Sequence[float]) -> str:
    """The 15 columns after frame and id."""
    numbers = (row.height_m, row.width_m, row.length_m, *row.location_m, row.rotation_y_rad)
    head = f"{row.kind} {truncated_level(row.truncation, truncated_shares)} {row.occluded} {_six_digits(row.alpha_rad)}"
    return f"{head} {_box_text(row.box)} {' '.join(_six_digits(value) for value in numbers)}"


def _box_text(box: PixelBox) -> str:
    """Pixel centres: an inclusive range is its own box."""
    return f"{box.left:.6f} {box.top:.6f} {box.right:.6f} {box.bottom:.6f}"


def _six_digits(value: float) -> str:
    return f"{round(value, 6) + 0.0:.6f}"  # + 0.0 turns -0.0 into 0.0
