"""Runs all checks over a dataset: its files, its record, its formats, and what these say of each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.validation.agreement import by_camera, check_agreement, check_flow, check_formats, merged
from simulator.validation.balance import Balance
from simulator.validation.findings import Damaged, Findings
from simulator.validation.formats import recognised
from simulator.validation.formats.base import CameraTruth, FormatChecks, FormatFolder
from simulator.validation.geometry import Float64
from simulator.validation.listing import Inventory, check_listing
from simulator.validation.motion_checks import Tracks
from simulator.validation.pictures import check_pictures
from simulator.validation.point_checks import carried, check_points
from simulator.validation.record_checks import check_frame, check_numbers, has_form
from simulator.validation.stored import CLIPS, RUN_FILE, Dataset, Json, RecordedFrame

ONTOLOGY = "record/ontology.json"


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Report:
    """What was looked at and what was found. formats: by folder, the format whose checks it went through, or None."""

    root: Path
    findings: Findings
    clips: int
    frames: int
    files: int
    formats: Mapping[str, str | None]
    quarantined: tuple[int, ...]
    balance: Mapping[str, Any]

    @property
    def is_valid(self) -> bool:
        """No error was found."""
        return not self.findings.counts("error")

    def json(self) -> Json:
        """The whole report."""
        return {
            "valid": self.is_valid,
            "clips": self.clips,
            "frames": self.frames,
            "files": self.files,
            "formats": dict(self.formats),
            "quarantined_clips": list(self.quarantined),
            "errors": self.findings.json("error"),
            "warnings": self.findings.json("warning"),
            **self.balance,
        }


def validate(root: Path) -> Report:
    """Checks a dataset. Raises OutputError where the folder is none; everything else is told in the report."""
    dataset, findings = Dataset(root), Findings()
    inventory = check_listing(dataset, findings)
    check_pictures(inventory, findings)
    classes, columns = _ontology(dataset, findings)
    entries = _entries(dataset, findings)
    clips = [entry for entry in entries if "files" in entry]
    run = _run(dataset, findings)
    formats: dict[str, tuple[str, FormatChecks] | None] = {}
    for name, options in run.get("config", {}).get("exporter", {}).items():
        formats[name] = recognised(_folder(dataset, name, options, classes, columns, inventory))
    balance = Balance(classes)
    pass_ = _Pass(dataset, findings, [kind[1] for kind in formats.values() if kind is not None], classes, balance)
    pass_.all(clips)
    return Report(
        root=root,
        findings=findings,
        clips=len(clips),
        frames=balance.frames,
        files=len(inventory.files),
        formats={name: None if kind is None else kind[0] for name, kind in formats.items()},
        quarantined=tuple(int(entry["clip"]) for entry in entries if "quarantined" in entry),
        balance=balance.json(),
    )


class _Pass:
    """One pass over all frames, in (clip, frame) order."""

    def __init__(
        self,
        dataset: Dataset,
        findings: Findings,
        formats: list[FormatChecks],
        classes: dict[int, str],
        balance: Balance,
    ) -> None:
        self._dataset, self._findings, self._formats = dataset, findings, formats
        self._classes, self._balance = classes, balance
        self._whole = True
        self._waiting: tuple[RecordedFrame, list[CameraTruth]] | None = None

    def all(self, clips: list[Json]) -> None:
        for checks in self._formats:
            self._guarded(checks.check_whole, clips, self._findings)
        for clip in clips:
            whole = self._guarded(self._clip, clip) is not None
            self._whole = self._whole and whole
        for checks in self._formats if self._whole else ():
            self._guarded(checks.check_end, self._findings)

    def _clip(self, clip: Json) -> bool:
        """True, or Damaged where the clip's record cannot be read to its end."""
        scene = self._dataset.object(f"record/scenes/{clip['clip']:06d}.json")
        tracks, numbers = Tracks(clip, scene, self._findings), []
        self._waiting = None
        for frame in self._dataset.frames(clip):
            numbers.append(frame.state.get("number"))
            if not has_form(frame, self._findings):
                self._waiting, self._whole = None, False
                continue
            check_frame(frame, frozenset(self._classes), self._findings)
            clouds = carried(frame)
            check_points(frame, clouds, self._classes, self._findings)
            tracks.add(frame)
            self._balance.add(frame)
            self._compare(frame, clouds)
        check_numbers(clip, numbers, self._findings)
        return True

    def _compare(self, frame: RecordedFrame, clouds: Mapping[str, Float64]) -> None:
        """All formats' files of a frame, then what they say of the same pixels."""
        truths: list[CameraTruth] = []
        for checks in self._formats:
            truths += self._guarded(checks.check_frame, frame, self._findings) or []
        if self._waiting is not None:
            before, known = self._waiting
            for truth in known:
                check_flow(before, frame.state, truth, self._findings)
        check_formats(frame, truths, self._findings)
        together = by_camera(merged(truths))
        for truth in together:
            check_agreement(frame, truth, clouds, self._classes, self._findings)
        self._waiting = (frame, [truth for truth in together if truth.flow_px is not None])

    def _guarded(self, check: Any, *arguments: Any) -> Any:
        """A check, whose reading of a damaged file becomes a finding and nothing else."""
        try:
            return check(*arguments)
        except Damaged as fault:
            self._findings.damaged(fault)
        return None


def _entries(dataset: Dataset, findings: Findings) -> list[Json]:
    """Lines of clips.jsonl that can be used: with a clip's number, frames and files, or a reason why not."""
    try:
        entries = list(dataset.lines(CLIPS))
    except Damaged as fault:
        findings.damaged(fault)
        return []
    whole = []
    for number, entry in enumerate(entries, 1):
        made = isinstance(entry.get("frame_numbers"), list) and isinstance(entry.get("files"), dict)
        if isinstance(entry.get("clip"), int) and (made or "reason" in entry):
            whole.append(entry)
        else:
            findings.error("record.schema", CLIPS, f"line {number} is neither a made clip nor one that was given up")
    return whole


def _run(dataset: Dataset, findings: Findings) -> Json:
    try:
        return dataset.object(RUN_FILE)
    except Damaged as fault:
        findings.damaged(fault)
        return {}


def _ontology(dataset: Dataset, findings: Findings) -> tuple[dict[int, str], dict[str, Json]]:
    """Names of classes by id, and the whole table by name; both empty where the file cannot be read."""
    try:
        entries = dataset.object(ONTOLOGY)["classes"]
        return {int(e["id"]): str(e["name"]) for e in entries}, {str(e["name"]): e for e in entries}
    except Damaged as fault:
        findings.damaged(fault)
    except (KeyError, TypeError) as fault:
        findings.error("record.schema", ONTOLOGY, f"is no table of classes ({type(fault).__name__}: {fault})")
    return {}, {}


def _folder(
    dataset: Dataset,
    name: str,
    options: Json,
    classes: Mapping[int, str],
    columns: Mapping[str, Json],
    inventory: Inventory,
) -> FormatFolder:
    own = {file.removeprefix(f"{name}/"): file for file in inventory.files if file.startswith(f"{name}/")}
    return FormatFolder(
        dataset=dataset,
        name=name,
        files=frozenset(own),
        options=options,
        classes=classes,
        columns=columns,
        decoded={short: inventory.decoded[file] for short, file in own.items()},
    )
