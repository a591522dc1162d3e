"""What checks share that read a folder with a strict reader: its refusals become findings, its notes are found."""

from __future__ import annotations

from abc import ABC
from collections.abc import Callable
from typing import Any

import numpy as np

from simulator.validation.findings import Damaged, Findings
from simulator.validation.formats.base import FormatChecks, FormatFolder
from simulator.validation.kitti_reader import Calib, KittiFormatError
from simulator.validation.stored import Json, RecordedFrame, text_of

POINT_BYTES = 16
"""x, y, z and reflectance as float32."""


class StrictChecks(FormatChecks, ABC):
    """Checks of a folder of KITTI's family. kind: the format's name, with which ids of its checks begin."""

    kind: str

    def __init__(self, folder: FormatFolder) -> None:
        self._folder = folder
        self._root = folder.dataset.root / folder.name

    def _guarded(self, check: str, findings: Findings, read: Callable[..., Any], *arguments: Any) -> Any:
        """What a reader returns; None where it refuses a file, told once; as `complete` where it lacks."""
        try:
            return read(*arguments)
        except KittiFormatError as fault:
            root = self._folder.dataset.root
            where = "" if fault.line is None else f"line {fault.line}: "
            found = check if fault.file.exists() else "complete"
            file = fault.file.relative_to(root).as_posix()
            findings.damaged(Damaged(file, f"{where}expected {fault.expected}", check=f"{self.kind}.{found}"))
        except (KeyError, TypeError, ValueError, IndexError) as fault:
            reason = f"has not the form of {self.kind} ({type(fault).__name__}: {fault})"
            findings.damaged(Damaged(self._folder.path("metadata"), reason, check=f"{self.kind}.{check}"))
        return None

    def _check_mapping(self, findings: Findings) -> Json:
        """mapping.json, which maps classes of the ontology alone."""
        file = self._folder.path("mapping.json")
        mapping = self._folder.dataset.object(file)
        for name, kind in mapping.get("classes", {}).items():
            if name not in self._folder.columns:
                reason = f"maps '{name}' to {text_of(kind)}: no class of the ontology"
                findings.error(f"{self.kind}.mapping", file, reason)
        return mapping

    def _metadata(self, clip: Json) -> Json:
        """What the folder notes of a clip: its frames, and which were left out. Raises Damaged."""
        file = self._folder.path(f"metadata/clip-{clip['clip']:06d}.json")
        told = self._folder.dataset.object(file)
        if not isinstance(told.get("frames"), list) or not isinstance(told.get("left_out"), list):
            raise Damaged(file, "lacks its frames, or those left out", check=f"{self.kind}.complete")
        return told

    def _check_numbered(self, place: str, ending: str, length: int, digits: int, findings: Findings) -> bool:
        """Whether a folder's files are numbered from 0 to length - 1 and nothing else lies there."""
        found = {file for file in self._folder.files if file.startswith(f"{place}/")}
        due = {f"{place}/{number:0{digits}d}{ending}" for number in range(length)}
        for file in sorted(due ^ found):
            reason = f"is missing of {length} frames" if file in due else f"is none of the {length} frames"
            findings.error(f"{self.kind}.complete", self._folder.path(file), reason)
        return due == found

    def _check_splits(self, due: set[str], findings: Findings) -> None:
        """Every one of these names is in exactly one split, and nothing else is in any."""
        count: dict[str, int] = dict.fromkeys(due, 0)
        for part in ("train", "val"):
            data = self._folder.dataset.bytes(self._folder.path(f"splits/{part}.txt"))
            for name in data.decode("ascii", "replace").splitlines():
                count[name] = count.get(name, 0) + 1
        for name, number in sorted(count.items()):
            if number != 1 or name not in due:
                where = "expected once in all" if name in due else "which is of no clip"
                reason = f"{name} stands {number} times in train and val, {where}"
                findings.error(f"{self.kind}.sets", self._folder.path("splits/val.txt"), reason)

    def _check_points(self, frame: RecordedFrame, cloud: str, findings: Findings) -> None:
        """As many points of four float32 as the record has strongest returns."""
        full = [sensor for sensor, arrays in frame.points.items() if "return_number" in arrays]
        lidar = self._folder.options.get("lidar") or next(iter(full), "")
        if lidar not in full or cloud not in self._folder.files:
            return
        due = int(np.count_nonzero(frame.points[lidar]["return_number"] == 1))
        size = (self._root / cloud).stat().st_size
        if size != due * POINT_BYTES:
            reason = f"has {size} bytes, expected {POINT_BYTES} for each of {due} strongest returns"
            findings.error(f"{self.kind}.cloud_agrees", self._folder.path(cloud), reason)

    def _has(self, place: str) -> bool:
        return any(file.startswith(f"{place}/") for file in self._folder.files)

    def _size_px(self, file: str) -> tuple[int, int]:
        """Width and height of a picture of 8 bits and three channels; KittiFormatError where it is none."""
        decoded = self._folder.decoded.get(file)
        picture = None if decoded is None else decoded.picture
        if picture is None or (picture.channels, picture.bits) != (3, 8):
            raise KittiFormatError(self._root / file, "a picture of 8 bits and three channels")
        return picture.size_px


def object_calib(matrices: dict[str, Any]) -> Calib:
    """The matrices under the names that the object benchmark has for them."""
    names = {"R_rect": "R0_rect", "Tr_velo_cam": "Tr_velo_to_cam", "Tr_imu_velo": "Tr_imu_to_velo"}
    return Calib(matrices={names.get(name, name): matrix for name, matrix in matrices.items()})
