"""What becomes of a shard on which its worker died: tried again, then again without the clip that kills."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from simulator.executors.base import ClipFaulted, Event, ShardDone
from simulator.plan import Shard

MACHINE_TRIES = 5
"""How often a clip is begun whose machine is lost; chosen: spot machines go often, and seldom because of a clip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """again: the shard as it is to be tried next, None: not any more. event: what is told of the death, if anything."""

    again: Shard | None
    event: Event | None


class Deaths:
    """Counts deaths by shard and clip. tries: of a clip on which workers die, and of a shard that begins none."""

    def __init__(self, tries: int) -> None:
        self._tries = tries
        self._of_workers: Counter[tuple[int, int | None]] = Counter()
        self._of_machines: Counter[tuple[int, int | None]] = Counter()

    def of_worker(self, shard: Shard, clip: int | None, told: str, trace: str = "") -> Verdict:
        """A worker died on a shard. clip: that it had begun last, None: none. told: how it died."""
        return _judged(self._of_workers, self._tries, shard, clip, told, trace)

    def of_machine(self, shard: Shard, clip: int | None, told: str, trace: str = "") -> Verdict:
        """The same where the worker's whole machine was lost, for which a clip is seldom to blame."""
        return _judged(self._of_machines, max(self._tries, MACHINE_TRIES), shard, clip, told, trace)


def _judged(
    deaths: Counter[tuple[int, int | None]], tries: int, shard: Shard, clip: int | None, told: str, trace: str
) -> Verdict:
    deaths[shard.index, clip] += 1
    hopeless = deaths[shard.index, clip] >= tries
    if clip is None:
        problem = f"{told}, {tries} times before its first clip"
        if hopeless:
            return Verdict(again=None, event=ShardDone(shard=shard.index, problem=problem, trace=trace))
        return Verdict(again=shard, event=None)
    faulted = ClipFaulted(clip=clip, problem=told, trace=trace)
    if not hopeless:
        return Verdict(again=shard, event=faulted)
    given_up = {**shard.given_up, clip: f"{told} (tried {tries} times)"}
    return Verdict(again=replace(shard, given_up=given_up), event=faulted)
