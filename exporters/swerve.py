"""Our own store: everything that frames hold, exactly and compactly; `swerve export` makes any other format from it.

See `simulator.store` for its files and for how to read them with and without this program.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from exporters.base import Exporter, PublishedClip, RunInfo
from exporters.files import ClipFiles, replace_file
from exporters.split import split_clips
from simulator.annotations.wanted import ALL_LABELS, LabelKind
from simulator.frame import Clip, Frame
from simulator.store.frames import FrameWriter, clip_folder, clip_path, encode_clip, frame_path
from simulator.store.index import INDEX_FILE, StoredClips, StoreIndex


@dataclass(kw_only=True)
class SwerveExporter(Exporter):
    """labels: those to keep of the ones that cost time to make (`simulator.annotations.wanted`)."""

    labels: tuple[LabelKind, ...] = tuple(sorted(ALL_LABELS))
    _out: Path = field(default=Path(), init=False, repr=False)
    _clip: Clip | None = field(default=None, init=False, repr=False)
    _files: ClipFiles = field(default_factory=lambda: ClipFiles(Path()), init=False, repr=False)
    _writer: FrameWriter = field(default_factory=FrameWriter, init=False, repr=False)

    def wants(self) -> frozenset[LabelKind]:
        """See Exporter."""
        return frozenset(self.labels)

    def open(self, out: Path, info: RunInfo) -> None:
        """See Exporter."""
        self._out = out

    def begin_clip(self, clip: Clip) -> None:
        """See Exporter."""
        self._clip = clip
        self._files = ClipFiles(self._out)
        self._writer = FrameWriter()

    def write(self, frame: Frame) -> None:
        """Writes the frame's pictures and its archive."""
        encoded = self._writer.encode(frame)
        for path, image in encoded.pictures.items():
            self._files.write_picture(f"{clip_folder(frame.clip)}/{path}", frame, image)
        self._files.write(frame_path(frame.clip, frame.index), encoded.archive)

    def end_clip(self, measures: Mapping[str, Any]) -> tuple[str, ...]:
        """See Exporter."""
        if self._clip is None:
            raise RuntimeError("no clip has begun")
        self._files.write(clip_path(self._clip.index), encode_clip(self._clip, measures))
        return self._files.listed()

    def abort_clip(self) -> None:
        """See Exporter."""
        self._files.remove()

    def finalize(self, root: Path, info: RunInfo, clips: Sequence[PublishedClip]) -> tuple[str, ...]:
        """Writes what the store holds."""
        frames = {entry.clip: len(entry.frame_numbers) for entry in sorted(clips, key=lambda entry: entry.clip)}
        index = StoreIndex(
            clips=StoredClips(frames=frames, val=split_clips(frames, info.val_share).val),
            labels=tuple(sorted(self.labels)),
            seed=info.seed,
            fps=info.fps,
            version=info.version,
        )
        return (replace_file(root, INDEX_FILE, index.json()),)
