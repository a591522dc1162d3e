"""Our pictures beside a path tracer's: `python -m benchmarks.reference [SCENE ...] [--samples N] [--cache FOLDER]`.

Six fixed scenes without surface detail. Prints a table, writes pictures to docs/images/reference and figures to
benchmarks/reference.json.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import os
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray
from PIL import Image
from rich.console import Console
from rich.table import Table

from benchmarks.likeness import Likeness, compare, side_by_side
from benchmarks.plain import without_detail
from benchmarks.results import Result, machine
from scenes.environment import Environment
from scenes.errors import DeviceError, SwerveError, UnknownName
from scenes.scene import EGO_INSTANCE, Scene
from simulator import load_config, simulate_clip
from simulator.physics.history import WorldHistory
from simulator.render import mitsuba
from simulator.render.base import PinholeView
from simulator.render.mitsuba.renderer import MitsubaRenderer
from simulator.render.mitsuba.variant import require_llvm
from simulator.render.rays import pinhole_rays
from simulator.render.warp_renderer import WarpRenderer

Float32 = NDArray[np.float32]

PICTURES = Path(__file__).parents[1] / "docs" / "images" / "reference"
FIGURES = Path(__file__).parent / "reference.json"
STREET = ("scenario=parked_street",)
COMMON = ("rig=kitti", "seed=7", "clips=1", "frames=20")
UNIFORM_WETNESS = 0.5
"""A closed film without puddles, whose places are the renderer's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One scene: config overrides, light and weather by name, and the frame that is looked at."""

    overrides: tuple[str, ...]
    condition: str
    frame: int = 12


CASES: dict[str, Case] = {
    "noon": Case(overrides=STREET, condition="noon"),
    "low_sun": Case(overrides=STREET, condition="low_sun"),
    "overcast": Case(overrides=STREET, condition="overcast"),
    "wet_night": Case(overrides=STREET, condition="wet_night"),
    "tunnel": Case(overrides=("scenario=tunnel",), condition="noon", frame=2),
    "fog": Case(overrides=STREET, condition="fog"),
}


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Shot:
    """A scene in motion, seen by a camera."""

    scene: Scene
    history: WorldHistory
    environment: Environment
    view: PinholeView


def shot(case: Case, scale: float) -> Shot:
    """The left colour camera of KITTI, its picture scaled."""
    chosen = [*case.overrides, *COMMON, f"randomizer.conditions.condition={case.condition}"]
    clip = simulate_clip(load_config(chosen), 0)
    scene = without_detail(clip.scene)
    wetness = min(scene.environment.wetness, UNIFORM_WETNESS)
    t_s = case.frame / scene.fps
    mount = scene.rig.mount("image_2")
    camera = mount.sensor
    view = PinholeView(
        T_world_camera=clip.history.body_at(EGO_INSTANCE, t_s) @ mount.T_ego_sensor,
        K=(
            camera.fx_px * scale,
            camera.fy_px * scale,
            (camera.cx_px + 0.5) * scale - 0.5,
            (camera.cy_px + 0.5) * scale - 0.5,
        ),
        size_px=(round(camera.width_px * scale), round(camera.height_px * scale)),
        t_s=t_s,
    )
    environment = replace(scene.environment, wetness=wetness)
    return Shot(scene=scene, history=clip.history, environment=environment, view=view)


def reference_halves(seen: Shot, variant: str, samples: int, cache: Path | None) -> tuple[Float32, Float32]:
    """Two independent pictures of half of the samples each; kept in `cache`, by what they show, where one is given."""
    renderer = MitsubaRenderer(variant=variant, samples=max(1, samples // 2))
    renderer.load(seen.scene)
    hits = renderer.trace(pinhole_rays(seen.view), seen.history)
    text = repr((seen.environment, seen.view, samples, renderer.tables.materials)).encode()
    code = b"".join(path.read_bytes() for path in sorted(Path(mitsuba.__file__).parent.glob("*.py")))
    digest = hashlib.blake2b(text + hits.t.tobytes() + hits.link.tobytes() + code, digest_size=8).hexdigest()
    kept = None if cache is None else cache / f"{digest}.npz"
    if kept is not None and kept.exists():
        with np.load(kept) as stored:
            return stored["first"], stored["second"]
    first, second = (renderer.render(seen.view, seen.history, seen.environment, seed)[0] for seed in (1, 2))
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(kept, first=first, second=second)
    return first, second


def run(names: list[str], variant: str, samples: int, scale: float, cache: Path | None) -> dict[str, Likeness]:
    """Compares the named scenes and writes their pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    out = {}
    for name in names:
        start = time.perf_counter()
        seen = shot(CASES[name], scale)
        halves = reference_halves(seen, variant, samples, cache)
        ours = WarpRenderer(quality="high")
        ours.load(seen.scene)
        picture, hits = ours.render(seen.view, seen.history, seen.environment, 1)
        not_sky = (hits.link >= 0).reshape(picture.shape[:2])
        out[name], shown, reference = compare(picture, halves, not_sky)
        Image.fromarray(side_by_side(shown, reference)).save(PICTURES / f"{name}.jpg", quality=88)
        took = time.perf_counter() - start
        print(f"{name}: {out[name].psnr_db:.1f} dB, {took:.0f} s", file=sys.stderr, flush=True)
    return out


def reference() -> list[Result]:
    """For `python -m benchmarks.run reference`: mean PSNR over all scenes at the sizes of a quick look."""
    try:
        figures = run(list(CASES), best_variant(), samples=64, scale=0.25, cache=None)
    except DeviceError as missing:
        print(f"reference: skipped, {missing}")
        return []
    config = "six scenes, high against Mitsuba 3 with 64 samples a pixel, 310x94"
    return [
        Result(name=f"reference_{name}_psnr_db", value=likeness.psnr_db, unit="dB", config=config)
        for name, likeness in figures.items()
    ]


def best_variant() -> str:
    """The vectorised variant where LLVM is new enough, else the scalar one, which is many times slower."""
    try:
        require_llvm()
    except DeviceError:
        return "scalar_rgb"
    return "llvm_ad_rgb"


def _print(figures: dict[str, Likeness]) -> None:
    names = [field.name for field in dataclasses.fields(Likeness)]
    table = Table("scene", *names)
    for scene, likeness in figures.items():
        table.add_row(scene, *(f"{getattr(likeness, name):.3f}" for name in names))
    Console(width=140).print(table)


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenes", nargs="*", help=f"some of {', '.join(CASES)}; all without")
    parser.add_argument("--variant", default=None)
    parser.add_argument("--samples", type=int, default=256)
    parser.add_argument("--scale", type=float, default=0.5)
    parser.add_argument("--cache", type=Path, default=None)
    chosen = parser.parse_args()
    try:
        for name in chosen.scenes:
            if name not in CASES:
                raise UnknownName("reference", "scene", name, CASES)
        variant = chosen.variant or best_variant()
        names = chosen.scenes or list(CASES)
        figures = run(names, variant, chosen.samples, chosen.scale, chosen.cache)
    except SwerveError as error:
        print(error, file=sys.stderr)
        return 2
    _print(figures)
    document = {
        "machine": machine(),
        "cores": os.cpu_count(),
        "config": {"variant": variant, "samples": chosen.samples, "scale": chosen.scale, "quality": "high"},
        "scenes": {name: dataclasses.asdict(likeness) for name, likeness in figures.items()},
    }
    if set(figures) == set(CASES):
        FIGURES.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n")
    return 0


ALL = {"reference": reference}

if __name__ == "__main__":
    sys.exit(main())
