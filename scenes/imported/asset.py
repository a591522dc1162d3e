"""An imported asset as a value of a scene: which manifest's, under which licence, by whom, of exactly which bytes."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset, AssetSpec
from scenes.errors import ConfigError, UnknownName
from scenes.imported.assemble import assembled
from scenes.imported.licence import NO_LICENCE
from scenes.imported.manifest import Entry, Manifest, read_manifest
from scenes.imported.model import read_model
from scenes.imported.places import located
from scenes.texture import IMPORTED_PREFIX

Float64 = NDArray[np.float64]
Stamp = tuple[int, int]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Imported:
    """An asset and what came with it. digest: of its entry and of every file that was read, blake2b.

    images: (H, W, 4) uint8 of its textures. warnings: what was repaired or left out, and how often.
    """

    asset: Asset
    images: tuple[NDArray[np.uint8], ...]
    warnings: Mapping[str, int]
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedAsset(AssetSpec):
    """A thing from a file. `Catalogue.spec` makes it; it carries into every record whose it is.

    manifest: address of the manifest. asset: name in it. licence: SPDX expression, or NOASSERTION where none is stated
    and that was allowed. source: where the author has published it. digest: of all its bytes; others are refused.
    """

    manifest: str
    asset: str
    licence: str
    author: str = ""
    source: str = ""
    digest: str = ""

    def build(self) -> Asset:
        """The asset of the file. Raises ConfigError where file or licence are no longer those of this description."""
        entry = entry_of(self.manifest, self.asset)
        if self.licence != (entry.licence or NO_LICENCE):
            stated = entry.licence or "none"
            raise ConfigError(f"{self.manifest}: {self.asset}.licence", f"is {stated}, the scene says {self.licence}")
        found = imported(self.manifest, self.asset)
        if self.digest not in ("", found.digest):
            problem = f"its files have digest {found.digest}, the scene expects {self.digest}"
            raise ConfigError(f"{self.manifest}: {self.asset}", problem)
        return found.asset

    def joint_angles(self, distance_m: Float64, speed_mps: Float64) -> Float64:
        """Joint angles (T, parts): wheels roll without slipping over `distance_m` (T,), all else stays at zero."""
        del speed_mps
        turns = rolling(imported(self.manifest, self.asset).asset)
        return np.asarray(distance_m, dtype=np.float64)[:, None] * turns[None, :]


def rolling(asset: Asset) -> Float64:
    """(parts,) radians a metre travelled: of parts that are wheels and turn about an axis across the body."""
    turns = np.zeros(len(asset.parts))
    for index, part in enumerate(asset.parts):
        kinds = {asset.slots[int(slot)].part for slot in part.mesh.slots}
        across = float(_rotation_in_body(asset, index)[1] @ np.array(part.axis))
        if index and kinds == {"wheel"} and abs(across) > 0.9:
            points = part.mesh.vertices_m[np.unique(part.mesh.faces)].astype(np.float64)
            radial = points - np.outer(points @ np.array(part.axis), np.array(part.axis))
            turns[index] = np.sign(across) / float(np.linalg.norm(radial, axis=1).max())
    return turns


def _rotation_in_body(asset: Asset, index: int) -> Float64:
    """Rotation (3, 3) from a part's frame to the body, joints at zero."""
    R = np.eye(3)
    while index >= 0:
        R = asset.parts[index].T_parent_part.rotation() @ R
        index = asset.parts[index].parent
    return R


def manifest_of(address: str) -> Manifest:
    """The manifest at an address, read once a process and again when its file has changed."""
    return _manifest(address, _stamp(located(address)))


@functools.lru_cache(maxsize=64)
def _manifest(address: str, stamp: Stamp) -> Manifest:
    del stamp
    return read_manifest(address)


def _stamp(path: Path) -> Stamp:
    """What changes when a file is written: its time (ns) and size."""
    if not path.is_file():
        return (0, 0)  # reading it says what is wrong
    status = path.stat()
    return (status.st_mtime_ns, status.st_size)


def entry_of(address: str, name: str) -> Entry:
    """One entry of a manifest. Raises UnknownName with the nearest name."""
    entries = manifest_of(address).entries
    if name not in entries:
        raise UnknownName(address, "asset", name, entries)
    return entries[name]


def imported(address: str, name: str) -> Imported:
    """The asset of a manifest's entry, read once a process and again when manifest or file have changed.

    Raises ConfigError, UnknownName and InputFileError.
    """
    file = manifest_of(address).root / entry_of(address, name).file
    return _imported(address, name, (_stamp(located(address)), _stamp(file)))


@functools.lru_cache(maxsize=256)
def _imported(address: str, name: str, stamps: tuple[Stamp, Stamp]) -> Imported:
    del stamps
    manifest = manifest_of(address)
    entry = entry_of(address, name)
    place = f"{address}: {name}"
    model = read_model(entry, manifest.root, place)
    asset, warnings = assembled(entry, model, f"{IMPORTED_PREFIX}{address}#{name}#", place)
    return Imported(asset=asset, images=model.images, warnings=warnings, digest=_digest(entry, model.files))


def _digest(entry: Entry, files: Mapping[str, bytes]) -> str:
    digest = hashlib.blake2b(repr(entry).encode(), digest_size=16)
    for name, data in files.items():
        digest.update(f"\x1f{name}\x1f{len(data)}\x1f".encode())
        digest.update(data)
    return digest.hexdigest()
