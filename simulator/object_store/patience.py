"""Calls to a storage that may not answer for a while: tried again with growing pauses, for a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")

DEFAULT_PATIENCE_S = 120.0
"""Chosen: longer than a server's restart or a router's; a run that waits for nothing is told of in reasonable time."""

FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 5.0
"""Between two tries; each pause is twice as long as the last. Chosen."""


class NoAnswer(Exception):
    """The storage did not answer, or said that it cannot now; it may later."""


class Abandoned(Exception):
    """Nobody waits for the answer any more."""


def patiently(call: Callable[[], Answer], patience_s: float, stop: threading.Event | None = None) -> Answer:
    """What a call returns that may raise NoAnswer, which gets out only after `patience_s`. stop: ends the waiting."""
    stop = stop or threading.Event()
    until_s, pause_s = time.monotonic() + patience_s, FIRST_PAUSE_S
    while True:
        try:
            return call()
        except NoAnswer:
            if time.monotonic() + pause_s > until_s:
                raise
        if stop.wait(pause_s):
            raise Abandoned
        pause_s = min(2.0 * pause_s, LONGEST_PAUSE_S)
