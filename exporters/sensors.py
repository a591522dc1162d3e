"""Everything that a rig measured, as plain files: no dataset's conventions, nothing left out.

clip_000000/calibration.json          kind, pose on the ego, lens of every sensor that has a reading in the clip
clip_000000/ego.csv                   the ego's true pose and velocity at every frame
clip_000000/<sensor>/times.csv        file by file: true time, the sensor's own stamp, arrival, frame
clip_000000/<camera>/000000.png       and, where its chain keeps them, .raw.png (16 bits), .hdr.npy (H, W, 3) cd/m2
clip_000000/<lidar>/000000.npz        a named array a field of the reading, one value a point
clip_000000/<radar>/000000.pcd, .npz  nuScenes' 18 fields; and all fields with their truth
clip_000000/<other>/samples.csv       IMU, GNSS, odometry: a line a sample, names with units
"""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from exporters.base import PublishedClip, RunInfo
from exporters.clip_exporter import ClipExporter
from exporters.png import grey16_png
from exporters.radar_pcd import radar_pcd
from exporters.sensor_choice import check_named
from scenes.clock import Stamp
from scenes.json_codec import encode
from simulator.frame import CameraReading, Clip, Frame, LidarReading, RadarReading, Reading

_JSON = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
_IDENTITY = frozenset({"name", "time_ns", "T_ego_sensor", "T_world_sensor"})
_AXES = "xyz"

Row = dict[str, Any]


@dataclass(kw_only=True)
class SensorsExporter(ClipExporter):
    """Writes readings and the sweeps between them in order of time. sensors: names; empty: all of the rig."""

    sensors: tuple[str, ...] = ()
    _folder: str = field(default="", init=False, repr=False)
    _times: dict[str, list[Row]] = field(default_factory=dict, init=False, repr=False)
    _samples: dict[str, list[Row]] = field(default_factory=dict, init=False, repr=False)
    _calibration: dict[str, Row] = field(default_factory=dict, init=False, repr=False)
    _ego: list[Row] = field(default_factory=list, init=False, repr=False)

    def check(self, info: RunInfo) -> None:
        """Raises UnknownName for a sensor that the rig has not."""
        check_named("sensors", self.sensors, info.sensors)

    def begin_clip(self, clip: Clip) -> None:
        """See Exporter."""
        super().begin_clip(clip)
        self._folder = f"clip_{clip.index:06d}"
        self._times, self._samples, self._calibration, self._ego = {}, {}, {}, []

    def write(self, frame: Frame) -> None:
        """Writes the frame's readings, each sensor's sweeps before its own."""
        self._ego.append(_ego_row(frame))
        for name in [*frame.sweeps, *(name for name in frame.readings if name not in frame.sweeps)]:
            if self.sensors and name not in self.sensors:
                continue
            stamps = frame.sweep_stamps.get(name, ())
            for place, sweep in enumerate(frame.sweeps.get(name, ())):
                self._add(frame, sweep, stamps[place] if place < len(stamps) else None)
            if name in frame.readings:
                self._add(frame, frame.readings[name], frame.stamps.get(name))

    def end_clip(self, measures: Mapping[str, Any]) -> tuple[str, ...]:
        """See Exporter."""
        self._files.write(f"{self._folder}/calibration.json", orjson.dumps(self._calibration, option=_JSON))
        self._files.write(f"{self._folder}/ego.csv", _csv(self._ego))
        for name, rows in self._times.items():
            self._files.write(f"{self._folder}/{name}/times.csv", _csv(rows))
        for name, rows in self._samples.items():
            self._files.write(f"{self._folder}/{name}/samples.csv", _csv(rows))
        return self._closed()

    def read_by_finalize(self, clip: PublishedClip) -> Sequence[str]:
        """See Exporter."""
        return ()

    def finalize(self, root: Path, info: RunInfo, clips: Sequence[PublishedClip]) -> tuple[str, ...]:
        """Nothing spans clips."""
        return ()

    def _add(self, frame: Frame, reading: Reading, stamp: Stamp | None) -> None:
        """One reading: its files, or its line."""
        self._calibration.setdefault(reading.name, _calibration(frame, reading))
        stamp = stamp or Stamp(time_ns=reading.time_ns, stamp_ns=reading.time_ns, arrival_ns=reading.time_ns)
        times = {**dataclasses.asdict(stamp), "frame": frame.number}
        files = _files_of(reading)
        if not files and not isinstance(reading, CameraReading):
            self._samples.setdefault(reading.name, []).append({**times, **_values(reading)})
            return
        rows = self._times.setdefault(reading.name, [])
        if isinstance(reading, CameraReading):
            self._files.write_picture(f"{self._folder}/{reading.name}/{len(rows):06d}.png", frame, reading.image)
        for suffix, data in files.items():
            self._files.write(f"{self._folder}/{reading.name}/{len(rows):06d}.{suffix}", data)
        rows.append({"file": f"{len(rows):06d}", **times})


def _files_of(reading: Reading) -> dict[str, bytes]:
    """Contents by suffix; nothing of a single sample."""
    if isinstance(reading, CameraReading):
        return _camera_files(reading)
    if isinstance(reading, RadarReading):
        return {"pcd": radar_pcd(reading.points), "npz": _arrays(reading)}
    return {"npz": _arrays(reading)} if isinstance(reading, LidarReading) else {}


def _camera_files(reading: CameraReading) -> dict[str, bytes]:
    """What a camera keeps beside its picture."""
    files: dict[str, bytes] = {}
    if reading.raw is not None:
        files["raw.png"] = grey16_png(reading.raw)
    if reading.hdr is not None:
        memory = io.BytesIO()
        np.save(memory, reading.hdr)
        files["hdr.npy"] = memory.getvalue()
    return files


def _arrays(reading: Reading) -> bytes:
    """An .npz file of a reading's arrays by field. Its members have no dates: equal readings are equal bytes."""
    fields = ((entry.name, getattr(reading, entry.name)) for entry in dataclasses.fields(reading))
    arrays: dict[str, Any] = {name: value for name, value in fields if isinstance(value, np.ndarray)}
    memory = io.BytesIO()
    np.savez_compressed(memory, **arrays)
    return memory.getvalue()


def _values(reading: Reading) -> Row:
    """A sample's fields by name; vectors as three, by axis."""
    row: Row = {}
    for entry in dataclasses.fields(reading):
        value = getattr(reading, entry.name)
        if entry.name in _IDENTITY:
            continue
        if isinstance(value, tuple):
            row |= {f"{entry.name}_{axis}": part for axis, part in zip(_AXES, value, strict=True)}
        else:
            row[entry.name] = value
    return row


def _calibration(frame: Frame, reading: Reading) -> Row:
    """T_ego_sensor: 4x4 row by row, as the rig's files state it; true_T_ego_sensor where that is not the truth."""
    kind = type(reading).__name__.removesuffix("Reading").lower()
    stated = frame.calibration(reading)
    entry: Row = {"kind": kind, "T_ego_sensor": stated.matrix().tolist()}
    if stated != reading.T_ego_sensor:
        entry["true_T_ego_sensor"] = reading.T_ego_sensor.matrix().tolist()
    if isinstance(reading, CameraReading):
        entry |= {"lens": encode(reading.lens), "readout_s": reading.readout_s, "size_px": list(reading.size_px)}
    return entry


def _ego_row(frame: Frame) -> Row:
    place, rotation = frame.T_world_ego.translation_m, frame.T_world_ego.rotation_xyzw
    parts: tuple[tuple[str, Iterable[float]], ...] = (
        ("x_m y_m z_m", place),
        ("qx qy qz qw", rotation),
        ("vx_mps vy_mps vz_mps", frame.ego_velocity_mps),
        ("wx_radps wy_radps wz_radps", frame.ego_spin_radps),
    )
    row: Row = {"time_ns": frame.time_ns, "frame": frame.number}
    for names, values in parts:
        row |= dict(zip(names.split(), values, strict=True))
    return row


def _csv(rows: Sequence[Row]) -> bytes:
    """A header and a line a row; floats as Python writes them, which gives them back exactly."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
