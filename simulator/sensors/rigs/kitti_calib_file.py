"""Reads a KITTI object calibration file, strictly."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scenes.errors import InputFileError
from scenes.rig import KittiCalibration, Matrix

Float64 = NDArray[np.float64]

MATRICES = {
    "P0": 12,
    "P1": 12,
    "P2": 12,
    "P3": 12,
    "R0_rect": 9,
    "Tr_velo_to_cam": 12,
    "Tr_imu_to_velo": 12,
}
"""Names and counts, in the order of the file (KITTI object development kit's readme)."""

ROTATION_TOLERANCE = 1e-3
"""Chosen: published rotations are orthonormal to 1e-6; a file beyond this is no rigid motion."""


def read_kitti_calib(path: Path) -> KittiCalibration:
    """The seven matrices of the file, digit for digit.

    Raises InputFileError with file and line for anything else than seven named matrices of finite numbers, a rotation
    that is none, or a P2 or P3 without a positive focal length.
    """
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except OSError as fault:
        raise InputFileError(str(path), None, f"cannot be read ({fault.strerror})") from fault
    except UnicodeDecodeError as fault:
        raise InputFileError(str(path), None, "is not a text file; expected a KITTI object calib file") from fault
    found: dict[str, tuple[int, Matrix]] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip():
            name, values = _parse(path, number, line)
            if name in found:
                raise InputFileError(str(path), number, f"'{name}' is given twice, first in line {found[name][0]}")
            found[name] = (number, values)
    missing = [name for name in MATRICES if name not in found]
    if missing:
        raise InputFileError(str(path), None, f"misses {', '.join(missing)}; expected {', '.join(MATRICES)}")
    for name, (number, values) in found.items():
        _check(path, number, name, values)
    return KittiCalibration(**{name: values for name, (_, values) in found.items()})


def _parse(path: Path, number: int, line: str) -> tuple[str, Matrix]:
    name, colon, rest = line.partition(":")
    name = name.strip()
    if not colon:
        raise InputFileError(str(path), number, f"expected 'NAME: numbers', got {line.strip()[:40]!r}")
    if name not in MATRICES:
        raise InputFileError(str(path), number, f"unknown matrix '{name}'; expected {', '.join(MATRICES)}")
    words = rest.split()
    if len(words) != MATRICES[name]:
        raise InputFileError(str(path), number, f"{name} needs {MATRICES[name]} numbers, got {len(words)}")
    return name, tuple(_number(path, number, name, word) for word in words)


def _number(path: Path, number: int, name: str, word: str) -> float:
    try:
        value = float(word)
    except ValueError:
        raise InputFileError(str(path), number, f"{name} needs numbers, got {word!r}") from None
    if not math.isfinite(value):
        raise InputFileError(str(path), number, f"{name} needs finite numbers, got {word!r}")
    return value


def _check(path: Path, number: int, name: str, values: Matrix) -> None:
    """Raises InputFileError where the numbers cannot be what the name says."""
    matrix = np.array(values).reshape(3, -1)
    if name in ("P2", "P3"):
        _check_projection(path, number, name, matrix)
    elif not name.startswith("P"):
        rotation = matrix[:, :3]
        off = float(np.abs(rotation @ rotation.T - np.eye(3)).max())
        if off > ROTATION_TOLERANCE or np.linalg.det(rotation) < 0:
            raise InputFileError(
                str(path), number, f"{name} needs an orthonormal right-handed rotation, it is off by {off:.3g}"
            )


def _check_projection(path: Path, number: int, name: str, P: Float64) -> None:
    fx, fy = P[0, 0], P[1, 1]
    if not (fx > 0 and fy > 0):
        raise InputFileError(str(path), number, f"{name} needs positive focal lengths, got fx {fx:g} and fy {fy:g}")
    skewed = P[0, 1] != 0 or P[1, 0] != 0
    if skewed or tuple(P[2, :3]) != (0.0, 0.0, 1.0):
        raise InputFileError(str(path), number, f"{name} needs the form [fx 0 cx tx; 0 fy cy ty; 0 0 1 tz]")
