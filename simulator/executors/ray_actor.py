"""What runs in a Ray actor: makes shards in one thread, and hands their events to the driver in another. Needs Ray."""

from __future__ import annotations

import contextlib
import os
import pickle
import platform
import signal
import threading
import time
import traceback
from dataclasses import dataclass
from queue import SimpleQueue

import ray

from scenes.errors import SwerveError
from simulator.executors.base import ClipBegun, Event, ShardDone, Work
from simulator.executors.outbox import Outbox
from simulator.plan import Shard

CALLS = 3
"""Methods that may run at the same time: `heard`, `leave` and `make`."""

FOLLOW_S = 0.2
"""Between two looks at whether the node's Ray lives; chosen: well below the seconds in which a run can begin anew."""

LEAVE_S = 5.0
"""Time to finish a frame and remove the staging before the actor is killed; chosen, as for processes of a pool."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An actor has come to a node. node: Ray's id of it. problem: why it cannot make the run's shards there."""

    host: str
    node: str
    process: int
    problem: str | None = None
    trace: str = ""


class ShardMaker:
    """The actor. `arrive` comes first; then any number of `make`, which wait their turn, beside `heard` and `leave`."""

    def __init__(self) -> None:
        self._outbox = Outbox()
        self._orders: SimpleQueue[Shard] = SimpleQueue()
        self._at_work = threading.Lock()

    def arrive(self, work: bytes, folder: str) -> Arrival:
        """Unpacks the work and sees whether it can be done here. folder: of the driver, for relative paths."""
        node = ray.get_runtime_context().get_node_id()
        problem, trace = None, ""
        threading.Thread(target=_follow, args=(os.getppid(),), daemon=True).start()
        try:
            with contextlib.suppress(OSError):
                os.chdir(folder)
            unpacked = pickle.loads(work)
            # Plain functions make no dataset that could be elsewhere.
            getattr(unpacked, "check_here", lambda: None)()
            threading.Thread(target=self._make_all, args=(unpacked,), daemon=True).start()
        except SwerveError as fault:
            problem = str(fault)
        except Exception as fault:
            problem, trace = f"{type(fault).__name__}: {fault}", traceback.format_exc()
        return Arrival(host=platform.node(), node=node, process=os.getpid(), problem=problem, trace=trace)

    def make(self, shard: Shard) -> None:
        """Has a shard made and published after those before it; its events go into the outbox."""
        self._orders.put(shard)

    def heard(self) -> tuple[Event, ...]:
        """What happened since the last call; waits until there is something."""
        return self._outbox.take()

    def leave(self) -> None:
        """Ends the process once the shard in work has been dropped and its staging is gone, or after LEAVE_S.

        Ray kills actors without waiting for their end; of this call the driver hears when the process is gone.
        """
        self._outbox.close()
        self._at_work.acquire(timeout=LEAVE_S)
        os._exit(0)

    def _make_all(self, work: Work) -> None:
        while True:
            shard = self._orders.get()
            with self._at_work:
                self._make(work, shard)

    def _make(self, work: Work, shard: Shard) -> None:
        """Ends after the current frame once told to leave."""
        try:
            with contextlib.closing(work(shard)) as events:
                for event in events:
                    self._outbox.put(event)
                    if isinstance(event, ClipBegun):
                        self._outbox.wait_for_arrival()
                    if self._outbox.closed:
                        return
        except Exception as fault:
            told, trace = f"{type(fault).__name__}: {fault}", traceback.format_exc()
            self._outbox.put(ShardDone(shard=shard.index, problem=told, trace=trace))


def _follow(parent: int) -> None:
    """A driver that is killed takes a local Ray along, and Ray its actors, but in its own time.

    Nobody may go on publishing beside the run that follows.
    """
    while os.getppid() == parent:
        time.sleep(FOLLOW_S)
    os.kill(os.getpid(), signal.SIGKILL)
