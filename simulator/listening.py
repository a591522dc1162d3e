"""What a run tells those who listen to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simulator.executors.base import Event
from simulator.plan import Shard


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The run has been checked and is about to start. shards: to be made now; published_frames: an earlier run made.

    kernels: whether the machine has no compiled kernels yet, so that the first frame waits for the compiler.
    damaged_kernels: modules of compiled kernels that were damaged, so that they are compiled again.
    """

    shards: tuple[Shard, ...]
    frames_per_clip: int
    published_frames: int
    kernels: bool
    damaged_kernels: tuple[str, ...] = ()

    @property
    def frames(self) -> int:
        """To be made now, where no clip ends early."""
        return sum(len(shard.clips) for shard in self.shards) * self.frames_per_clip


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLost:
    """The run's log cannot be written any more; the run goes on."""

    problem: str


Listener = Callable[[Event | Planned | LogLost], None]
"""Hears of the plan, and of every frame and shard as it happens."""
