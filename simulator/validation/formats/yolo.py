"""YOLO: lists of pictures, labels of each, and boxes around what the record says is visible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

from simulator.validation.findings import Findings
from simulator.validation.formats.base import CameraTruth, FormatChecks, FormatFolder
from simulator.validation.stored import Json, RecordedFrame, text_of
from simulator.validation.yolo_reader import YoloData, YoloFormatError, YoloRow, read_data, read_list, read_rows

MARKERS = ("data.yaml", "labels", "images")

ROUNDED = 2e-6
"""Of an edge, as a share of the picture."""

OUTLINE_PX = 1.0
"""Outlines may be this far inside the box; chosen: parts are joined and holes filled."""


def open_folder(folder: FormatFolder) -> FormatChecks:
    """The checks of one folder."""
    return YoloChecks(folder)


class YoloChecks(FormatChecks):
    """Reads the lists at once and each picture's rows with its frame."""

    def __init__(self, folder: FormatFolder) -> None:
        self._folder = folder
        self._root = folder.dataset.root / folder.name
        self._data: YoloData | None = None
        self._mapping: Json = {}
        self._listed: frozenset[str] = frozenset()
        self._met: set[str] = set()
        self._several = False

    def check_whole(self, clips: list[Json], findings: Findings) -> None:
        """data.yaml, classes of the ontology; every picture in exactly one list, with a label file."""
        self._mapping = self._folder.dataset.object(self._folder.path("mapping.json"))
        for name, kind in self._mapping.get("classes", {}).items():
            if name not in self._folder.columns:
                reason = f"maps '{name}' to {text_of(kind)}: no class of the ontology"
                findings.error("yolo.mapping", self._folder.path("mapping.json"), reason)
        self._data = self._guarded(findings, read_data, self._root)
        if self._data is None:
            return
        lists = [self._guarded(findings, read_list, self._root, file) for file in self._data.lists.values()]
        if any(names is None for names in lists):
            return
        count = Counter(name for names in lists for name in names)
        pictures = {file for file in self._folder.files if file.startswith("images/")}
        file = self._folder.path(self._data.lists["val"])
        for name in sorted({*count, *pictures}):
            if count[name] != 1 or name not in pictures:
                where = "which is no file" if name not in pictures else "expected once in all"
                findings.error("yolo.splits", file, f"{name} is listed {count[name]} times, {where}")
        self._check_clips(clips, dict(zip(self._data.lists.values(), lists, strict=True)), findings)
        labels = {file for file in self._folder.files if file.startswith("labels/")}
        due = {_label_of(name) for name in pictures}
        for name in sorted(due ^ labels):
            reason = "is missing: every picture has labels" if name in due else "is of no picture"
            findings.error("yolo.complete", self._folder.path(name), reason)
        self._listed = frozenset(pictures)
        self._several = any(name.count("/") > 1 for name in pictures)

    def check_frame(self, frame: RecordedFrame, findings: Findings) -> list[CameraTruth]:
        """The rows of every camera's picture, against the views."""
        cameras = list(self._folder.options.get("cameras") or frame.state["views"])
        if self._data is None:
            return []
        for camera in cameras if self._several else cameras[:1]:
            name = f"images/{camera}/" if self._several else "images/"
            picture = f"{name}{frame.number:06d}.png"
            decoded = self._folder.decoded.get(picture)
            if (
                camera not in frame.state["sensors"]
                or picture not in self._listed
                or _label_of(picture) not in self._folder.files
            ):
                continue
            self._met.add(picture)
            outlines = self._folder.options.get("task") == "segment"
            rows = self._guarded(findings, self._rows, _label_of(picture), outlines)
            if rows is not None and decoded is not None and decoded.picture is not None:
                self._check_rows(frame, camera, picture, rows, decoded.picture.size_px, findings)
        return []

    def check_end(self, findings: Findings) -> None:
        """Every picture was of a frame."""
        for name in sorted(self._listed - self._met):
            if _label_of(name) in self._folder.files:
                findings.error("yolo.complete", self._folder.path(name), "is of no frame of the record")

    def _rows(self, file: str, outlines: bool) -> list[YoloRow]:
        assert self._data is not None
        return read_rows(self._root, file, self._data, outlines=outlines)

    def _check_clips(self, clips: list[Json], lists: dict[str, list[str]], findings: Findings) -> None:
        clip_of = {f"{number:06d}": clip["clip"] for clip in clips for number in clip["frame_numbers"]}
        own = {file: {clip_of.get(name[-10:-4], -1) for name in names} for file, names in lists.items()}
        first, second = own.values()
        shared = first & second - {-1}
        if shared:
            file = self._folder.path(list(own)[-1])
            findings.error("yolo.splits", file, f"shares the clips {sorted(shared)} with the other: splits are by clip")

    def _check_rows(
        self,
        frame: RecordedFrame,
        camera: str,
        picture: str,
        rows: list[YoloRow],
        size_px: tuple[int, int],
        findings: Findings,
    ) -> None:
        """Rows stand in the order of the instances that are due."""
        assert self._data is not None
        file, things = self._folder.path(_label_of(picture)), frame.things_of(camera)
        least_px = self._folder.options.get("min_visible_px", 1)
        due, known = [], set(self._data.names.values())
        for number, view in sorted(frame.views(camera).items()):
            name = self._folder.classes.get(things[number]["semantic"]) if number in things else None
            kind = self._mapping.get("classes", {}).get(name or "")
            if kind in known and view["visible_px"] >= max(1, least_px) and view.get("modal_box"):
                due.append((number, kind, view["modal_box"]))
        if len(rows) != len(due):
            findings.error("yolo.labels_agree", file, f"has {len(rows)} rows, the record {len(due)} things that show")
            return
        is_outline = self._folder.options.get("task") == "segment"
        for line, (row, (number, kind, box)) in enumerate(zip(rows, due, strict=True), 1):
            width, height = size_px
            edges = np.array([box[0] / width, box[1] / height, (box[2] + 1) / width, (box[3] + 1) / height])
            slack = np.array([OUTLINE_PX / width, OUTLINE_PX / height] * 2) if is_outline else ROUNDED
            fault = ""
            if self._data.names[row.number] != kind:
                fault = f"is a {self._data.names[row.number]}, the record says {kind}"
            elif np.any(np.abs(edges - row.box) > slack):
                fault = (
                    f"its box {np.round(row.box, 4).tolist()} is not around what is visible, {edges.round(4).tolist()}"
                )
            if fault:
                findings.error("yolo.labels_agree", file, f"line {line}, instance {number}: {fault}")

    def _guarded(self, findings: Findings, read: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return read(*arguments)
        except YoloFormatError as fault:
            where = "" if fault.line is None else f"line {fault.line}: "
            findings.error("yolo.format", self._folder.path(fault.file), f"{where}expected {fault.expected}")
        return None


def _label_of(picture: str) -> str:
    """Where Ultralytics looks for the labels of a picture."""
    return f"labels/{picture.removeprefix('images/').rpartition('.')[0]}.txt"
