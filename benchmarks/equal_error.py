"""Time to the same error: `standard` beside Cycles and Mitsuba: `python -m benchmarks.equal_error [--scale S]`.

Each renderer is compared with its own converged picture, so that no difference of materials counts: ours with `high`,
whence the error of `standard` holds its bias; the path tracers with many of their own samples. Errors are those of
8-bit pixels as the camera exposes the converged picture. Prints a table and writes benchmarks/equal_error.json.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray
from PIL import Image
from rich.console import Console
from rich.table import Table

from benchmarks.cycles_peer import INTERPRETER, cycles_pictures, python_with_bpy
from benchmarks.likeness import psnr_db
from benchmarks.reference import CASES, Shot, best_variant, shot
from benchmarks.results import Result, Timed, Wanted, machine, timed
from scenes.errors import DeviceError
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.camera.exposure import AutoExposure, expose

Float32 = NDArray[np.float32]
Draw = Callable[[Sequence[Wanted]], dict[Wanted, Timed]]

FIGURES = Path(__file__).with_suffix(".json")
CONVERGED = 64
"""Samples of each half of a converged picture, unless given: its noise is known from what the halves differ by."""
LADDER = (1, 4, 16)
"""Samples a pixel whose errors are measured first."""
RUNS = 5


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Truth:
    """A converged picture as the camera shows it. noise: mean square of its 8-bit pixels."""

    shown: NDArray[np.uint8]
    ev100: float
    noise: float

    def error(self, picture: Float32) -> float:
        """Mean squared difference of 8-bit pixels, less the truth's own noise."""
        return _mean_square(expose(picture, self.ev100), self.shown) - self.noise


def truth_of(first: Float32, second: Float32) -> Truth:
    """From two independent pictures. A mean of two has a quarter of the variance of their difference."""
    mean = np.float32(0.5) * (first + second)
    ev100 = float(AutoExposure().settle(mean, 0.0, {})["ev100"])
    noise = 0.25 * _mean_square(expose(first, ev100), expose(second, ev100))
    return Truth(shown=expose(mean, ev100), ev100=ev100, noise=noise)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A renderer at some samples a pixel. cpu_ms: over all threads; ms: by the clock, where other work disturbs."""

    name: str
    samples: str
    psnr_db: float
    cpu_ms: float
    ms: float


def samples_at(error: float, errors: dict[int, float]) -> int:
    """Samples a pixel for that error: power laws between those that were measured, beyond them noise's 1 / n."""
    known = sorted(errors)
    last = known[-1]
    if error <= errors[last]:
        return round(last * errors[last] / error)
    logs = np.log([errors[n] for n in known])
    return max(known[0], round(float(np.exp(np.interp(-np.log(error), -logs, np.log(known))))))


def equal_rows(
    name: str, draw: Draw, error: float, kinds: Sequence[bool], converged: int
) -> tuple[list[Row], list[NDArray[np.uint8]]]:
    """A path tracer with the samples that bring its error to the given one, plain and denoised; its pictures, the
    truth first. kinds: whether denoised. converged: samples of each half of its truth.
    """
    halves = [Wanted(samples=converged, seed=seed) for seed in (11, 12)]
    drawn = draw([*halves, *(Wanted(samples=n, denoised=kind) for kind in kinds for n in LADDER)])
    truth = truth_of(*(drawn[half].picture for half in halves))
    chosen = []
    for kind in kinds:
        errors = {n: truth.error(drawn[Wanted(samples=n, denoised=kind)].picture) for n in LADDER}
        chosen.append(Wanted(samples=samples_at(error, errors), seed=3, denoised=kind))
    final = draw(chosen)
    rows, pictures = [], [truth.shown]
    for each in chosen:
        label = f"{name} with its denoiser" if each.denoised else name
        rows.append(_row(label, str(each.samples), truth, final[each]))
        pictures.append(expose(final[each].picture, truth.ev100))
    return rows, pictures


def standard_row(seen: Shot, converged: int) -> tuple[Row, float, list[NDArray[np.uint8]]]:
    """Ours: its median time of some runs, its error, and its pictures, the truth first."""
    slow = WarpRenderer(quality="high", samples=converged)
    slow.load(seen.scene)
    truth = truth_of(*(slow.render(seen.view, seen.history, seen.environment, seed)[0] for seed in (11, 12)))
    renderer = WarpRenderer(quality="standard")
    renderer.load(seen.scene)
    runs = [timed(lambda: renderer.render(seen.view, seen.history, seen.environment, 1)[0]) for _ in range(RUNS + 1)]
    typical = sorted(runs[1:], key=lambda run: run.cpu_ms)[RUNS // 2]
    row = _row("standard", "1, 4 on edges", truth, typical)
    return row, truth.error(typical.picture), [truth.shown, expose(typical.picture, truth.ev100)]


def run(scale: float, converged: int, pictures: Path | None = None) -> list[Row]:
    """All renderers that are installed, on the clear noon street without surface detail."""
    seen = shot(CASES["noon"], scale)
    ours, error, shown = standard_row(seen, converged)
    print(ours, file=sys.stderr, flush=True)
    rows = [ours]
    for name, draw, denoised in _peers(seen):
        found, others = equal_rows(name, draw, error, denoised, converged)
        rows, shown = rows + found, shown + others
        print(found, file=sys.stderr, flush=True)
    if pictures is not None:
        pictures.mkdir(parents=True, exist_ok=True)
        for number, picture in enumerate(shown):
            Image.fromarray(picture).save(pictures / f"{number}.png")
    return rows


def _peers(seen: Shot) -> Iterable[tuple[str, Draw, tuple[bool, ...]]]:
    """Path tracers of this machine, and with which of no denoiser and its own each is tried."""
    python = python_with_bpy()
    if python is None:
        print(f"Cycles: skipped, no bpy here: name a Python that has it in {INTERPRETER}", file=sys.stderr)
    else:
        cycles = partial(cycles_pictures, python, seen.scene, seen.history, seen.environment, seen.view)
        yield "Cycles", cycles, (False, True)
    try:
        from benchmarks.mitsuba_peer import MitsubaPeer  # noqa: PLC0415 (optional)

        variant = best_variant()
        peer = MitsubaPeer(variant, seen.scene, seen.history, seen.environment, seen.view)
    except DeviceError as missing:
        print(f"Mitsuba: skipped, {missing}", file=sys.stderr)
    else:
        yield f"Mitsuba {variant}", peer.pictures, (False,)


def _row(name: str, samples: str, truth: Truth, drawn: Timed) -> Row:
    level = psnr_db(truth.error(drawn.picture))
    return Row(name=name, samples=samples, psnr_db=level, cpu_ms=drawn.cpu_ms, ms=drawn.ms)


def _mean_square(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    return float(((a.astype(np.float64) - b) ** 2).mean())


def equal_error() -> list[Result]:
    """For `python -m benchmarks.run equal_error`: CPU time at the sizes of a quick look."""
    ours, *peers = run(1 / 3, CONVERGED)
    config = f"noon street, 414x125, CPU time of all threads, {ours.psnr_db:.1f} dB to its own converged picture"
    labels = [f"{peer.name}, {peer.samples} samples a pixel, {peer.psnr_db:.1f} dB" for peer in peers]
    row = partial(Result, name="equal_error_cpu_ms", value=ours.cpu_ms, unit="ms", config=config)
    return [row(peer=label, peer_value=peer.cpu_ms) for label, peer in zip(labels, peers, strict=True)]


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--converged", type=int, default=CONVERGED)
    parser.add_argument("--pictures", type=Path, default=None)
    chosen = parser.parse_args()
    rows = run(chosen.scale, chosen.converged, chosen.pictures)
    table = Table("renderer", "samples a pixel", "PSNR dB", "CPU ms", "ms")
    for row in rows:
        table.add_row(row.name, row.samples, f"{row.psnr_db:.1f}", f"{row.cpu_ms:.0f}", f"{row.ms:.0f}")
    Console(width=140).print(table)
    document = {
        "machine": machine(),
        "threads": os.cpu_count(),
        "config": {"scale": chosen.scale, "converged_samples": 2 * chosen.converged},
        "rows": [dataclasses.asdict(row) for row in rows],
    }
    FIGURES.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n")
    return 0


ALL = {"equal_error": equal_error}

if __name__ == "__main__":
    sys.exit(main())
