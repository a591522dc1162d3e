"""How long a run takes to start, and what Ray costs beside processes of our own."""

from __future__ import annotations

import importlib.util
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.results import Result
from benchmarks.whole_runs import shards_s, until_first_frame

SMALL = ("scenario=parked_street", "rig=minimal", "renderer.quality=draft", "clips=8", "frames=6", "seed=7")
STARTS = {
    "start_to_first_frame_s": (("clips=1",), "clips=1, else the defaults"),
    "start_to_first_frame_small_s": ((*SMALL, "clips=1"), "parked_street, minimal rig, draft"),
}
"""Overrides, and how they are told."""

FRAME_FILE = "coco/images/*.png"
"""The last file that a frame gets in the formats of these runs; COCO's annotations follow with the clip."""


def start_to_first_frame(rounds: int = 3) -> list[Result]:
    """Seconds from the start of the program to the first frame's files, with kernels and assets in their caches.

    The first frame of a clip waits for all of its physics, and for those of draws that the scenario refused before.
    """
    results = []
    for name, (overrides, told) in STARTS.items():
        starts = [until_first_frame(overrides, FRAME_FILE) for _ in range(rounds)]
        frame_s, clip_s = (statistics.median(start[event] for start in starts) for event in ("frame", "clip"))
        text = (
            f"{told}; {clip_s:.2f} s until its first clip begins; median of {rounds}, of which the first may warm the "
            "caches of kernels and assets; target: 5 or less"
        )
        results.append(Result(name=name, value=frame_s, unit="s", config=text))
    return results


def ray_local(run: Sequence[str] = SMALL, rounds: int = 2) -> list[Result]:
    """Two actors of Ray over two processes, in percent: seconds from the first shard's begin to the last one's end.

    Both by the interpreter that has Ray: this one, or that of `make test-ray`.
    """
    python = _python_with_ray()
    if python is None:
        print("ray_local: skipped, Ray is not installed; `make test-ray` makes an environment with it", file=sys.stderr)
        return []
    shards_s(python, [*run, "workers=2", "executor=local"])  # whose assets are then in their cache
    taken: dict[str, list[float]] = {"local": [], "ray": []}
    for _ in range(rounds):
        for executor, seconds in taken.items():
            seconds.append(shards_s(python, [*run, "workers=2", f"executor={executor}"]))
    local_s, ray_s = (statistics.median(taken[executor]) for executor in ("local", "ray"))
    text = (
        f"{' '.join(run)}: executor=local {local_s:.2f} s, executor=ray {ray_s:.2f} s with two workers, from the first "
        f"shard's begin to the last one's end; medians of {rounds} in turn; target: 10 or less"
    )
    return [Result(name="ray_local_pct", value=100 * (ray_s / local_s - 1.0), unit="%", config=text)]


def _python_with_ray() -> str | None:
    if importlib.util.find_spec("ray") is not None:
        return sys.executable
    beside = Path(f"{sys.prefix}-ray") / "bin" / "python"
    return str(beside) if beside.exists() else None


ALL = {"start_to_first_frame": start_to_first_frame, "ray_local": ray_local}
