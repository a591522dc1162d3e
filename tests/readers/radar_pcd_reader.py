"""Reads radar .pcd files by the header that they carry, and wants what nuscenes-devkit 1.2.0 wants of them."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

CODES = {("F", 4): "f", ("I", 1): "b", ("I", 2): "h", ("I", 4): "i"}


def read_radar_pcd(path: Path) -> tuple[list[str], np.ndarray]:
    """Names and (18, N) float64 values."""
    lines, data = [], path.read_bytes()
    while not lines or not lines[-1].startswith("DATA"):
        line, _, data = data.partition(b"\n")
        lines.append(line.decode())
    header = {line.split(" ")[0]: line.split(" ")[1:] for line in lines[1:]}
    assert lines[0].startswith("#")
    assert header["VERSION"] == ["0.7"]
    assert header["HEIGHT"] == ["1"]
    assert header["DATA"] == ["binary"]
    sizes = [int(size) for size in header["SIZE"]]
    code = "<" + "".join(CODES[kind, size] for kind, size in zip(header["TYPE"], sizes, strict=True))
    width = int(header["WIDTH"][0])
    assert width > 0
    assert len(data) > width * sum(sizes), "the devkit wants a byte after the last point"
    rows = [struct.unpack_from(code, data, k * sum(sizes)) for k in range(width)]
    points = np.array(rows, dtype=np.float64).T
    return header["FIELDS"], points[:, :0] if np.isnan(points[:, 0]).any() else points
