"""Processes on this machine: serial in this one, or a pool."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulator.executors.base import Event, Executor, Work
from simulator.executors.pool import Pool
from simulator.executors.seating import seats
from simulator.plan import Shard


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalExecutor(Executor):
    """`workers` processes, by default one a core or a GPU; with one, everything happens in the calling process."""

    def run(self, plan: Sequence[Shard], work: Work) -> Iterator[Event]:
        """Serial in shard order with one worker, else as the processes finish."""
        places = seats(self.workers, self.device, len(plan))
        if len(places) <= 1:
            for shard in plan:
                yield from work(shard)
            return
        yield from Pool(work, places, self.tries).run(plan)
