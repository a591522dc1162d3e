"""What a format's checks get, and what they tell the checks between formats."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.validation.decoding import Decoded
from simulator.validation.findings import Findings
from simulator.validation.geometry import Float64
from simulator.validation.stored import Dataset, Json, RecordedFrame


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class FormatFolder:
    """An exporter's folder. files: relative to it. options: the exporter's, as the run's config has them.

    classes: names of the ontology's classes by id; columns: what each class is called in each format, by class name.
    decoded: what reading each of the folder's files told.
    """

    dataset: Dataset
    name: str
    files: frozenset[str]
    options: Json
    classes: Mapping[int, str]
    columns: Mapping[str, Json]
    decoded: Mapping[str, Decoded]

    def path(self, file: str) -> str:
        """A file of the folder, relative to the dataset."""
        return f"{self.name}/{file}"


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class CameraTruth:
    """What a format says of the pixels of one camera at one frame; None where it does not say.

    file: that says it. depth_file: of several that have been merged, the one that says depth.
    ids: (H, W) instance of each pixel, 0 for what is not in `labelled`. depth_m: (H, W) z-depth, 0 for none. K: (3, 3)
    of a pinhole camera. flow_px: (H, W, 2) motion to the camera's next reading, NaN where not valid.
    """

    camera: str
    file: str
    depth_file: str = ""
    ids: NDArray[np.uint16] | None = None
    labelled: frozenset[int] = frozenset()
    depth_m: Float64 | None = None
    K: Float64 | None = None
    flow_px: NDArray[Any] | None = None


class FormatChecks(ABC):
    """The checks of one folder: all files together, then frame by frame in (clip, frame) order, then what is left."""

    @abstractmethod
    def check_whole(self, clips: list[Json], findings: Findings) -> None:
        """Indices, splits, names. clips: lines of clips.jsonl."""

    def check_files(self, frame: RecordedFrame, findings: Findings) -> None:  # noqa: B027 (most are read frame by frame)
        """What of one frame's files can be checked at once where they are made: their form, and against its state."""

    @abstractmethod
    def check_frame(self, frame: RecordedFrame, findings: Findings) -> list[CameraTruth]:
        """One frame's files against the record. Returns what they say of pixels; raises Damaged."""

    def check_end(self, findings: Findings) -> None:  # noqa: B027 (most formats have nothing left)
        """After the last frame."""
