"""Where the time of a shard goes: seconds by stage."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Literal, TypeVar

Item = TypeVar("Item")

Stage = Literal["start_up", "simulate", "render", "read", "write", "wait", "gate", "publish"]
"""start_up: building what makes clips. simulate: drawing, physics and the acceptance test, all attempts. render: rays,
sensors and labels; read: frames of a store instead. write: encoding and writing, beside the others in a thread of its
own. wait: for that thread. gate: checks of what was written. publish: hashes, flushing, moving into place."""


class StageClock:
    """Adds up seconds by stage. Threads may share it as long as no two are in the same stage at once."""

    def __init__(self) -> None:
        self._seconds: dict[Stage, float] = {}

    @property
    def seconds(self) -> dict[Stage, float]:
        """What has been added up so far."""
        return dict(self._seconds)

    @contextmanager
    def stage(self, name: Stage) -> Iterator[None]:
        """What happens inside belongs to a stage."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self._seconds[name] = self._seconds.get(name, 0.0) + time.perf_counter() - began

    def each(self, name: Stage, items: Iterable[Item]) -> Iterator[Item]:
        """The items, one by one; the making of each belongs to a stage, what is done with them does not."""
        source = iter(items)
        while True:
            with self.stage(name):
                try:
                    item = next(source)
                except StopIteration:
                    return
            yield item
