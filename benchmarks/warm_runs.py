"""Processes that stay, as a pool's workers do: what they have loaded for one run is there for the next one."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Self
from unittest import mock

from simulator import generate, load_config
from simulator.resources import THREAD_VARIABLES


class WarmProcess:
    """A process of its own that makes datasets, one after the other, and drops them. A context.

    threads: that it may use; numpy's libraries read them when they are loaded, hence before it starts.
    """

    def __init__(self, threads: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        with mock.patch.dict(os.environ, dict.fromkeys(THREAD_VARIABLES, str(threads))):
            self._process.start()
        theirs.close()

    def begin(self, overrides: Sequence[str]) -> None:
        """Has the dataset of these overrides made."""
        self._pipe.send(tuple(overrides))

    def frames(self) -> int:
        """Waits for the dataset; how many frames it has. Raises RuntimeError where the process died."""
        try:
            made: int = self._pipe.recv()
        except EOFError:
            raise RuntimeError("a process of the benchmark has died; its message stands above") from None
        return made

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pipe.close()
        self._process.terminate()
        self._process.join()


def together(processes: Sequence[WarmProcess], overrides: Sequence[str]) -> tuple[float, int]:
    """Seconds until each of the processes has made the dataset, all at the same time, and the frames of all."""
    start = time.perf_counter()
    for process in processes:
        process.begin(overrides)
    frames = sum(process.frames() for process in processes)
    return time.perf_counter() - start, frames


def _serve(pipe: Connection) -> None:
    while True:
        try:
            overrides = pipe.recv()
        except EOFError:
            return
        with tempfile.TemporaryDirectory() as folder:
            summary = generate(load_config([*overrides, "workers=1", f"out={Path(folder) / 'set'}"]))
        pipe.send(summary.frames)
