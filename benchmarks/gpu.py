"""What a graphics card makes of the renderer: `python -m benchmarks.gpu [--device cuda:0] [--quick] [--out FILE]`.

Needs numpy, scipy, trimesh, warp-lang and this repository, nothing else. Prints one table and writes one JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import warp as wp

from benchmarks import gpu_frames, gpu_rays
from benchmarks.gpu_setup import Setup, setup
from benchmarks.results import Result, machine
from benchmarks.street import KITTI_SIZE_PX
from simulator.render.device import require_device

SECTIONS: dict[str, Callable[[Setup, bool], list[Result]]] = {
    "frames": gpu_frames.frames,
    "world": gpu_frames.world_updates,
    "rays": gpu_rays.rates,
    "views": gpu_rays.views_a_launch,
    "floor": gpu_frames.floor,
    "sweep": gpu_rays.sweep,
    "agreement": gpu_frames.agreement,
}


def main(arguments: list[str]) -> int:
    """Runs all sections, or those named; 0 when none failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gpu", description=__doc__)
    parser.add_argument("sections", nargs="*", help=f"of {', '.join(SECTIONS)}; none: all")
    parser.add_argument("--device", default="cuda:0")
    parser.add_argument("--quick", action="store_true", help="small pictures, few repetitions: whether it runs")
    parser.add_argument("--out", type=Path, default=None, help="default: benchmarks/gpu-<name of the device>.json")
    chosen = parser.parse_args(arguments)
    unknown = [name for name in chosen.sections if name not in SECTIONS]
    if unknown:
        parser.error(f"unknown section {unknown[0]!r}, valid: {', '.join(SECTIONS)}")
    require_device(chosen.device)
    compile_s = _compile(chosen.device)
    card = _card(chosen.device)
    out = chosen.out or Path(__file__).parent / f"gpu-{_slug(card['name'])}.json"
    size_px, runs = ((414, 125), 2) if chosen.quick else (KITTI_SIZE_PX, 10)
    given = setup(chosen.device, size_px, runs)
    document: dict[str, Any] = {"card": card, "machine": machine(), "scene": _scene(given)}
    document |= {"compile_s": compile_s, "results": [], "failed": {}}
    for name in chosen.sections or SECTIONS:
        try:
            rows = SECTIONS[name](given, chosen.quick)
        except Exception as fault:  # one run on a borrowed card: what can be measured is kept
            traceback.print_exc()
            document["failed"][name] = f"{type(fault).__name__}: {fault}"
            rows = []
        document["results"] += [row.row() for row in rows]
        out.write_text(json.dumps(document, indent=2) + "\n")
        print(f"{name}: {len(rows)} figures", file=sys.stderr, flush=True)
    _print(document)
    print(f"written: {out}")
    return 1 if document["failed"] else 0


def _compile(device: str) -> float:
    """Seconds to compile all kernels, side by side; next to none where the cache has them."""
    start = time.perf_counter()
    wp.force_load(device=device, max_workers=os.cpu_count())
    return round(time.perf_counter() - start, 1)


def _card(device: str) -> dict[str, Any]:
    """The device and its driver."""
    found = wp.get_device(device)
    if not found.is_cuda:
        return {"name": machine()["processor"], "driver": None}
    driver = Path("/proc/driver/nvidia/version")
    return {
        "name": found.name,
        "arch": f"sm_{found.arch}",
        "multiprocessors": found.sm_count,
        "memory_gib": round(found.total_memory / 2**30, 1),
        "driver": driver.read_text().splitlines()[0] if driver.exists() else None,
        "cuda_driver": wp.get_cuda_driver_version(),
        "cuda_toolkit": wp.get_cuda_toolkit_version(),
    }


def _slug(name: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())


def _scene(given: Setup) -> dict[str, Any]:
    tables = given.renderer("draft").tables
    return {
        "size_px": given.size_px,
        "triangles": tables.triangles,
        "distinct_meshes": len({mesh.id for mesh in tables.meshes}),
        "rigid_parts": len(tables.links),
        "instances": tables.instances,
    }


def _print(document: dict[str, Any]) -> None:
    print(json.dumps({key: document[key] for key in ("card", "machine", "scene", "compile_s")}, indent=1))
    rows = [(r["name"], f"{r['value']:,.4g}", r["unit"], r["config"]) for r in document["results"]]
    widths = [max([len(row[k]) for row in rows], default=0) for k in range(3)]
    for name, value, unit, config in rows:
        print(f"{name:<{widths[0]}}  {value:>{widths[1]}}  {unit:<{widths[2]}}  {config}")
    for name, why in document["failed"].items():
        print(f"FAILED {name}: {why}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
