"""What most exporters are: files of one clip at a time below a root folder, listed at its end or taken back."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from exporters.base import Exporter, RunInfo
from exporters.files import ClipFiles
from simulator.frame import Clip


@dataclass(kw_only=True)
class ClipExporter(Exporter):
    """Keeps the clip that is being written, and its files."""

    _out: Path = field(default=Path(), init=False, repr=False)
    _clip: Clip | None = field(default=None, init=False, repr=False)
    _files: ClipFiles = field(default_factory=lambda: ClipFiles(Path()), init=False, repr=False)

    def open(self, out: Path, info: RunInfo) -> None:
        """See Exporter. The run tells nothing that a clip's files need."""
        self._out = out
        self._clip = None

    def begin_clip(self, clip: Clip) -> None:
        """See Exporter."""
        self._clip = clip
        self._files = ClipFiles(self._out)

    def abort_clip(self) -> None:
        """See Exporter."""
        self._files.remove()
        self._clip = None

    def _current(self) -> Clip:
        """The clip that is being written. Raises RuntimeError where none has begun."""
        if self._clip is None:
            raise RuntimeError("no clip has begun")
        return self._clip

    def _closed(self) -> tuple[str, ...]:
        """The files of the clip, which is complete."""
        self._clip = None
        return self._files.listed()
