"""Points as raw files, and the faults that disks and programs have, on request."""

from __future__ import annotations

import errno
import os
import signal
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from exporters.base import Exporter, PublishedClip, RunInfo
from simulator.frame import Clip, Frame

SIGNALS = {"interrupt": signal.SIGINT, "killed": signal.SIGKILL}


class PointsExporter(Exporter):
    """suffix: of the files. At frame number `fault_at`, once or always, `fault` happens. delay_s: a frame.

    `memory` takes without end: for a limit that the test sets.
    """

    def __init__(
        self, suffix: str = "pts", fault: str = "", fault_at: int = -1, once: str = "", delay_s: float = 0.0
    ) -> None:
        self._suffix, self._fault, self._fault_at, self._once, self._delay_s = suffix, fault, fault_at, once, delay_s

    def open(self, out: Path, info: RunInfo) -> None:
        self._out, self._info = out, info

    def begin_clip(self, clip: Clip) -> None:
        self._files: list[str] = []

    def write(self, frame: Frame) -> None:
        time.sleep(self._delay_s)
        for lidar in frame.lidars():
            name = f"points/{frame.number:06d}.{self._suffix}"
            (self._out / "points").mkdir(exist_ok=True)
            (self._out / name).write_bytes(lidar.points.tobytes())
            self._files.append(name)
        if frame.number == self._fault_at:
            self._fail()

    def end_clip(self, measures: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(sorted(self._files))

    def abort_clip(self) -> None:
        for name in self._files:
            (self._out / name).unlink()

    def read_by_finalize(self, clip: PublishedClip) -> Sequence[str]:
        return ()

    def finalize(self, root: Path, info: RunInfo, clips: Sequence[PublishedClip]) -> tuple[str, ...]:
        (root / "index.txt").write_text("".join(f"{n}\n" for clip in clips for n in clip.frame_numbers))
        return ("index.txt",)

    def _fail(self) -> None:
        if self._once and Path(self._once).exists():
            return
        if self._once:
            Path(self._once).touch()
        if self._fault == "disk_full":
            raise OSError(errno.ENOSPC, "No space left on device", str(self._out))
        if self._fault == "bug":
            raise ZeroDivisionError("division by zero")
        if self._fault in SIGNALS:
            os.kill(os.getpid(), SIGNALS[self._fault])
        if self._fault == "memory":
            hoard = []
            while True:
                hoard.append(b"\1" * 2**20)
        if self._fault == "broken":
            name = "points/cut_off.png"
            (self._out / name).write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
            self._files.append(name)
        if self._fault == "unlisted":
            (self._out / "stray.txt").touch()
