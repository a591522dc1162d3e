"""Kernels in bands of threads: an interruption gets out once no band is at work any more."""

from __future__ import annotations

import os
import signal
import time
from types import SimpleNamespace
from typing import Any

import pytest

from simulator.render.bands import BandLauncher


def test_an_interrupted_launch_waits_for_bands_that_run_and_drops_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    launcher = BandLauncher("cpu", threads=2)
    stop_at = [0]
    begun: list[int] = []
    ended: list[int] = []

    def one(kernel: Any, count: int, inputs: Any, first: int, outputs: Any) -> None:
        begun.append(first)
        if len(begun) == stop_at[0]:
            os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.05)
        ended.append(first)

    monkeypatch.setattr(launcher, "_one", one)
    monkeypatch.setattr("simulator.render.bands.wp.load_module", lambda *_, **__: None)
    kernel = SimpleNamespace(key="kernel", module=None)
    launcher.launch(kernel, 160, [], [])
    assert len(ended) == 16
    stop_at[0] = len(begun) + 2
    with pytest.raises(KeyboardInterrupt):
        launcher.launch(kernel, 160, [], [])
    assert len(ended) == len(begun) < 32
    launcher.launch(kernel, 160, [], [])
    assert len(ended) == len(begun) >= 34, "the launcher goes on"
