"""The executor interface: shards in, events out. Executors know clips only as numbers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from scenes.errors import ConfigError
from simulator.plan import Shard


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipBegun:
    """A worker begins a clip, perhaps once more: frames of it that were told before do not count."""

    clip: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameDone:
    """One frame of a clip has been written to staging."""

    clip: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipFaulted:
    """A fault met a clip, which is tried again as long as `tries` allow. trace: the traceback, for --debug."""

    clip: int
    problem: str
    trace: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardDone:
    """A shard has been published (problem is None), or could not be, and why.

    failed_clips: clips that were given up and recorded as failures. hopeless: the run cannot go on (a full disk, a
    missing device, a faulty exporter); passing: it may later, or on another machine. trace: the traceback, for --debug.
    """

    shard: int
    failed_clips: int = 0
    problem: str | None = None
    hopeless: bool = False
    passing: bool = False
    trace: str = ""


DEFAULT_TRIES = 2
"""How often a clip is begun that faults; chosen: a second fault is no coincidence."""

Event = ClipBegun | FrameDone | ClipFaulted | ShardDone
Work = Callable[[Shard], Generator[Event, None, None]]
"""Makes and publishes one shard; its last event is a ShardDone. Picklable; closing it removes its staging."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Executor(ABC):
    """Runs the shards of a plan somewhere. clips_per_shard belongs to the plan, and never depends on the workers.

    workers: None for as many as there is room for. tries: how often a clip is begun that faults, or whose process dies,
    before it is recorded as failed. device: that the clips are rendered on, of which a worker may get its own.
    """

    workers: int | None = None
    clips_per_shard: int = 1
    tries: int = DEFAULT_TRIES
    device: str = "cpu"

    SHARES_OUT: ClassVar[bool] = False
    """Whether other processes of the same run write to the dataset at the same time, as elements of a job array do."""

    def __post_init__(self) -> None:
        for name in ("workers", "tries"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise ConfigError(f"executor.{name}", f"got {value}, allowed: an integer of 1 or more")

    def share(self, plan: Sequence[Shard]) -> Sequence[Shard]:
        """The shards of a plan that this process is to make: all, unless others make the rest."""
        return plan

    @abstractmethod
    def run(self, plan: Sequence[Shard], work: Work) -> Iterator[Event]:
        """Yields events as they happen, one ShardDone a shard in any order. Closing it ends all processes."""
