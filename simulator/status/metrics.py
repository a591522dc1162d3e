"""What the records of single shards say: time, memory, machines, and what differs between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from simulator.layout import SHARD_METRICS
from simulator.number_ranges import number_ranges

COMPARED = ("device", "gpu", "gpu_architecture", "driver", "processor", "system")
"""Facts of the machine that are compared; its name and the number of its cores are expected to differ."""

PRESENT_SHARDS = 2.0
"""A process counts as at work while its last shard is no older than so many of its longest; chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The work of one device of one host. seconds: of all its processes together."""

    host: str
    device: str
    processes: int
    shards: int
    frames: int
    seconds_s: float
    memory_peak_bytes: int
    gpu_peak_bytes: int | None

    @property
    def fps(self) -> float:
        """Of one process."""
        return self.frames / self.seconds_s if self.seconds_s else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What the processes make together that are at work, or were last: frames per second. newest: when the last shard
    ended.
    """

    fps: float
    processes: int
    newest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """shards: with a record. unmeasured: published ones without. differing: by name of the fact its values, each with
    the shards that were made so, as ranges.
    """

    shards: int
    unmeasured: tuple[int, ...]
    tries: int
    stages_s: Mapping[str, float]
    seconds_s: float
    places: tuple[Place, ...]
    pace: Pace | None
    differing: Mapping[str, Mapping[str, str]]


def read_measured(out: Path, config_hash: str, published: Iterable[int]) -> Measured:
    """Reads the record of every published shard once; what is damaged or of another run counts as not there."""
    tally = _Tally()
    there = {path.stem for path in (out / SHARD_METRICS).glob("*.json")}
    for shard in published:
        name = f"{shard:06d}"
        record = _read(out / SHARD_METRICS / f"{name}.json", config_hash) if name in there else None
        if record is None:
            tally.unmeasured.append(shard)
        else:
            tally.add(record)
    return tally.measured()


class _Tally:
    """Adds up records."""

    def __init__(self) -> None:
        self.unmeasured: list[int] = []
        self._tries = 0
        self._stages_s: defaultdict[str, float] = defaultdict(float)
        self._processes: dict[tuple[str, str, int], _Process] = {}
        self._made_on: defaultdict[bytes, list[int]] = defaultdict(list)

    def add(self, record: _Record) -> None:
        """The record of one more shard."""
        self._tries += record.tries
        for stage, spent_s in record.stages_s.items():
            self._stages_s[stage] += spent_s
        self._processes.setdefault(record.process, _Process()).add(record)
        self._made_on[record.made_on].append(record.shard)

    def measured(self) -> Measured:
        """What was added up."""
        processes = self._processes
        by_place: defaultdict[tuple[str, str], list[_Process]] = defaultdict(list)
        for (host, device, _), process in processes.items():
            by_place[host, device].append(process)
        return Measured(
            shards=sum(process.shards for process in processes.values()),
            unmeasured=tuple(self.unmeasured),
            tries=self._tries,
            stages_s=dict(self._stages_s),
            seconds_s=sum(process.seconds_s for process in processes.values()),
            places=tuple(_place(host, device, of) for (host, device), of in sorted(by_place.items())),
            pace=_pace(list(processes.values())),
            differing=_differing(self._made_on),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    """What is read of a shard's record. process: its host, device and id. made_on: JSON of what may differ."""

    shard: int
    tries: int
    frames: int
    seconds_s: float
    stages_s: Mapping[str, float]
    ended: datetime
    process: tuple[str, str, int]
    peak_bytes: int
    gpu_peak_bytes: int | None
    made_on: bytes

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> _Record:
        """Raises KeyError, TypeError, ValueError or AttributeError where something lacks or is of another kind."""
        machine, memory = told["machine"], told["memory"]
        gpu_peak = memory.get("gpu_peak_bytes")
        return cls(
            shard=int(told["shard"]),
            tries=int(told["tries"]),
            frames=int(told["frames"]),
            seconds_s=float(told["seconds"]),
            stages_s={stage: float(spent_s) for stage, spent_s in told["stages_s"].items()},
            ended=datetime.fromisoformat(told["ended"]).astimezone(UTC),
            process=(str(machine["host"]), str(machine["device"]), int(told["pid"])),
            peak_bytes=int(memory["peak_bytes"]),
            gpu_peak_bytes=None if gpu_peak is None else int(gpu_peak),
            made_on=orjson.dumps([machine, dict(told["versions"]), dict(told["kernels"])]),
        )


class _Process:
    """The work of one process."""

    def __init__(self) -> None:
        self.shards = self.frames = self.memory_peak_bytes = 0
        self.gpu_peak_bytes: int | None = None
        self.seconds_s = self.longest_s = 0.0
        self.newest = datetime.min.replace(tzinfo=UTC)

    def add(self, record: _Record) -> None:
        self.shards += 1
        self.frames += record.frames
        self.seconds_s += record.seconds_s
        self.longest_s = max(self.longest_s, record.seconds_s)
        self.memory_peak_bytes = max(self.memory_peak_bytes, record.peak_bytes)
        if record.gpu_peak_bytes is not None:
            self.gpu_peak_bytes = max(self.gpu_peak_bytes or 0, record.gpu_peak_bytes)
        self.newest = max(self.newest, record.ended)


def _place(host: str, device: str, processes: list[_Process]) -> Place:
    gpu_peaks = [process.gpu_peak_bytes for process in processes if process.gpu_peak_bytes is not None]
    return Place(
        host=host,
        device=device,
        processes=len(processes),
        shards=sum(process.shards for process in processes),
        frames=sum(process.frames for process in processes),
        seconds_s=sum(process.seconds_s for process in processes),
        memory_peak_bytes=max(process.memory_peak_bytes for process in processes),
        gpu_peak_bytes=max(gpu_peaks, default=None),
    )


def _pace(processes: list[_Process]) -> Pace | None:
    """The processes whose last shard is not much older than the newest of all; None where no frame was made."""
    if not processes:
        return None
    newest = max(process.newest for process in processes)
    present = [
        process
        for process in processes
        if (newest - process.newest).total_seconds() <= PRESENT_SHARDS * process.longest_s
    ]
    speed = sum(process.frames / process.seconds_s for process in present if process.seconds_s)
    return Pace(fps=speed, processes=len(present), newest=newest.isoformat(timespec="milliseconds")) if speed else None


def _differing(made_on: Mapping[bytes, list[int]]) -> dict[str, dict[str, str]]:
    """Facts that are not the same for all shards that tell them."""
    shards: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for key, made in made_on.items():
        machine, versions, kernels = orjson.loads(key)
        facts = {name: machine[name] for name in COMPARED if name in machine}
        facts |= {f"version of {name}": value for name, value in versions.items()}
        facts |= {f"kernels of {name}": value for name, value in kernels.items()}
        for name, value in facts.items():
            shards[name][str(value)] += made
    return {
        name: {value: number_ranges(made) for value, made in by_value.items()}
        for name, by_value in shards.items()
        if len(by_value) > 1
    }


def _read(path: Path, config_hash: str) -> _Record | None:
    """A record of this run, None for one that is not or is damaged."""
    try:
        told = orjson.loads(path.read_bytes())
        return _Record.of(told) if told["config_hash"] == config_hash else None
    except (OSError, KeyError, TypeError, ValueError, AttributeError):
        return None
