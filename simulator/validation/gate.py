"""The gate of `generate`: the structural checks of one clip on its staged files, before they are published."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from scenes.ontology import CLASSES
from simulator.validation.decoding import Decoded, problem_of
from simulator.validation.findings import Damaged, Findings
from simulator.validation.formats import recognised
from simulator.validation.formats.base import FormatFolder
from simulator.validation.record_checks import check_frame, frames_file, has_form
from simulator.validation.stored import Dataset, Json, RecordedFrame

Known = dict[tuple[int, int], Decoded]
"""Files by device and inode: exporters share pictures by hard links."""


def check_staged(folder: Path, clip: Json, exporters: Mapping[str, Json]) -> tuple[str, ...]:
    """What is structurally wrong with a clip's files, a line each; none where it may be published.

    Every listed file is there and whole; the record's states have their form; formats with checks of their own are
    read by their rules and compared with the states. Points, hashes and what formats say of each other are left to
    `swerve validate`: they cost more than a frame should. folder: of the shard. clip: its entry in the manifest.
    exporters: their options by name.
    """
    findings, dataset = Findings(), StagedClip(folder)
    known: Known = {}
    decoded = {name: _decoded(folder / name, clip["files"][name], name, known, findings) for name in exporters}
    _decoded(folder, clip["files"]["record"], "", known, findings)
    classes = {entry.id: entry.name for entry in CLASSES}
    columns = {entry.name: dataclasses.asdict(entry) for entry in CLASSES}
    kinds = [
        recognised(
            FormatFolder(
                dataset=dataset,
                name=name,
                files=frozenset(clip["files"][name]),
                options=options,
                classes=classes,
                columns=columns,
                decoded=decoded[name],
            )
        )
        for name, options in exporters.items()
    ]
    for frame in dataset.states(clip, findings):
        if not has_form(frame, findings):
            continue
        check_frame(frame, frozenset(classes), findings)
        for kind in kinds:
            if kind is not None:
                try:
                    kind[1].check_files(frame, findings)
                except Damaged as fault:
                    findings.damaged(fault)
    return tuple(
        f"{check}: {finding.file}: {finding.reason}"
        for check in findings.counts("error")
        for finding in findings.kept("error", check)
    )


class StagedClip(Dataset):
    """A folder in which a shard is being made: it has no run.json yet, and points are not read."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def states(self, clip: Json, findings: Findings) -> Iterator[RecordedFrame]:
        """The states of a clip's frames."""
        count = 0
        try:
            for state in self.lines(frames_file(clip)):
                count += 1
                yield RecordedFrame(clip=clip, state=state, points={})
        except Damaged as fault:
            findings.damaged(fault)
        if count != len(clip["frame_numbers"]):
            findings.error("record.frames", frames_file(clip), f"{count} states of {len(clip['frame_numbers'])} frames")


def _decoded(root: Path, files: list[str], name: str, known: Known, findings: Findings) -> dict[str, Decoded]:
    """Every file read once, however many names it has among the clip's."""
    found: dict[str, Decoded] = {}
    for file in files:
        told = f"{name}/{file}" if name else file
        try:
            status = os.stat(root / file)
            key = (status.st_dev, status.st_ino)
            if key not in known:
                problem, picture = problem_of(file, (root / file).read_bytes())
                known[key] = Decoded(size_bytes=status.st_size, sha256="", problem=problem, picture=picture)
        except OSError as fault:
            findings.damaged(Damaged(told, f"cannot be read ({fault.strerror})", check="files.missing"))
            continue
        found[file] = known[key]
        if known[key].problem:
            findings.damaged(Damaged(told, known[key].problem))
    return found
