"""WebDataset: one tar a clip, one sample a frame (github.com/webdataset/webdataset, its format's page).

shards/clip-%06d.tar               samples in order; all files of a frame lie beside each other
    %06d.json                      all labels (`exporters.frame_labels`)
    %06d.<camera>.png              the picture
    %06d.<camera>.npz              depth_m (float32), instance (uint16), semantic (uint8)
    %06d.<lidar>.npz               points (N, 4) float32 x, y, z, reflectance; instance, semantic, ring, offset_ns
    %06d.<radar>.npz               points (N, 18) float32 in nuScenes' order; instance, semantic
train.txt, val.txt                 the shards of each split, by clip
mapping.json                       what the format cannot say
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from exporters.base import PublishedClip, RunInfo
from exporters.clip_exporter import ClipExporter
from exporters.files import picture_bytes, replace_file
from exporters.frame_labels import frame_labels
from exporters.sensor_choice import check_named
from exporters.split import split_clips
from scenes.errors import ConfigError
from simulator.annotations.wanted import LabelKind
from simulator.frame import CameraReading, Clip, Frame, LidarReading, RadarReading, Reading
from simulator.store.arrays import ArchiveWriter, archive_bytes

_JSON = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_SORT_KEYS
_MAPPING_JSON = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
_READ_ONLY = 0o444
_KEPT_LABELS: frozenset[LabelKind] = frozenset({"keypoints", "trajectories"})


@dataclass(kw_only=True)
class WebDatasetExporter(ClipExporter):
    """sensors: names of those to write; empty: all cameras, LiDARs and radars of the rig.

    Their names become extensions, so that they may not hold a dot. `check` raises UnknownName and ConfigError.
    """

    sensors: tuple[str, ...] = ()
    _tar: tarfile.TarFile | None = field(default=None, init=False, repr=False)

    def check(self, info: RunInfo) -> None:
        """See Exporter."""
        check_named("sensors", self.sensors, info.sensors)
        for name in self.sensors or info.sensors:
            if "." in name:
                raise ConfigError("sensors", f"'{name}' holds a dot, where WebDataset's readers end a sample's key")

    def wants(self) -> frozenset[LabelKind]:
        """See Exporter."""
        return _KEPT_LABELS

    def begin_clip(self, clip: Clip) -> None:
        """See Exporter."""
        super().begin_clip(clip)
        path = self._files.reserve(_shard(clip.index))
        self._tar = tarfile.open(path, "w", format=tarfile.USTAR_FORMAT)  # noqa: SIM115 (closed with the clip)

    def write(self, frame: Frame) -> None:
        """Adds the frame's sample."""
        key = f"{frame.number:06d}"
        self._add(f"{key}.json", orjson.dumps(frame_labels(frame), default=_in_one_piece, option=_JSON))
        for name, reading in frame.readings.items():
            if self.sensors and name not in self.sensors:
                continue
            for extension, data in _members(frame, reading):
                self._add(f"{key}.{name}.{extension}", data)

    def end_clip(self, measures: Mapping[str, Any]) -> tuple[str, ...]:
        """See Exporter."""
        self._close()
        return self._closed()

    def abort_clip(self) -> None:
        """See Exporter."""
        self._close()
        super().abort_clip()

    def read_by_finalize(self, clip: PublishedClip) -> Sequence[str]:
        """See Exporter."""
        return ()

    def finalize(self, root: Path, info: RunInfo, clips: Sequence[PublishedClip]) -> tuple[str, ...]:
        """Lists the shards of both splits, and says what is lost."""
        split = split_clips((entry.clip for entry in clips), info.val_share)
        written = []
        for name, members in (("train", split.train), ("val", split.val)):
            lines = "".join(f"{_shard(clip)}\n" for clip in members)
            written.append(replace_file(root, f"{name}.txt", lines.encode("ascii")))
        written.append(replace_file(root, "mapping.json", orjson.dumps(_MAPPING, option=_MAPPING_JSON)))
        return tuple(sorted(written))

    def _add(self, name: str, data: bytes) -> None:
        """One member, without a date and an owner: equal contents are equal bytes."""
        assert self._tar is not None
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = len(data), _READ_ONLY
        self._tar.addfile(entry, io.BytesIO(data))

    def _close(self) -> None:
        if self._tar is not None:
            self._tar.close()
        self._tar = None


_MAPPING: Mapping[str, Any] = {
    "format": "WebDataset",
    "classes": "the ontology's own names and ids, record/ontology.json",
    "lost": [
        "sweeps between frames",
        "readings of inertial, satellite and wheel sensors",
        "normals, parts, flow, pixel motion, albedo, lanes and maps",
        "silhouettes of hidden parts; their boxes and counts are there",
    ],
}


def _in_one_piece(value: object) -> NDArray[Any]:
    """An array that is a view with gaps, which orjson does not take as it is."""
    if isinstance(value, np.ndarray):
        return np.ascontiguousarray(value)
    raise TypeError(f"{type(value).__name__} is no JSON")


def _shard(clip: int) -> str:
    return f"shards/clip-{clip:06d}.tar"


def _members(frame: Frame, reading: Reading) -> Iterator[tuple[str, bytes]]:
    """Extensions and contents of a reading's files."""
    if isinstance(reading, CameraReading):
        yield "png", picture_bytes(frame, reading.image)
        arrays: dict[str, NDArray[Any]] = {
            "depth_m": reading.depth_m,
            "instance": reading.instance,
            "semantic": reading.semantic,
        }
        yield "npz", _npz(arrays)
    elif isinstance(reading, LidarReading):
        names = ("points", "instance", "semantic", "ring", "offset_ns")
        yield "npz", _npz({name: getattr(reading, name) for name in names})
    elif isinstance(reading, RadarReading):
        fields = reading.points.dtype.names or ()
        points = np.stack([reading.points[name].astype(np.float32) for name in fields], axis=1)
        yield "npz", _npz({"points": points, "instance": reading.instance, "semantic": reading.semantic})


def _npz(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    def fill(archive: ArchiveWriter) -> None:
        for name, array in arrays.items():
            archive.add_plain(name, array)

    return archive_bytes(fill)
