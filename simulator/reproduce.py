"""Makes one frame of a dataset again, without those before it, and compares it with the dataset's."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from scenes.errors import OutputError
from simulator import __version__
from simulator.annotations.wanted import LabelKind
from simulator.clip import SimulatedClip, Tick, simulate_clip
from simulator.clip_comparison import outcome_of
from simulator.differences import BROKEN_ARCHIVE, difference, difference_of_member, differing
from simulator.frame_files import FrameFiles, Neighbours, frame_files
from simulator.layout import JSON_OPTIONS
from simulator.maker import Maker
from simulator.parts import build_exporters, run_info
from simulator.plan import shard_of
from simulator.ports import ExporterPort
from simulator.record import ClipRecorder, frame_state
from simulator.recorded_frames import RecordedFrames, onset_at
from simulator.stand_ins import stand_in, successor
from simulator.survey import told_of


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Kept:
    """A clip of the dataset. root: below which its files lie, of a quarantined clip its own folder."""

    root: Path
    clip: int
    entry: Mapping[str, Any]
    recorded: RecordedFrames


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduction:
    """out: where the frame lies. equal: files that are the dataset's, by exporter or `record`. different: those that
    are not, as `file: how`. uncompared: what could not be compared, as `file: why`.
    """

    out: Path
    equal: Mapping[str, tuple[str, ...]]
    different: tuple[str, ...]
    uncompared: tuple[str, ...]


def kept_clip(maker: Maker, clip: int, index: int) -> Kept:
    """The clip of the dataset that a frame belongs to. Raises OutputError where there is no such frame, and why."""
    told = told_of(maker.dataset, maker.run, clip)
    if told is None:
        shard = shard_of(clip, maker.run["config"])
        raise OutputError(f"{maker.dataset}: clip {clip} has not been made (shard {shard.index} is missing)")
    _, entry = told
    outcome = outcome_of(entry)
    if outcome in ("given up", "faulted"):
        raise OutputError(f"{maker.dataset}: clip {clip} has no frames, it was {outcome}: {entry['reason']}")
    root = maker.dataset / entry["quarantined"]["folder"] if outcome == "quarantined" else maker.dataset
    recorded = RecordedFrames.of(root, clip)
    count = len(entry.get("frame_numbers", recorded.lines))
    if not 0 <= index < count:
        raise OutputError(f"{maker.dataset}: clip {clip} has frames 0 to {count - 1}, got {index}")
    recorded.told(index)
    return Kept(root=root, clip=clip, entry=entry, recorded=recorded)


def reproduce(maker: Maker, kept: Kept, index: int, out: Path) -> Reproduction:
    """Makes the frame and writes its files below `out`, which holds nothing yet.

    Raises AttemptsExhausted where the clip cannot be made any more, InputFileError for a damaged record.
    """
    simulated = simulate_clip(maker.config, kept.clip, maker.parts)
    exporters = build_exporters(maker.config)
    wanted = frozenset[LabelKind]().union(*(exporter.wants() for exporter in exporters.values()))
    tick = next(simulated.ticks(wanted, onset_at(simulated, kept.recorded, index)))
    found = _Findings()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".making-", dir=out) as folder:
        _compare_record(kept, simulated, tick, Path(folder), found)
        (out / "record").mkdir()
        (out / "record/frame.json").write_bytes(orjson.dumps(frame_state(tick), option=JSON_OPTIONS) + b"\n")
        shown = _neighbours(kept, simulated, tick)
        for name in exporters:
            files = frame_files(_Opened(maker, name), Path(folder) / name, shown)
            _compare_files(kept, name, files, found)
            _move(files, out / name)
    return Reproduction(
        out=out,
        equal={owner: tuple(files) for owner, files in found.equal.items()},
        different=tuple(found.different),
        uncompared=tuple(found.uncompared),
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Findings:
    equal: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    different: list[str] = dataclasses.field(default_factory=list)
    uncompared: list[str] = dataclasses.field(default_factory=list)

    def add(self, owner: str, file: str, told: str) -> None:
        """A file that was compared. told: how it differs, empty where it does not."""
        if told:
            self.different.append(f"{file}: {told}")
        else:
            self.equal.setdefault(owner, []).append(file)


@dataclass(frozen=True, eq=False, slots=True)
class _Opened:
    """Opens the exporter of a name, each time a new one."""

    maker: Maker
    name: str

    def __call__(self, folder: Path) -> ExporterPort:
        exporter = build_exporters(self.maker.config)[self.name]
        exporter.open(folder, run_info(self.maker.config, self.name, __version__))
        return exporter


def _neighbours(kept: Kept, simulated: SimulatedClip, tick: Tick) -> Neighbours:
    told = [kept.recorded.told(index) for index in range(tick.frame.index + 1)]
    points = kept.entry.get("measures", {}).get("lidar_points", {})
    measures = dataclasses.asdict(simulated.measures) | {"lidar_points": points}
    return Neighbours(
        clip=simulated.clip,
        measures=measures,
        before=[stand_in(tick.frame, earlier) for earlier in told[:-1]],
        frame=tick.frame,
        after=stand_in(tick.frame, successor(told[-1], simulated.clip.fps)),
    )


def _compare_record(kept: Kept, simulated: SimulatedClip, tick: Tick, folder: Path, found: _Findings) -> None:
    """The clip's scene, the frame's line, and what the record says of its points."""
    with ClipRecorder(folder, simulated.clip) as recorder:
        recorder.write(tick)
    scene, frames, points = recorder.files
    found.add("record", scene, _file_told(kept.root / scene, folder / scene))
    before, now = kept.recorded.lines[tick.frame.index], (folder / frames).read_bytes().rstrip(b"\n")
    line = f"{frames}, line {tick.frame.index + 1}"
    if before == now:
        found.add("record", line, "")
    else:
        told = differing(kept.recorded.told(tick.frame.index), orjson.loads(now))
        found.add("record", line, next(told, "the same values, written otherwise"))
    found.add("record", points, next(_points_told(kept.root / points, folder / points, tick.frame.index), ""))


def _points_told(before: Path, now: Path, index: int) -> Iterator[str]:
    """Where the frame's members of two archives of points differ."""
    try:
        with zipfile.ZipFile(before) as kept, zipfile.ZipFile(now) as made:
            mine = f"/{index:06d}/"
            names = [[name for name in archive.namelist() if mine in name] for archive in (kept, made)]
            yield from (f"{name}: only in one of both" for name in sorted(set(names[0]).symmetric_difference(names[1])))
            for name in names[0]:
                pair = kept.read(name), made.read(name)
                if pair[0] != pair[1]:
                    yield f"{name}: {difference_of_member(name, *pair)}"
    except BROKEN_ARCHIVE as fault:
        yield f"cannot be read ({fault})"


def _compare_files(kept: Kept, owner: str, files: FrameFiles, found: _Findings) -> None:
    if files.problem:
        found.uncompared.append(f"{owner}: the exporter could not write the frame alone ({files.problem})")
    for file in files.own:
        found.add(owner, f"{owner}/{file}", _file_told(kept.root / owner / file, files.root / file))
    found.uncompared.extend(f"{owner}/{file}: other frames of the clip are in it, too" for file in files.shared)


def _file_told(before: Path, now: Path) -> str:
    try:
        return "" if before.read_bytes() == now.read_bytes() else difference(before, now)
    except OSError as fault:
        return f"cannot be read ({fault.strerror})"


def _move(files: FrameFiles, folder: Path) -> None:
    for file in files.own:
        target = folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(files.root / file, target)
