"""Processes of a pool in awkward moments: they start while Ctrl-C is pressed, they die while they tell something."""

from __future__ import annotations

import os
import signal
import struct
import sys
from collections.abc import Iterator

from simulator.executors.base import Event, ShardDone
from simulator.executors.pool import Pool
from simulator.plan import Shard


def _dies_while_it_tells(_shard: Shard) -> Iterator[Event]:
    """Four bytes of an event of a hundred, as `multiprocessing.connection` frames them."""
    pipe = sys._getframe(1).f_locals["pipe"]
    os.write(pipe.fileno(), struct.pack("!i", 100) + b"half")
    os.kill(os.getpid(), signal.SIGKILL)
    yield ShardDone(shard=0)


def test_a_process_that_dies_in_the_middle_of_an_event_is_a_death_like_others() -> None:
    (event,) = Pool(_dies_while_it_tells, ({},), tries=1).run([Shard(index=0, clips=(0,))])
    assert isinstance(event, ShardDone)
    assert "killed by signal 9" in str(event.problem)


def _tells_what_it_does_not_hear(shard: Shard) -> Iterator[Event]:
    yield ShardDone(shard=shard.index, problem=str(signal.pthread_sigmask(signal.SIG_BLOCK, ())))


def test_a_process_hears_no_ctrl_c_from_its_first_moment_on_and_this_one_does() -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    (event,) = Pool(_tells_what_it_does_not_hear, ({},), tries=1).run([Shard(index=0, clips=(0,))])
    assert isinstance(event, ShardDone)
    assert "SIGINT" in str(event.problem)
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before
