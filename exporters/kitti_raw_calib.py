"""The three calibration files of a day of KITTI's raw data (raw devkit, readme.txt)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from exporters.kitti_calib import KittiCalib

Float64 = NDArray[np.float64]

_CAMERAS = (0, 1, 2, 3)


def cam_to_cam(calib: KittiCalib, sizes_px: Mapping[int, tuple[int, int]], time: str) -> str:
    """calib_cam_to_cam.txt. sizes_px: (width, height) by camera number; a camera without a picture has camera 2's.

    Our pictures are rectified as they are taken, so that before and after rectification size and K are the same and
    distortion is none. All cameras are turned as camera 0 is before its rectification.
    """
    R0 = calib.matrices["R0_rect"]
    lines = [f"calib_time: {time}", f"corner_dist: {_words([0.0])}"]
    for camera in _CAMERAS:
        P = calib.matrices[f"P{camera}"]
        size = [float(side) for side in sizes_px.get(camera, sizes_px[2])]
        offset_m = np.asarray(np.linalg.solve(P[:, :3], P[:, 3]), dtype=np.float64)
        values: dict[str, Float64 | list[float]] = {
            "S": size,
            "K": P[:, :3],
            "D": np.zeros(5),
            "R": np.eye(3),
            "T": R0.T @ offset_m,
            "S_rect": size,
            "R_rect": R0,
            "P_rect": P,
        }
        lines += [f"{name}_{camera:02d}: {_words(value)}" for name, value in values.items()]
    return "".join(f"{line}\n" for line in lines)


def velo_to_cam(calib: KittiCalib, time: str) -> str:
    """calib_velo_to_cam.txt, to camera 0 before its rectification."""
    nothing = _words([0.0, 0.0])
    return _rigid(calib.matrices["Tr_velo_to_cam"], time) + f"delta_f: {nothing}\ndelta_c: {nothing}\n"


def imu_to_velo(calib: KittiCalib, time: str) -> str:
    """calib_imu_to_velo.txt."""
    return _rigid(calib.matrices["Tr_imu_to_velo"], time)


def _rigid(matrix: Float64, time: str) -> str:
    return f"calib_time: {time}\nR: {_words(matrix[:, :3])}\nT: {_words(matrix[:, 3])}\n"


def _words(values: Float64 | list[float]) -> str:
    return " ".join(_number(float(value)) for value in np.asarray(values, dtype=np.float64).ravel())


def _number(value: float) -> str:
    """Seven digits, as real files have them, where these are exact; else thirteen."""
    short = f"{value + 0.0:e}"  # + 0.0 turns -0.0 into 0.0
    return short if float(short) == value else f"{value:.12e}"
