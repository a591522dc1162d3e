"""Whether a process that makes thousands of frames grows: its resident memory over short clips, and over a long one."""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.results import Result
from simulator import generate, load_config
from simulator.executors.base import FrameDone

CAMERA = "rig.mounts.front.sensor."
SMALL = (
    *("rig=minimal", "renderer.quality=draft", "seed=7", "workers=1"),
    *(f"{CAMERA}width_px=64", f"{CAMERA}height_px=20", f"{CAMERA}cx_px=31.5", f"{CAMERA}cy_px=9.5"),
    *(f"{CAMERA}fx_px=37", f"{CAMERA}fy_px=37", "rig.mounts.roof.sensor.beams.firings=36"),
)
"""A picture of 64x20 and a LiDAR of 576 pulses."""
BRICK = ("plugins=[tiny]", "scenario=tiny", "randomizer=[sky]")
"""The plug-in of the tests: a brick on a plane, so that frames take some hundredths of a second."""
STREETS = ("scenario=parked_street",)
"""Another street with other cars and people every clip: some tenths of a second a frame."""
LENGTHS = {
    "5000_frames": ("clips=100", "frames=50"),
    "one_clip_of_2000_frames": ("clips=1", "frames=2000"),
}
"""Each in a process of its own."""
THOUSAND = 1000
WARM_UP = 200
"""Frames before memory is looked at; chosen: four clips, in which kernels and libraries are loaded."""
TESTS = Path(__file__).parents[1] / "tests" / "simulator"


@dataclass(slots=True)
class Resident:
    """A listener that takes down the resident memory after every frame. megabytes: by frame."""

    megabytes: list[float] = field(default_factory=list)

    def __call__(self, event: object) -> None:
        """One more thing has happened."""
        if isinstance(event, FrameDone):
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            self.megabytes.append(pages * os.sysconf("SC_PAGE_SIZE") / 1e6)


def memory_growth() -> list[Result]:
    """Most memory in the last thousand frames over that in the first thousand after a warm-up; small scenes."""
    return _growth("memory_growth", BRICK, "a brick on a plane")


def memory_growth_streets() -> list[Result]:
    """The same with whole streets: minutes, hence only when it is named."""
    return _growth("memory_growth_streets", STREETS, "parked_street")


def _growth(name: str, world: Sequence[str], told: str) -> list[Result]:
    results = []
    for kind, length in LENGTHS.items():
        with multiprocessing.get_context("spawn").Pool(1) as fresh:
            resident = fresh.apply(resident_mb, ((*world, *SMALL, *length),))
        first, last = resident[WARM_UP : WARM_UP + THOUSAND], resident[-THOUSAND:]
        grown_mb = max(last) - max(first)
        text = (
            f"{told}, 64x20 and 576 LiDAR pulses, kitti + coco, {' '.join(length)}: most of frames {WARM_UP} to "
            f"{WARM_UP + THOUSAND} {max(first):.0f} MB, of the last {THOUSAND} {max(last):.0f} MB; target: 5 % or less"
        )
        results.append(Result(name=f"{name}_{kind}_pct", value=100 * grown_mb / max(first), unit="%", config=text))
    return results


def resident_mb(overrides: Sequence[str]) -> list[float]:
    """Resident megabytes of this process after each frame of a run."""
    sys.path.append(str(TESTS))
    resident = Resident()
    with tempfile.TemporaryDirectory() as folder:
        generate(load_config([*overrides, f"out={Path(folder) / 'set'}"]), resident)
    return resident.megabytes


ALL = {"memory_growth": memory_growth}
SLOW = {"memory_growth_streets": memory_growth_streets}
