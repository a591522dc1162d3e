"""The exporter interface. Nothing is published before `end_clip`; `out` may be a staging folder."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from simulator.annotations.wanted import NO_LABELS, LabelKind
from simulator.frame import Clip, Frame, PublishedClip, RunInfo

__all__ = ["Exporter", "PublishedClip", "RunInfo"]


class Exporter(ABC):
    """Writes one format. Life: open, then a clip at a time begin/write.../end or abort; later, once, finalize."""

    def check(self, info: RunInfo) -> None:  # noqa: B027 (most exporters have nothing to check)
        """Called before a run writes anything. Raises ConfigError where the settings do not fit the run."""

    def wants(self) -> frozenset[LabelKind]:
        """Labels that are made only where they are wanted; none unless an exporter says so."""
        return NO_LABELS

    @abstractmethod
    def open(self, out: Path, info: RunInfo) -> None:
        """Where to write (this exporter's own root folder) and for which run."""

    @abstractmethod
    def begin_clip(self, clip: Clip) -> None:
        """A clip starts."""

    @abstractmethod
    def write(self, frame: Frame) -> None:
        """One frame, in order."""

    @abstractmethod
    def end_clip(self, measures: Mapping[str, Any]) -> tuple[str, ...]:
        """The clip is complete. Returns all files written for it, relative to `out`, sorted."""

    @abstractmethod
    def abort_clip(self) -> None:
        """The clip is dropped: removes what was written for it."""

    def read_by_finalize(self, clip: PublishedClip) -> Sequence[str]:
        """Those of a published clip's files that `finalize` reads; a dataset in a bucket has it see only these.

        All of them, unless an exporter says less.
        """
        return clip.files

    @abstractmethod
    def finalize(self, root: Path, info: RunInfo, clips: Sequence[PublishedClip]) -> tuple[str, ...]:
        """Writes what spans clips (ImageSets, COCO JSON) in (clip, frame) order; idempotent. Returns those files."""
