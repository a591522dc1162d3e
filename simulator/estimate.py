"""What a run would cost, measured: one clip's simulation, one frame and its files, none of which is kept."""

from __future__ import annotations

import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from simulator.clip import SimulatedClip, simulate_clip
from simulator.config import RunConfig
from simulator.executors.seating import workers_here
from simulator.files import files_below
from simulator.generation import checked, remaining
from simulator.object_store.url import Place
from simulator.parts import build_exporters, run_info
from simulator.record import ClipRecorder

WARM_FRAMES = 2
"""Frames that are made; the last one is timed. chosen: the first one may compile kernels and fill caches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What is left to make, and what it costs on this machine. setup_s: a clip's scene, physics and acceptance."""

    out: Place
    clips: int
    frames: int
    workers: int
    setup_s: float
    frame_s: float
    frame_bytes: int

    @property
    def hours(self) -> float:
        """Wall clock, if workers share the work evenly."""
        return (self.clips * self.setup_s + self.frames * self.frame_s) / self.workers / 3600.0

    @property
    def total_bytes(self) -> int:
        """On disk."""
        return self.frames * self.frame_bytes

    def text(self) -> str:
        """One paragraph for people."""
        size = self.total_bytes
        return (
            f"{self.out}: {self.clips} clips, {self.frames} frames, about {self.hours:.3g} hours "
            f"({self.setup_s:.1f} s a clip, {self.frame_s:.2f} s a frame, {self.workers} workers) "
            f"and {size} bytes ({size / 1e9:.2f} GB). Nothing was written."
        )


def estimate(config: RunConfig) -> Estimate:
    """Times the first clip of a run on this machine. Raises what `generate` would raise before its first clip."""
    parts, executor, run = checked(config)
    shards = remaining(config, executor, run)
    clips = sum(len(shard.clips) for shard in shards)
    begun = time.perf_counter()
    simulated = simulate_clip(config, 0, parts)
    setup_s = time.perf_counter() - begun
    frame_s, frame_bytes = _one_frame(config, simulated)
    return Estimate(
        out=config.place,
        clips=clips,
        frames=clips * config.settings.frames,
        workers=min(workers_here(config), max(1, len(shards))),
        setup_s=setup_s,
        frame_s=frame_s,
        frame_bytes=frame_bytes,
    )


def _one_frame(config: RunConfig, simulated: SimulatedClip) -> tuple[float, int]:
    """Seconds and bytes of a frame through every exporter, in a temporary folder that is removed."""
    exporters = build_exporters(config)
    folder = Path(tempfile.mkdtemp(prefix="swerve-estimate-"))
    try:
        for name, exporter in exporters.items():
            (folder / name).mkdir()
            exporter.open(folder / name, run_info(config, name, "estimate"))
            exporter.begin_clip(simulated.clip)
        frame_s, made = 0.0, 0
        with ClipRecorder(folder, simulated.clip) as recorder:
            ticks = simulated.ticks()
            for _ in range(min(WARM_FRAMES, simulated.clip.frames)):
                begun = time.perf_counter()
                tick = next(ticks)
                recorder.write(tick)
                for exporter in exporters.values():
                    exporter.write(tick.frame)
                frame_s, made = time.perf_counter() - begun, made + 1
        size = sum(path.stat().st_size for path in files_below(folder))
        return frame_s, size // made
    finally:
        for exporter in exporters.values():
            exporter.abort_clip()
        shutil.rmtree(folder, ignore_errors=True)
