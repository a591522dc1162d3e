"""What a mesh file says of itself is checked before a reader allocates by it: counts, sizes, references."""

from __future__ import annotations

import re
from pathlib import Path

from scenes.errors import InputFileError
from scenes.imported.gltf_header import check_gltf
from scenes.imported.limits import MAX_TRIANGLES, MAX_VERTICES, require
from scenes.imported.xml_guard import guarded_tree

FORMATS = ("glb", "gltf", "obj", "ply", "stl", "dae", "urdf")
"""Endings of files that can be imported."""

_PLY_HEADER_BYTES = 1 << 16
_PLY_ELEMENT = re.compile(rb"^element\s+(\w+)\s+(\S+)", re.MULTILINE)
_STL_HEADER_BYTES, _STL_TRIANGLE_BYTES = 84, 50


def check_header(data: bytes, kind: str, file: Path) -> None:
    """Raises InputFileError for a mesh file of that kind whose counts are beyond the limits, or do not fit its size."""
    if not data:
        raise InputFileError(str(file), None, "is empty")
    checks = {"ply": _check_ply, "stl": _check_stl, "obj": _check_obj, "dae": _check_dae}
    if kind in ("glb", "gltf"):
        check_gltf(data, kind, file)
    else:
        checks[kind](data, file)


def _check_ply(data: bytes, file: Path) -> None:
    header, found, _ = data[:_PLY_HEADER_BYTES].partition(b"end_header")
    if not data.startswith(b"ply") or not found:
        raise InputFileError(str(file), 1, "is no PLY file: it has no header from 'ply' to 'end_header'")
    for name, text in _PLY_ELEMENT.findall(header):
        count = int(text) if text.isdigit() else -1
        what = name.decode("ascii", "replace")
        require(count, MAX_TRIANGLES if what == "face" else MAX_VERTICES, f"elements '{what}'", file)
        if count > len(data):
            raise InputFileError(str(file), None, f"claims {count} elements '{what}' in {len(data)} bytes")


def _check_stl(data: bytes, file: Path) -> None:
    count = int.from_bytes(data[80:84], "little") if len(data) >= _STL_HEADER_BYTES else 0
    if len(data) == _STL_HEADER_BYTES + _STL_TRIANGLE_BYTES * count:
        require(count, MAX_TRIANGLES, "triangles", file)
    elif data.lstrip()[:5].lower() == b"solid":
        require(data.count(b"endfacet"), MAX_TRIANGLES, "triangles", file)
    else:
        raise InputFileError(str(file), None, f"is no STL file: {count} triangles are claimed in {len(data)} bytes")


def _check_obj(data: bytes, file: Path) -> None:
    require(data.count(b"\nf "), MAX_TRIANGLES, "faces", file)
    require(data.count(b"\nv "), MAX_VERTICES, "vertices", file)


def _check_dae(data: bytes, file: Path) -> None:
    root = guarded_tree(data, file)
    for element in root.iter():
        if element.tag.rpartition("}")[2] in ("triangles", "polylist", "polygons"):
            text = element.get("count", "0")
            require(int(text) if text.isdigit() else -1, MAX_TRIANGLES, "faces", file)


def dae_convention(data: bytes, file: Path) -> tuple[float, str]:
    """Metres of a COLLADA file's unit, and its axis that is up (x, y, z); (1, y) where it does not say."""
    unit_m, up = 1.0, "y"
    for element in guarded_tree(data, file):
        if element.tag.rpartition("}")[2] != "asset":
            continue
        for child in element:
            name = child.tag.rpartition("}")[2]
            if name == "unit":
                unit_m = _positive(child.get("meter", "1"), file)
            elif name == "up_axis":
                up = (child.text or "").strip()[:1].lower() or up
    if up not in ("x", "y", "z"):
        raise InputFileError(str(file), None, f"has the up_axis '{up}', expected X_UP, Y_UP or Z_UP")
    return unit_m, up


def _positive(text: str, file: Path) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0.0 < value < 1e6:
        raise InputFileError(str(file), None, f"has a unit of '{text}' metres")
    return value
