"""Processes that are fed shard by shard. A clip on which they die is given up, the others of its shard are made."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from simulator.ending import undisturbed
from simulator.executors.base import ClipBegun, Event, ShardDone, Work
from simulator.executors.deaths import Deaths
from simulator.plan import Shard

_PR_SET_PDEATHSIG = 1
"""From <linux/prctl.h>."""

_GRACE_S = 5.0
"""Time that processes get together to remove their staging before they are killed; chosen: rmtree of one shard takes
well below, and the program's own end comes later."""


@dataclass(slots=True)
class _Seat:
    """A worker process, its place in the pool, the pipe to it, its shard and the clip of it that was begun last."""

    place: int
    process: SpawnProcess
    pipe: Connection
    shard: Shard
    clip: int | None = None


class Pool:
    """Processes that call `work`. tries: of a clip whose process dies, and of a shard that begins none.

    places: the environment variables of each process; who replaces a dead one gets its place.
    """

    def __init__(self, work: Work, places: Sequence[Mapping[str, str]], tries: int) -> None:
        self._work = work
        self._places = tuple(places)
        self._waiting: deque[Shard] = deque()
        self._seats: list[_Seat] = []
        self._deaths = Deaths(tries)

    def run(self, plan: Sequence[Shard]) -> Iterator[Event]:
        """Feeds shards to processes as they become free; closing it ends them."""
        self._waiting.extend(plan)
        try:
            while self._waiting or self._seats:
                while self._waiting and len(self._seats) < len(self._places):
                    self._seats.append(self._hire(self._waiting.popleft()))
                ready = wait([seat.pipe for seat in self._seats])
                for seat in [s for s in self._seats if s.pipe in ready]:
                    yield from self._heard(seat)
        finally:
            _dismiss(self._seats)

    def _hire(self, shard: Shard) -> _Seat:
        place = min(set(range(len(self._places))) - {seat.place for seat in self._seats})
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._work), daemon=True)
        with _environment(self._places[place]), undisturbed(), _born_deaf_to_ctrl_c():
            process.start()
        theirs.close()
        # A process that dies at once has closed its end; the death is met where its events are read.
        with contextlib.suppress(BrokenPipeError):
            ours.send(shard)
        return _Seat(place, process, ours, shard)

    def _heard(self, seat: _Seat) -> Iterator[Event]:
        event = _received(seat)
        if event is None:
            self._seats.remove(seat)
            yield from self._bury(seat)
            return
        if isinstance(event, ClipBegun):
            seat.clip = event.clip
        yield event
        if isinstance(event, ShardDone) and not self._next(seat):
            self._seats.remove(seat)

    def _bury(self, seat: _Seat) -> Iterator[Event]:
        """What becomes of the shard of a dead process: tried again, then again without the clip that kills."""
        told = f"the worker process died ({_cause(seat)}; signal 9 often means that memory ran out)"
        verdict = self._deaths.of_worker(seat.shard, seat.clip, told)
        if verdict.again is not None:
            self._waiting.appendleft(verdict.again)
        if verdict.event is not None:
            yield verdict.event

    def _next(self, seat: _Seat) -> bool:
        """Gives the seat the next shard, or sends its process home; False: it has gone."""
        if self._waiting:
            seat.shard, seat.clip = self._waiting.popleft(), None
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
    except (EOFError, OSError):  # also in the middle of an event
        seat.pipe.close()
        seat.process.join(_GRACE_S)
        return None
    return event


def _cause(seat: _Seat) -> str:
    code = seat.process.exitcode
    return f"killed by signal {-code}" if code is not None and code < 0 else f"exit status {code}"


def _dismiss(seats: Sequence[_Seat]) -> None:
    """Ends processes that still work: asked first, so that they remove their staging, then killed."""
    for seat in seats:
        seat.process.terminate()
    until_s = time.monotonic() + _GRACE_S
    for seat in seats:
        seat.process.join(max(0.0, until_s - time.monotonic()))
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
def _born_deaf_to_ctrl_c() -> Iterator[None]:
    """For a process that starts, which inherits the mask: Ctrl-C, which reaches it, too, finds it among its imports."""
    resource_tracker.ensure_running()  # started by the process it would lift the mask
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """While a process starts, which inherits them: numpy and CUDA read theirs when they are loaded."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
