"""KITTI tracking and MOTS: sequences that any known reader takes, and tracks and masks that the record has as well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.validation.findings import Damaged, Findings
from simulator.validation.formats.base import CameraTruth, FormatChecks, FormatFolder
from simulator.validation.formats.kitti_cloud import cloud_fault, mount_fault
from simulator.validation.formats.kitti_rows import Sight, is_due, row_fault, sights
from simulator.validation.formats.strict import StrictChecks, object_calib
from simulator.validation.geometry import Float64, rotation
from simulator.validation.kitti_reader import Calib, Label
from simulator.validation.kitti_tracking_reader import (
    MOTS_IDS,
    MOTS_IGNORED,
    MotsRow,
    TrackRow,
    read_calib,
    read_labels,
    read_mask,
    read_mots,
    read_oxts,
    read_seqmaps,
)
from simulator.validation.oxts import oxts_poses
from simulator.validation.stored import Json, RecordedFrame

MARKERS = ("training/label_02", "training/calib", "training/oxts")

MOTS_TYPES = {1: "Car", 2: "Pedestrian"}

CARRIED_M = 0.2
"""How far a track may be from its recorded place once the row was carried from the frame before by oxts. Chosen: a
body's rise and pitch, which a believed mount turns, stay below it."""

CARRIED_SHARE = 0.01
"""Of a thing's distance, on top: a believed calibration may be a degree off, and the ego turns between frames."""


def open_folder(folder: FormatFolder) -> FormatChecks:
    """The checks of one folder."""
    return TrackingChecks(folder)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Sequence:
    """What stands in a sequence's own files; None where they are refused. notes: by the frame's number in the run."""

    clip: int
    name: str
    size: tuple[int, int]
    notes: Mapping[int, Json]
    rows: Mapping[int, list[TrackRow]] | None
    calib: Calib | None
    imu: Float64 | None
    mots: list[list[MotsRow]] | None
    ids: Mapping[int, int]


class TrackingChecks(StrictChecks):
    """A sequence is read when its clip begins, its pictures and clouds frame by frame."""

    kind = "kitti_tracking"

    def __init__(self, folder: FormatFolder) -> None:
        super().__init__(folder)
        self._training = self._root / "training"
        self._mapping: Json = {}
        self._sequence: _Sequence | None = None
        self._clip = -1
        self._carried: tuple[int, Float64] | None = None

    def check_whole(self, clips: list[Json], findings: Findings) -> None:
        """mapping.json, and the maps of sequences: those of the record, with all their frames."""
        self._mapping = self._check_mapping(findings)
        lengths = {f"{clip['clip']:04d}": len(self._metadata(clip)["frames"]) for clip in clips}
        for benchmark, less in (("tracking", 0), ("mots", 1)):
            if benchmark == "mots" and not self._has("training/instances"):
                continue
            maps = self._guarded("sets", findings, read_seqmaps, self._training, benchmark)
            due = {name: length - less for name, length in lengths.items() if length}
            if maps is not None and maps["training"] != due:
                file = self._folder.path(f"training/evaluate_{benchmark}.seqmap.training")
                wrong = sorted(name for name in due | maps["training"] if due.get(name) != maps["training"].get(name))
                findings.error("kitti_tracking.sets", file, f"has not the record's sequences and frames: {wrong}")

    def check_frame(self, frame: RecordedFrame, findings: Findings) -> list[CameraTruth]:
        """Rows, cloud and masks of a frame."""
        if frame.clip["clip"] != self._clip:
            self._clip, self._carried = frame.clip["clip"], None
            self._sequence = self._guarded("format", findings, self._opened, frame, findings)
        note = None if self._sequence is None else self._sequence.notes.get(frame.number)
        if self._sequence is None or note is None:
            return []
        sequence, camera = self._sequence, self._camera(frame)
        expected = sights(frame, camera, self._mapping, self._folder.classes)
        rows = None if sequence.rows is None else sequence.rows.get(note["frame"], [])
        if rows is not None and sequence.calib is not None:
            self._check_rows(sequence, rows, note, dict(expected), findings)
            self._check_tracks(frame, camera, sequence, rows, note, expected, findings)
        if sequence.calib is not None:
            self._check_sensors(frame, camera, sequence, note, findings)
        if sequence.mots is None or rows is None:
            return []
        ids = self._guarded("mots", findings, self._masks, sequence, note, rows, expected, findings)
        if ids is None:
            return []
        file = f"training/instances/{sequence.name}/{note['frame']:06d}.png"
        seen = frozenset(np.unique(ids).tolist()) - {0}
        return [CameraTruth(camera=camera, file=self._folder.path(file), ids=ids, labelled=seen)]

    def _opened(self, frame: RecordedFrame, findings: Findings) -> _Sequence | None:
        name = f"{frame.clip['clip']:04d}"
        told = self._metadata(frame.clip)
        length = len(told["frames"])
        gone = {entry["frame_of_run"] for entry in told["frames"]} ^ set(frame.clip["frame_numbers"])
        if len(gone) != len(told["left_out"]):
            file = self._folder.path(f"metadata/clip-{frame.clip['clip']:06d}.json")
            raise Damaged(file, f"does not account for the frames {sorted(gone)}", check="kitti_tracking.complete")
        if not length:
            return None
        places = [f"training/image_02/{name}"]
        places += [p for p in (f"training/image_03/{name}", f"training/velodyne/{name}") if self._has(p)]
        has_masks = self._has("training/instances")
        places += [f"training/instances/{name}"] if has_masks else []
        for place in places:
            ending = ".bin" if "velodyne" in place else ".png"
            if not self._check_numbered(place, ending, length, 6, findings):
                return None
        size = self._size_px(f"training/image_02/{name}/000000.png")
        text, training = f"{name}.txt", self._training
        labels = self._guarded("format", findings, read_labels, training / "label_02" / text, size, length)
        calib = self._guarded("format", findings, read_calib, training / "calib" / text)
        oxts = self._guarded("format", findings, read_oxts, training / "oxts" / text, length)
        mots = None
        if has_masks:
            mots = self._guarded("mots", findings, read_mots, training / "instances_txt" / text, size, length)
        rows: dict[int, list[TrackRow]] = {}
        for row in () if labels is None else labels[0]:
            rows.setdefault(row.frame, []).append(row)
        return _Sequence(
            clip=frame.clip["clip"],
            name=name,
            size=size,
            notes={entry["frame_of_run"]: entry for entry in told["frames"]},
            rows=None if labels is None else rows,
            calib=None if calib is None else object_calib(calib),
            imu=None if oxts is None else oxts_poses(oxts),
            mots=mots,
            ids={int(code): track for code, track in told.get("mots_instances", {}).items()},
        )

    def _check_rows(
        self, sequence: _Sequence, rows: list[TrackRow], note: Json, expected: dict[int, Sight], findings: Findings
    ) -> None:
        """Every row is a recorded sight, and every sight that is due has its row."""
        file = self._folder.path(f"training/label_02/{sequence.name}.txt")
        place, notes = f"frame {note['frame']}", {entry["track"]: entry for entry in note["objects"]}
        rules, calib = self._mapping.get("label_rules", {}), sequence.calib
        assert calib is not None
        for row in rows:
            own, sight = notes.get(row.track), expected.pop(row.track, None)
            if own is None:
                fault = "metadata says nothing of it"
            else:
                fault = row_fault(_label(row, own), own, sight, calib, self._mapping)
                level = sum(own["truncation"] > share for share in rules.get("truncated_shares", ()))
                if not fault and row.truncated != level:
                    fault = f"truncated {row.truncated}, its share {own['truncation']:.2f} says {level}"
            if fault:
                findings.error("kitti_tracking.labels_agree", file, f"{place}, track {row.track}: {fault}")
        for track, sight in expected.items():
            if is_due(sight, rules):
                reason = f"{place}: lacks a row of {sight.kind}, track {track}, of which {sight.visible_px} px show"
                findings.error("kitti_tracking.labels_agree", file, reason)

    def _check_tracks(
        self,
        frame: RecordedFrame,
        camera: str,
        sequence: _Sequence,
        rows: list[TrackRow],
        note: Json,
        expected: Mapping[int, Sight],
        findings: Findings,
    ) -> None:
        """Nothing teleports: rows that oxts carries on from the frame before lie where the record moved the things."""
        if sequence.imu is None or sequence.calib is None:
            return
        rect = np.asarray(sequence.imu[note["frame"]] @ np.linalg.inv(_imu_to_rect(sequence.calib)))
        world = np.asarray(_recorded(frame, camera) @ _shift(sequence.calib.camera_from_rect_m()))
        if self._carried is not None:
            before, align = self._carried
            for row in rows if before + 1 == note["frame"] else ():
                sight = expected.get(row.track)
                if sight is None:
                    continue
                place_m = (align @ rect @ [*row.location_m, 1.0])[:3]
                error_m = float(np.linalg.norm(place_m - sight.box["T_world_box"][:3]))
                if error_m > CARRIED_M + CARRIED_SHARE * float(np.linalg.norm(row.location_m)):
                    file = self._folder.path(f"training/label_02/{sequence.name}.txt")
                    reason = f"carried on by oxts it is {error_m:.2f} m from where the record has it"
                    place = f"frame {note['frame']}, track {row.track}"
                    findings.error("kitti_tracking.tracks", file, f"{place}: {reason}")
        self._carried = note["frame"], np.asarray(world @ np.linalg.inv(rect))

    def _check_sensors(
        self, frame: RecordedFrame, camera: str, sequence: _Sequence, note: Json, findings: Findings
    ) -> None:
        """Mounts as recorded, and the same points."""
        scanned = [sensor for sensor, arrays in frame.points.items() if {"deskewed_m", "offset_ns"} <= set(arrays)]
        lidar = self._folder.options.get("lidar") or next(iter(scanned), "")
        if lidar not in scanned or not self._has("training/velodyne") or sequence.calib is None:
            return
        if note["frame"] == 0:
            fault = mount_fault(frame, camera, lidar, sequence.calib)
            if fault:
                file = self._folder.path(f"training/calib/{sequence.name}.txt")
                findings.error("kitti_tracking.calib_agrees", file, fault)
        cloud = f"training/velodyne/{sequence.name}/{note['frame']:06d}.bin"
        fault = self._guarded("format", findings, cloud_fault, frame, lidar, self._root / cloud)
        if fault:
            findings.error("kitti_tracking.cloud_agrees", self._folder.path(cloud), fault)

    def _masks(
        self,
        sequence: _Sequence,
        note: Json,
        rows: list[TrackRow],
        expected: Mapping[int, Sight],
        findings: Findings,
    ) -> NDArray[np.uint16]:
        """(H, W) tracks; ids are of rows of their class, and show as much as the record says."""
        file = f"training/instances/{sequence.name}/{note['frame']:06d}.png"
        assert sequence.mots is not None
        codes = read_mask(self._root / file, sequence.size, sequence.mots[note["frame"]])
        types = {row.track: row.type for row in rows}
        counts = {int(code): int(n) for code, n in zip(*np.unique(codes, return_counts=True), strict=True)}
        track_of = np.zeros(int(codes.max(initial=0)) + 1, np.uint16)
        for code in sorted(set(counts) - {0, MOTS_IGNORED}):
            track, kind = sequence.ids.get(code), MOTS_TYPES[code // MOTS_IDS]
            if track is None or types.get(track) != kind:
                fault = f"has {code}, which is no {kind} of the labels: track {track}"
            elif track in expected and counts[code] != expected[track].visible_px:
                fault = f"has {counts[code]} px of track {track}, the record {expected[track].visible_px}"
            else:
                track_of[code] = track
                continue
            findings.error("kitti_tracking.mots", self._folder.path(file), fault)
        shown = {sequence.ids.get(code) for code in counts}
        for track in sorted(track for track, kind in types.items() if kind in MOTS_TYPES.values()):
            if track not in shown and track in expected and expected[track].visible_px:
                findings.error("kitti_tracking.mots", self._folder.path(file), f"has no pixel of track {track}")
        return np.asarray(track_of[codes])

    def _camera(self, frame: RecordedFrame) -> str:
        return self._folder.options.get("camera") or next(iter(frame.state["views"]), "")


def _label(row: TrackRow, note: Json) -> Label:
    """A row as one of the object benchmark, with the exact share for the level."""
    return Label(
        type=row.type,
        truncation=note["truncation"],
        occluded=row.occluded,
        alpha_rad=row.alpha_rad,
        bbox=row.bbox,
        size_m=row.size_hwl_m,
        location_m=row.location_m,
        rotation_y_rad=row.rotation_y_rad,
    )


def _imu_to_rect(calib: Calib) -> Float64:
    imu = np.eye(4)
    imu[:3] = calib.matrices["Tr_imu_to_velo"]
    return np.asarray(calib.velo_to_rect() @ imu)


def _shift(offset_m: Float64) -> Float64:
    matrix = np.eye(4)
    matrix[:3, 3] = offset_m
    return matrix


def _recorded(frame: RecordedFrame, camera: str) -> Float64:
    """(4, 4) pose of the camera in the world."""
    pose = frame.state["sensors"][camera]["T_world_sensor"]
    matrix = np.eye(4)
    matrix[:3, :3], matrix[:3, 3] = rotation(pose[3:]), pose[:3]
    return matrix
