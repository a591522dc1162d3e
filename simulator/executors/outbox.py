"""Events on their way from a worker to the driver."""

from __future__ import annotations

import threading

from simulator.executors.base import Event, FrameDone

GATHER_S = 0.2
"""How long frames wait for more to tell; chosen: live for whoever watches, and five calls a second an actor."""


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
