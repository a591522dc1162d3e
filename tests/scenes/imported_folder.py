"""A folder of mesh files with a manifest, written by tests of importing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import trimesh
import yaml

from scenes.asset import Asset, asset_of
from scenes.catalogue import Catalogue

PALLET = {"class": "movable_object.pallet", "licence": "CC0-1.0", "up": "+z", "forward": "+x"}


def manifest(folder: Path, **assets: dict[str, Any]) -> Catalogue:
    """Writes `assets.yaml`; the catalogue of that folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "assets.yaml").write_text(yaml.safe_dump({"assets": assets}, sort_keys=False))
    return Catalogue(sources=(str(folder),))


def asset_from(folder: Path, file: str, **changes: Any) -> Asset:
    """The asset of one file that is a pallet unless `changes` say otherwise."""
    return asset_of(manifest(folder, thing={**PALLET, "file": file, **changes}).spec("thing"))


def wedge() -> trimesh.Trimesh:
    """A closed mesh in which no two directions are alike: 1.2 m along x, 0.8 m along y, 0.3 m along z at x = 0."""
    vertices = [[0, 0, 0], [1.2, 0, 0], [0, 0.8, 0], [0, 0, 0.3]]
    return trimesh.Trimesh(vertices, [[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]], process=False)
