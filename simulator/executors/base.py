"""The executor interface: shards in, events out. Executors know clips only as numbers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass

from simulator.plan import Shard


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameDone:
    """One frame of a clip has been written to staging."""

    clip: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardDone:
    """A shard has been published (problem is None), or could not be, and why.

    failed_clips: clips that were given up and recorded as failures. hopeless: the run cannot go on (a full disk, a
    missing device). trace: the traceback, for --debug.
    """

    shard: int
    failed_clips: int = 0
    problem: str | None = None
    hopeless: bool = False
    trace: str = ""


Event = FrameDone | ShardDone
Work = Callable[[Shard], Generator[Event, None, None]]
"""Makes and publishes one shard; its last event is a ShardDone. Picklable; closing it removes its staging."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Executor(ABC):
    """Runs the shards of a plan somewhere. clips_per_shard belongs to the plan, and never depends on the workers."""

    workers: int = 1
    clips_per_shard: int = 1

    @abstractmethod
    def run(self, plan: Sequence[Shard], work: Work) -> Iterator[Event]:
        """Yields events as they happen, one ShardDone a shard in any order. Closing it ends all processes."""
