"""Items are written in order, in another thread, a few at a time; faults reach the one who puts."""

from __future__ import annotations

import threading
import time

import pytest

from simulator.write_behind import WAITING, WriteBehind


def test_all_are_written_in_order_by_another_thread_when_the_context_ends() -> None:
    written: list[tuple[int, str]] = []
    with WriteBehind[int](lambda item: written.append((item, threading.current_thread().name))) as behind:
        for item in range(50):
            behind.put(item)
    assert written == [(item, "write-behind") for item in range(50)]


def test_no_more_than_a_few_wait() -> None:
    gate, begun = threading.Event(), threading.Event()

    def write(_: int) -> None:
        begun.set()
        gate.wait()

    put: list[int] = []

    def fill() -> None:
        with WriteBehind[int](write) as behind:
            for item in range(10):
                behind.put(item)
                put.append(item)

    filler = threading.Thread(target=fill)
    filler.start()
    begun.wait()
    filler.join(0.2)
    assert len(put) <= WAITING + 1
    gate.set()
    filler.join()
    assert len(put) == 10


def test_a_fault_ends_the_writing_and_reaches_the_one_who_puts() -> None:
    written: list[int] = []

    def write(item: int) -> None:
        if item == 3:
            raise OSError("disk is full")
        written.append(item)

    def fill() -> None:
        with WriteBehind[int](write) as behind:
            for item in range(1000):
                behind.put(item)

    with pytest.raises(OSError, match="disk is full"):
        fill()
    assert written == [0, 1, 2]


def test_a_fault_of_the_last_item_is_not_lost() -> None:
    def write(_: int) -> None:
        raise OSError("disk is full")

    with pytest.raises(OSError, match="disk is full"), WriteBehind[int](write) as behind:
        behind.put(0)


def test_what_waits_is_dropped_when_the_maker_fails() -> None:
    gate = threading.Event()
    written: list[int] = []

    def write(item: int) -> None:
        gate.wait()
        written.append(item)

    def make() -> None:
        with WriteBehind[int](write) as behind:
            behind.put(0)
            behind.put(1)
            threading.Timer(0.05, gate.set).start()
            raise ValueError("a broken clip")

    with pytest.raises(ValueError, match="a broken clip"):
        make()
    assert written in ([], [0])


def test_nothing_is_written_after_an_interrupt_while_it_waits_for_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, written = threading.Event(), list[int]()

    def slow(item: int) -> None:
        begun.set()
        time.sleep(0.2)
        written.append(item)

    behind = WriteBehind[int](slow)
    wait = behind._thread.join
    interrupts = iter([KeyboardInterrupt()])

    def join(timeout: float | None = None) -> None:
        if (interrupt := next(interrupts, None)) is not None:
            raise interrupt
        wait(timeout)

    monkeypatch.setattr(behind._thread, "join", join)

    def hand_in() -> None:
        with behind:
            behind.put(1)
            assert begun.wait(5.0)
            behind.put(2)

    with pytest.raises(KeyboardInterrupt):
        hand_in()
    assert not behind._thread.is_alive()
    assert written == [1]
