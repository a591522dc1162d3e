"""Where the real KITTI frames lie. They may not be copied into the project; without them, tests of them skip."""

from __future__ import annotations

from pathlib import Path

import pytest

REAL_TRAINING = Path(__file__).resolve().parents[3] / "shared" / "fixtures" / "kitti" / "training"
REAL_FRAMES = ("000000", "000001", "000002")

needs_real_frames = pytest.mark.skipif(
    not REAL_TRAINING.is_dir(), reason="the real KITTI frames (../shared/fixtures/kitti) are not beside this checkout"
)


def real_matrices(frame: str) -> dict[str, tuple[float, ...]]:
    """The calibration of one real frame as a rig would carry it."""
    lines = (REAL_TRAINING / "calib" / f"{frame}.txt").read_text().split("\n")
    rows = (line.split(": ") for line in lines if line)
    return {name: tuple(float(word) for word in words.split(" ")) for name, words in rows}
