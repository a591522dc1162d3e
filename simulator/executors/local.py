"""Processes on this machine: serial in this one, or several that are fed shard by shard."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from scenes.errors import ConfigError
from simulator.executors.base import Event, Executor, ShardDone, Work
from simulator.plan import Shard

THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
TRIES = 2
"""A shard whose process dies (killed for memory, say) is tried once more; chosen: a second death is no coincidence."""

_PR_SET_PDEATHSIG = 1
"""From <linux/prctl.h>."""

_GRACE_S = 5.0
"""Time that a process gets to remove its staging before it is killed; chosen: rmtree of one shard takes well below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalExecutor(Executor):
    """`workers` processes; with one, everything happens in the calling process."""

    def __post_init__(self) -> None:
        if self.workers < 1:
            raise ConfigError("executor.workers", f"got {self.workers}, allowed: an integer of 1 or more")

    def run(self, plan: Sequence[Shard], work: Work) -> Iterator[Event]:
        """Serial in shard order with one worker, else as the processes finish."""
        if self.workers == 1 or len(plan) <= 1:
            for shard in plan:
                yield from work(shard)
            return
        yield from _pooled(plan, work, min(self.workers, len(plan)))


@dataclass(slots=True)
class _Seat:
    """A worker process, the pipe to it and the shard on its desk."""

    process: SpawnProcess
    pipe: Connection
    shard: Shard


def _pooled(plan: Sequence[Shard], work: Work, workers: int) -> Iterator[Event]:
    """Feeds shards to processes as they become free; a shard whose process dies gets a new one, once."""
    waiting = deque(plan)
    tries = dict.fromkeys((shard.index for shard in plan), 0)
    seats: list[_Seat] = []
    try:
        while waiting or seats:
            while waiting and len(seats) < workers:
                shard = waiting.popleft()
                tries[shard.index] += 1
                seats.append(_hire(work, shard, workers))
            ready = wait([seat.pipe for seat in seats])
            for seat in [s for s in seats if s.pipe in ready]:
                event = _received(seat)
                if event is None:
                    seats.remove(seat)
                    if tries[seat.shard.index] < TRIES:
                        waiting.appendleft(seat.shard)
                    else:
                        yield _death(seat)
                    continue
                yield event
                if isinstance(event, ShardDone) and not _next(seat, waiting, tries):
                    seats.remove(seat)
    finally:
        _dismiss(seats)


def _hire(work: Work, shard: Shard, workers: int) -> _Seat:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, work), daemon=True)
    with _thread_share(workers):
        process.start()
    theirs.close()
    # A process that dies at once has closed its end; the death is met where its events are read.
    with contextlib.suppress(BrokenPipeError):
        ours.send(shard)
    return _Seat(process, ours, shard)


def _next(seat: _Seat, waiting: deque[Shard], tries: dict[int, int]) -> bool:
    """Gives the seat the next shard, or sends its process home; False: it has gone."""
    if waiting:
        seat.shard = waiting.popleft()
        tries[seat.shard.index] += 1
        with contextlib.suppress(BrokenPipeError):
            seat.pipe.send(seat.shard)
        return True
    seat.pipe.close()
    seat.process.join(_GRACE_S)
    return False


def _received(seat: _Seat) -> Event | None:
    """The next event of a seat, None when its process has died."""
    try:
        event: Event = seat.pipe.recv()
    except (EOFError, ConnectionResetError):
        seat.pipe.close()
        seat.process.join(_GRACE_S)
        return None
    return event


def _death(seat: _Seat) -> ShardDone:
    code = seat.process.exitcode
    how = f"killed by signal {-code}" if code is not None and code < 0 else f"exit status {code}"
    problem = f"the worker process died {TRIES} times ({how}; signal 9 often means that memory ran out)"
    return ShardDone(shard=seat.shard.index, problem=problem)


def _dismiss(seats: Sequence[_Seat]) -> None:
    """Ends processes that still work: asked first, so that they remove their staging, then killed."""
    for seat in seats:
        seat.process.terminate()
    for seat in seats:
        seat.process.join(_GRACE_S)
        if seat.process.is_alive():
            seat.process.kill()
            seat.process.join()
        seat.pipe.close()


def _serve(pipe: Connection, work: Work) -> None:
    """A worker process: makes the shards that come through the pipe until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    signal.signal(signal.SIGTERM, _leave)
    _follow_parent()
    # EOF or a broken pipe: the parent is gone or has no more work.
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            with contextlib.closing(work(pipe.recv())) as events:
                for event in events:
                    pipe.send(event)


def _follow_parent() -> None:
    """A parent that is killed takes this process along (prctl(2)): it must not publish beside the run that follows."""
    parent = multiprocessing.parent_process()
    if sys.platform == "linux" and parent is not None:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent.pid:
            raise SystemExit(0)


def _leave(_signal: int, _frame: object) -> None:
    raise SystemExit(0)


@contextlib.contextmanager
def _thread_share(workers: int) -> Iterator[None]:
    """While a process starts, the environment gives it its share of the cores; numpy reads it at import."""
    share = str(max(1, (os.cpu_count() or 1) // workers))
    before = {name: os.environ.get(name) for name in THREAD_VARIABLES}
    os.environ.update(dict.fromkeys(THREAD_VARIABLES, share))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
