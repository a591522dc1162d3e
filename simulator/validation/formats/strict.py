"""What checks share that read a folder with a strict reader: its refusals become findings, its notes are found."""

from __future__ import annotations

from abc import ABC
from collections.abc import Callable
from typing import Any

from simulator.validation.findings import Damaged, Findings
from simulator.validation.formats.base import FormatChecks, FormatFolder
from simulator.validation.kitti_reader import Calib, KittiFormatError
from simulator.validation.stored import Json, text_of


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
        """What the folder notes of a clip."""
        return self._folder.dataset.object(self._folder.path(f"metadata/clip-{clip['clip']:06d}.json"))

    def _check_numbered(self, place: str, ending: str, length: int, digits: int, findings: Findings) -> bool:
        """Whether a folder's files are numbered from 0 to length - 1 and nothing else lies there."""
        found = {file for file in self._folder.files if file.startswith(f"{place}/")}
        due = {f"{place}/{number:0{digits}d}{ending}" for number in range(length)}
        for file in sorted(due ^ found):
            reason = f"is missing of {length} frames" if file in due else f"is none of the {length} frames"
            findings.error(f"{self.kind}.complete", self._folder.path(file), reason)
        return due == found

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
