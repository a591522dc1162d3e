"""Frames are written while the next ones are made."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Generic, Self, TypeVar

from simulator.stage_clock import StageClock

Item = TypeVar("Item")

WAITING = 2
"""Chosen: one is written, one waits, one is made; more would only hold memory where writing is the slower part."""


class WriteBehind(Generic[Item]):
    """Hands items to `write` in a thread of its own, in order; a context, at whose end all of them are written.

    `put` waits while WAITING items are not yet begun. What `write` raises is raised by the next `put` or at the end;
    items after it are dropped. An exception inside the context drops what waits. clock: gets the time of writing, and
    of waiting for it.
    """

    def __init__(self, write: Callable[[Item], None], clock: StageClock | None = None) -> None:
        self._write = write
        self._clock = clock or StageClock()
        self._waiting: queue.Queue[Item | None] = queue.Queue(maxsize=WAITING)
        self._fault: BaseException | None = None
        self._dropping = False
        self._thread = threading.Thread(target=self._work, name="write-behind", daemon=True)

    def put(self, item: Item) -> None:
        """One more to write."""
        if self._fault is not None:
            raise self._fault
        with self._clock.stage("wait"):
            self._waiting.put(item)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._dropping = fault is not None
        try:
            self._finish()
        except BaseException:
            # Interrupted: nobody may write any more when the clip's files are dropped.
            self._dropping = True
            self._finish()
            raise
        if fault is None and self._fault is not None:
            raise self._fault

    def _finish(self) -> None:
        with self._clock.stage("wait"):
            self._waiting.put(None)
            self._thread.join()

    def _work(self) -> None:
        while (item := self._waiting.get()) is not None:
            if self._fault is None and not self._dropping:
                try:
                    with self._clock.stage("write"):
                        self._write(item)
                except BaseException as fault:  # whatever it is, the thread that waits is told
                    self._fault = fault
