"""What runs in a Ray actor: makes shards in one thread, and hands their events to the driver in another."""

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

from scenes.errors import SwerveError
from simulator.executors.base import ClipBegun, Event, FrameDone, ShardDone, Work
from simulator.plan import Shard

TALK = "talk"
"""Ray's name for the group of methods that answer while a shard is being made."""

GATHER_S = 0.2
"""How long frames wait for more to tell; chosen: live for whoever watches, and five calls a second an actor."""

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


class Outbox:
    """Events on their way to the driver, who asks again and again; asking says that the last ones have come through."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._events: list[Event] = []
        self._urgent = False
        self._put = self._taken = self._arrived = 0
        self._closed = False

    def put(self, event: Event) -> None:
        """Frames may wait a moment for company; everything else goes at once."""
        with self._changed:
            self._events.append(event)
            self._put += 1
            self._urgent |= not isinstance(event, FrameDone)
            self._changed.notify_all()

    def wait_for_arrival(self) -> None:
        """Until the driver has all that was put: were this process to die now, it would know at what."""
        with self._changed:
            goal = self._put
            self._changed.wait_for(lambda: self._arrived >= goal or self._closed)

    def take(self) -> tuple[Event, ...]:
        """Waits for events; none where the box is closed."""
        with self._changed:
            self._arrived = self._taken
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._events or self._closed)
            self._changed.wait_for(lambda: self._urgent or self._closed, GATHER_S)
            events, self._events, self._urgent = tuple(self._events), [], False
            self._taken += len(events)
            return events

    def close(self) -> None:
        """Nobody waits any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def closed(self) -> bool:
        """Whether the driver wants nothing more."""
        return self._closed


class ShardMaker:
    """The actor. `arrive` comes first; then any number of `make`, which Ray queues, beside `heard` and `leave`."""

    def __init__(self) -> None:
        self._outbox = Outbox()
        self._idle = threading.Lock()
        self._work: Work | None = None

    def arrive(self, work: bytes, folder: str) -> Arrival:
        """Unpacks the work and sees whether it can be done here. folder: of the driver, for relative paths."""
        import ray  # noqa: PLC0415  (an extra)

        node = ray.get_runtime_context().get_node_id()
        problem, trace = None, ""
        threading.Thread(target=_follow, args=(os.getppid(),), daemon=True).start()
        try:
            with contextlib.suppress(OSError):
                os.chdir(folder)
            self._work = pickle.loads(work)
            # Plain functions make no dataset that could be elsewhere.
            getattr(self._work, "check_here", lambda: None)()
        except SwerveError as fault:
            problem = str(fault)
        except Exception as fault:
            problem, trace = f"{type(fault).__name__}: {fault}", traceback.format_exc()
        return Arrival(host=platform.node(), node=node, process=os.getpid(), problem=problem, trace=trace)

    def make(self, shard: Shard) -> None:
        """Makes and publishes a shard; its events go into the outbox. Ends after a frame once told to leave."""
        assert self._work is not None
        with self._idle:
            if self._outbox.closed:
                return
            try:
                with contextlib.closing(self._work(shard)) as events:
                    for event in events:
                        self._outbox.put(event)
                        if isinstance(event, ClipBegun):
                            self._outbox.wait_for_arrival()
                        if self._outbox.closed:
                            return
            except Exception as fault:
                told, trace = f"{type(fault).__name__}: {fault}", traceback.format_exc()
                self._outbox.put(ShardDone(shard=shard.index, problem=told, trace=trace))

    def heard(self) -> tuple[Event, ...]:
        """What happened since the last call; waits until there is something."""
        return self._outbox.take()

    def leave(self) -> None:
        """Ends the process once the shard in work has been dropped and its staging is gone, or after LEAVE_S.

        Ray kills actors without waiting for their end; of this call the driver hears when the process is gone.
        """
        self._outbox.close()
        self._idle.acquire(timeout=LEAVE_S)
        os._exit(0)


def _follow(parent: int) -> None:
    """A driver that is killed takes a local Ray along, and Ray its actors, but in its own time.

    Nobody may go on publishing beside the run that follows.
    """
    while os.getppid() == parent:
        time.sleep(FOLLOW_S)
    os.kill(os.getpid(), signal.SIGKILL)
