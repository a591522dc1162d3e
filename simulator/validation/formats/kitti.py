"""KITTI object: files that any known reader takes, and rows, clouds and calibration that say what the record says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simulator.validation.findings import Damaged, Findings
from simulator.validation.formats.base import CameraTruth, FormatChecks, FormatFolder
from simulator.validation.formats.kitti_cloud import cloud_fault, mount_fault
from simulator.validation.formats.kitti_rows import is_due, projection_fault, row_fault, sights
from simulator.validation.kitti_reader import (
    Calib,
    KittiFormatError,
    Label,
    read_calib,
    read_depth,
    read_image_sets,
    read_label,
    read_png,
)
from simulator.validation.stored import Json, RecordedFrame, text_of

MARKERS = ("training/label_2", "training/calib", "training/image_2")

POINT_BYTES = 16
"""x, y, z and reflectance as float32."""


def open_folder(folder: FormatFolder) -> FormatChecks:
    """The checks of one folder."""
    return KittiChecks(folder)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Read:
    camera: str
    calib: Calib
    labels: tuple[Label, ...]
    size: tuple[int, int]


class KittiChecks(FormatChecks):
    """Reads every frame that the record has, strictly, and compares it with the record."""

    def __init__(self, folder: FormatFolder) -> None:
        self._folder = folder
        self._training = folder.dataset.root / folder.name / "training"
        self._mapping = _configured(folder)
        self._notes: Mapping[int, Json] = {}
        self._clip = -1

    def check_whole(self, clips: list[Json], findings: Findings) -> None:
        """mapping.json knows the ontology's classes; ImageSets list frames of the record, a clip in one set alone."""
        mapping = self._folder.path("mapping.json")
        self._mapping = self._folder.dataset.object(mapping)
        for name, kind in self._mapping.get("classes", {}).items():
            if name not in self._folder.columns:
                findings.error("kitti.mapping", mapping, f"maps '{name}' to {text_of(kind)}: no class of the ontology")
        try:
            sets = read_image_sets(self._training.parent)
        except KittiFormatError as fault:
            self._tell(fault, "kitti.sets", findings)
            return
        clip_of = {f"{number:06d}": clip["clip"] for clip in clips for number in clip["frame_numbers"]}
        for part in ("train", "val"):
            foreign = [name for name in sets[part] if name not in clip_of]
            if foreign:
                reason = f"lists {text_of(foreign)}, frames that the record has not"
                findings.error("kitti.sets", self._folder.path(f"ImageSets/{part}.txt"), reason)
        train, val = ({clip_of[name] for name in sets[part] if name in clip_of} for part in ("train", "val"))
        shared = train & val
        if shared:
            reason = f"shares the clips {sorted(shared)} with train: splits are by clip"
            findings.error("kitti.sets", self._folder.path("ImageSets/val.txt"), reason)

    def check_files(self, frame: RecordedFrame, findings: Findings) -> None:
        """Label, calibration and picture, by the devkit's rules; rows against the states."""
        self._guarded(self._read, frame, findings)

    def check_frame(self, frame: RecordedFrame, findings: Findings) -> list[CameraTruth]:
        """All of the frame's files; what one of them lacks leaves the others' checks alone."""
        read = self._guarded(self._read, frame, findings)
        return [] if read is None else self._guarded(self._compare, frame, findings, read) or []

    def _read(self, frame: RecordedFrame, findings: Findings) -> _Read | None:
        """None for a frame that lost a reading and has no files."""
        note = self._note(frame)
        camera = self._folder.options.get("camera") or next(iter(frame.state["views"]), "")
        if "left_out" in note or camera not in frame.state["sensors"]:
            return None
        name = f"{frame.number:06d}"
        size = _picture_size(self._folder, name)
        self._check_sizes(name, size)
        calib = read_calib(self._training / "calib" / f"{name}.txt")
        labels = self._labels(name, size)
        self._check_rows(frame, camera, labels, calib, note, findings)
        return _Read(camera=camera, calib=calib, labels=labels, size=size)

    def _compare(self, frame: RecordedFrame, findings: Findings, read: _Read) -> list[CameraTruth]:
        """Boxes on pixels, points and mounts against the record, and what depth says for others."""
        name, calib = f"{frame.number:06d}", read.calib
        for number, label in enumerate(read.labels, 1):
            fault = projection_fault(label, calib, read.size)
            if fault:
                findings.error("kitti.box_projects", self._told("label_2", f"{name}.txt"), f"line {number}: {fault}")
        lidar = self._lidar(frame)
        if lidar:
            fault = mount_fault(frame, read.camera, lidar, calib)
            if fault:
                findings.error("kitti.calib_agrees", self._told("calib", f"{name}.txt"), fault)
            fault = cloud_fault(frame, lidar, self._training / "velodyne" / f"{name}.bin")
            if fault:
                findings.error("kitti.cloud_agrees", self._told("velodyne", f"{name}.bin"), fault)
        depth_m = read_depth(self._training / "depth_2" / f"{name}.png") if self._has("depth_2") else None
        K = calib.matrices["P2"][:, :3]
        return [CameraTruth(camera=read.camera, file=self._told("depth_2", f"{name}.png"), depth_m=depth_m, K=K)]

    def _labels(self, name: str, size: tuple[int, int]) -> tuple[Label, ...]:
        file = self._training / "label_2" / f"{name}.txt"
        if file.is_file() and not file.stat().st_size and self._mapping.get("empty_frames") == "leave_out":
            return ()
        return read_label(file, size)[0]

    def _check_rows(
        self,
        frame: RecordedFrame,
        camera: str,
        labels: tuple[Label, ...],
        calib: Calib,
        note: Json,
        findings: Findings,
    ) -> None:
        told = self._told("label_2", f"{frame.number:06d}.txt")
        if len(labels) != len(note["objects"]):
            reason = f"has {len(labels)} objects, metadata/clip-{self._clip:06d}.json {len(note['objects'])}"
            findings.error("kitti.labels_agree", told, reason)
            return
        expected = sights(frame, camera, self._mapping, self._folder.classes)
        for number, (label, entry) in enumerate(zip(labels, note["objects"], strict=True), 1):
            sight = expected.pop(entry["instance"], None)
            fault = row_fault(label, entry, sight, calib, self._mapping)
            if fault:
                findings.error("kitti.labels_agree", told, f"line {number}, instance {entry['instance']}: {fault}")
        for instance, sight in expected.items():
            if is_due(sight, self._mapping.get("label_rules", {})):
                reason = f"lacks a row of {sight.kind}, instance {instance}, of which {sight.visible_px} px show"
                findings.error("kitti.labels_agree", told, reason)

    def _check_sizes(self, name: str, size: tuple[int, int]) -> None:
        """Depth is a whole 16-bit picture of the image's size; clouds are there where any is."""
        depth = f"training/depth_2/{name}.png"
        if self._has("depth_2"):
            decoded = self._folder.decoded.get(depth)
            picture = None if decoded is None else decoded.picture
            fits = picture is not None and (picture.size_px, picture.bits, picture.channels) == (size, 16, 1)
            if not fits:
                raise KittiFormatError(self._training.parent / depth, f"one channel of 16 bits, {size[0]}x{size[1]} px")
        cloud = self._training / "velodyne" / f"{name}.bin"
        if self._has("velodyne") and (not cloud.is_file() or cloud.stat().st_size % POINT_BYTES):
            raise KittiFormatError(cloud, f"a file of {POINT_BYTES} bytes a point")

    def _has(self, folder: str) -> bool:
        return any(file.startswith(f"training/{folder}/") for file in self._folder.files)

    def _lidar(self, frame: RecordedFrame) -> str:
        """The LiDAR whose points are written, empty where there is none or its points are not recorded in full."""
        scanned = [sensor for sensor, arrays in frame.points.items() if {"deskewed_m", "offset_ns"} <= set(arrays)]
        named = self._folder.options.get("lidar") or next(iter(scanned), "")
        return named if named in scanned and self._has("velodyne") else ""

    def _told(self, folder: str, name: str) -> str:
        return self._folder.path(f"training/{folder}/{name}")

    def _guarded(self, check: Callable[..., Any], *arguments: Any) -> Any:
        """A check that ends where a file breaks the format's rules."""
        try:
            return check(*arguments)
        except KittiFormatError as fault:
            self._tell(fault, "kitti.format", arguments[1])
        return None

    def _note(self, frame: RecordedFrame) -> Json:
        if frame.clip["clip"] != self._clip:
            file = self._folder.path(f"metadata/clip-{frame.clip['clip']:06d}.json")
            self._notes = {entry["frame"]: entry for entry in self._folder.dataset.object(file)["frames"]}
            self._clip = frame.clip["clip"]
        if frame.number not in self._notes:
            file = self._folder.path(f"metadata/clip-{self._clip:06d}.json")
            raise Damaged(file, f"says nothing of frame {frame.number}", check="kitti.complete")
        return self._notes[frame.number]

    def _tell(self, fault: KittiFormatError, check: str, findings: Findings) -> None:
        root = self._folder.dataset.root
        where = "" if fault.line is None else f"line {fault.line}: "
        missing = not fault.file.exists()
        file = fault.file.relative_to(root).as_posix()
        findings.damaged(
            Damaged(file, f"{where}expected {fault.expected}", check="kitti.complete" if missing else check)
        )


def _picture_size(folder: FormatFolder, name: str) -> tuple[int, int]:
    """Width and height of a frame's picture, which has been decoded already where it could be."""
    file = f"training/image_2/{name}.png"
    decoded = folder.decoded.get(file)
    if (
        decoded is not None
        and decoded.picture is not None
        and (decoded.picture.channels, decoded.picture.bits) == (3, 8)
    ):
        return decoded.picture.size_px
    image = read_png(folder.dataset.root / folder.path(file), bits=8, colour=2)
    return image.shape[1], image.shape[0]


def _configured(folder: FormatFolder) -> Json:
    """What mapping.json will say, from the run's config: a clip that is being made has none yet."""
    changes = folder.options.get("classes", {})
    things = {name: entry["kitti"] for name, entry in folder.columns.items() if entry["kind"] == "thing"}
    return {
        "classes": {**things, **changes},
        "label_rules": folder.options,
        "empty_frames": folder.options.get("empty_frames"),
    }
