"""Our own store: everything that frames hold, exactly and compactly; `swerve export` makes any other format from it.

See `simulator.store` for its files and for how to read them with and without this program.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from exporters.base import PublishedClip, RunInfo
from exporters.clip_exporter import ClipExporter
from exporters.files import replace_file
from exporters.split import split_clips
from simulator.annotations.wanted import ALL_LABELS, LabelKind
from simulator.frame import Clip, Frame
from simulator.store.frames import FrameWriter, clip_folder, clip_path, encode_clip, frame_path
from simulator.store.index import INDEX_FILE, StoredClips, StoreIndex


@dataclass(kw_only=True)
class SwerveExporter(ClipExporter):
    """labels: those to keep of the ones that cost time to make (`simulator.annotations.wanted`)."""

    labels: tuple[LabelKind, ...] = tuple(sorted(ALL_LABELS))
    _writer: FrameWriter = field(default_factory=FrameWriter, init=False, repr=False)

    def wants(self) -> frozenset[LabelKind]:
        """See Exporter."""
        return frozenset(self.labels)

    def begin_clip(self, clip: Clip) -> None:
        """See Exporter."""
        super().begin_clip(clip)
        self._writer = FrameWriter()

    def write(self, frame: Frame) -> None:
        """Writes the frame's pictures and its archive."""
        encoded = self._writer.encode(frame)
        for path, image in encoded.pictures.items():
            self._files.write_picture(f"{clip_folder(frame.clip)}/{path}", frame, image)
        self._files.write(frame_path(frame.clip, frame.index), encoded.archive)

    def end_clip(self, measures: Mapping[str, Any]) -> tuple[str, ...]:
        """See Exporter."""
        clip = self._current()
        self._files.write(clip_path(clip.index), encode_clip(clip, measures))
        return self._closed()

    def read_by_finalize(self, clip: PublishedClip) -> Sequence[str]:
        """See Exporter."""
        return ()

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
