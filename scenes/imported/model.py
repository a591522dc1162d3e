"""A manifest's entry, read: the model in the file's own axes, with what was repaired."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import numpy as np

from scenes.errors import ConfigError, InputFileError, UnknownName
from scenes.imported.headers import FORMATS, dae_convention
from scenes.imported.limits import Folder, contained
from scenes.imported.looks import Looks
from scenes.imported.manifest import Direction, Entry
from scenes.imported.raw import Model, RawPart

Convention = tuple[float, Direction, Direction]

_CONVENTIONS: dict[str, Convention] = {"glb": (1.0, "+y", "+z"), "gltf": (1.0, "+y", "+z")}
"""Metres of a unit, up and forward of formats that define them (glTF 2.0, 3.4)."""
_OTHERS: Convention = (1.0, "+z", "+x")
"""Of formats that do not; ours, and that of robot descriptions (REP 103)."""
_OF_DAE: dict[str, tuple[Direction, Direction]] = {"x": ("+x", "+z"), "y": ("+y", "+z"), "z": ("+z", "+x")}
"""Up and forward of a COLLADA file by its up_axis; it does not say what is forward (chosen: as glTF, as ours)."""


def read_model(entry: Entry, root: Path, place: str) -> Model:
    """The model of an entry. place: the entry's place in its manifest, for messages.

    Raises UnknownName for a format that is not read, InputFileError for a file that is malformed, beyond the limits or
    refers outside `root`, ConfigError where it is not the file that the manifest's sha256 names.
    """
    path = contained(entry.file, root, root, Path(place))
    kind = path.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        raise UnknownName(f"{place}.file", "format", f".{kind}", (f".{name}" for name in FORMATS))
    folder = Folder(root, path)
    data = folder.own(path)
    digest = hashlib.sha256(data).hexdigest()
    if entry.sha256 not in ("", digest):
        raise ConfigError(f"{place}.sha256", f"{path} has {digest}, expected {entry.sha256}")
    warnings: Counter[str] = Counter()
    looks = Looks(warnings)
    if kind == "urdf":
        # PyBullet is loaded for robot descriptions only.
        from scenes.imported.urdf import read_urdf  # noqa: PLC0415

        parts = read_urdf(path, root, folder, looks, warnings)
    else:
        # trimesh is loaded for imported meshes only.
        from scenes.imported.surfaces import read_surfaces  # noqa: PLC0415

        surfaces = tuple(read_surfaces(path, folder, looks, warnings))
        parts = (RawPart(name="body", surfaces=surfaces, T_parent_part=np.eye(4)),)
    if folder.missing:
        warnings[f"referred files that are missing, such as {folder.missing[0]}"] += len(folder.missing)
    unit_m, up, forward = _CONVENTIONS.get(kind, _OTHERS)
    if kind == "dae":
        unit_m, axis = dae_convention(data, path)
        up, forward = _OF_DAE[axis]
    if entry.keypoints and kind == "urdf" and len(parts) > 1:
        raise InputFileError(str(path), None, "keypoints are for files of one part; a robot's links move")
    return Model(
        parts=parts,
        looks=tuple(looks.looks),
        images=tuple(looks.images),
        warnings=dict(sorted(warnings.items())),
        files=dict(sorted(folder.read.items())),
        unit_m=unit_m,
        up=up,
        forward=forward,
    )
