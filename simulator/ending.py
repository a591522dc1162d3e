"""When Ctrl-C and SIGTERM act: later, where something is not to be torn; in time, whatever holds the program."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

GRACE_S = 8.0
"""Chosen: below the 10 s that are promised, and above what worker processes get to remove their staging."""

_TOLD = {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated"}


def end_in_time(grace_s: float = GRACE_S) -> None:
    """From now on the process ends within `grace_s` of the first SIGINT or SIGTERM, wherever it is.

    Python handles a signal once its main thread is back from native code, and waits for other threads before it ends.
    What has not ended by then is cut off, which harms a dataset as little as kill -9. To be called in the main thread
    of a program that owns its process.
    """
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    # Python's handler in C writes the signal's number there at once (signal.set_wakeup_fd).
    signal.set_wakeup_fd(theirs.detach(), warn_on_full_buffer=False)
    threading.Thread(target=_watch, args=(ours, grace_s), name="end-in-time", daemon=True).start()


def _watch(signals: socket.socket, grace_s: float) -> None:
    while (number := signals.recv(1)[0]) not in _TOLD:
        pass
    time.sleep(grace_s)
    told = f"swerve: {_TOLD[signal.Signals(number)]} in the middle of native code; published clips are intact, "
    os.write(2, f"{told}the same command continues\n".encode())
    os._exit(128 + number)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Ctrl-C and termination wait until what happens inside is done.

    Blocking signals would not do: the system hands them to another thread of the process, and Python to this one.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    met: list[int] = []
    before = {number: signal.signal(number, lambda met_now, _: met.append(met_now)) for number in _TOLD}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        # All of them: processes of a pool ignore Ctrl-C, and end by SIGTERM.
        for met_then in met:
            signal.raise_signal(met_then)
