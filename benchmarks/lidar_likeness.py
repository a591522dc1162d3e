"""Our clouds beside KITTI's by one estimator: `python -m benchmarks.lidar_likeness KITTI_FOLDER [OUT]`.

KITTI_FOLDER: `training/velodyne` of the object set, or any folder of .bin files. Prints a table, writes figures, JSON
and curves to OUT (docs/images/lidar). Only aggregate numbers of KITTI's files leave this program.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray
from PIL import Image
from rich.console import Console
from rich.table import Table

from benchmarks.curves import Curves, panel
from benchmarks.lidar_statistics import COSINE_EDGES, NOISE_EDGES_M, RANGE_EDGES_M, rings_of, statistics
from simulator import load_config, simulate_clip
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.base import Mounting
from simulator.sensors.lidar.beam_table import Hdl64Kitti

PLACES: dict[str, tuple[str, ...]] = {
    "urban": ("scenario=drive", "road=urban"),
    "parked cars": ("scenario=child_dartout_parked",),
    "rural": ("scenario=drive", "road=rural"),
    "motorway": ("scenario=drive", "road=motorway"),
    "junction": ("scenario=drive", "road=x_junction"),
    "cyclist": ("scenario=cyclist_nearside_obstructed",),
}
"""Where our frames are taken: what KITTI's cars drove through."""
SEEDS = (101, 202)
TIME_S = 1.0
Stats = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Group:
    """Frames by name, and how they are drawn."""

    name: str
    color: tuple[int, int, int]
    frames: dict[str, Stats]


FIGURES: dict[str, tuple[str, float]] = {
    "points": ("points a frame", 1.0),
    "elevation_error_deg": ("elevation of rings against the table, largest, degrees", 1.0),
    "step_median_deg": ("azimuth step, median, degrees", 1.0),
    "step_mean_deg": ("azimuth step, mean, degrees", 1.0),
    "half_step_share": ("share of half steps", 1.0),
    "zero_share": ("share of zero intensities", 1.0),
    "intensity_median": ("intensity, median", 1.0),
    "saturated_share": ("share of saturated intensities", 1.0),
    "dropout_share": ("missing returns inside rings, share", 1.0),
    "noise_near_m": ("range noise on the ground, 7 to 20 m, metres", 1.0),
    "noise_far_m": ("range noise on the ground, 20 to 30 m, metres", 1.0),
}


def our_frames() -> dict[str, NDArray[np.float32]]:
    """Points (N, 4) of our frames by name."""
    made = {}
    for place, overrides in PLACES.items():
        for seed in SEEDS:
            clip = simulate_clip(load_config([*overrides, "rig=kitti", f"seed={seed}", "clips=1", "frames=12"]), 0)
            renderer = WarpRenderer(quality="draft")
            renderer.load(clip.scene)
            mount = clip.scene.rig.mount("velodyne")
            mounting = Mounting(name="velodyne", T_ego_sensor=mount.T_ego_sensor)
            environment = clip.scene.environment
            reading, _ = mount.sensor.measure(mounting, renderer, clip.history, environment, TIME_S, seed, {})
            made[f"{place} {seed}"] = reading.points
            print(place, seed, len(reading.points), flush=True)
    return made


def figures(points: NDArray[np.float32], table_deg: NDArray[np.float64]) -> Stats:
    """Statistics of a frame, with the figures of the table."""
    stats = statistics(points)
    error = np.abs(np.array(stats["elevation_deg"]) - table_deg)
    noise = np.array(stats["noise_m"])
    # With a ring that hardly anything returned to, points alone do not tell which of the others is which.
    stats["elevation_error_deg"] = float(np.nanmax(error)) if rings_of(points)[-1] == 63 else np.nan
    stats["intensity_median"] = stats["intensity_quartiles"][1]
    stats["noise_near_m"] = float(np.nanmean(noise[1:4]))
    stats["noise_far_m"] = float(noise[4])
    return stats


def print_table(real: dict[str, Stats], ours: dict[str, Stats]) -> None:
    table = Table("figure", "KITTI", "spread", "ours", "spread", "frames within", title="KITTI and ours")
    for key, (title, _) in FIGURES.items():
        theirs, mine = (np.array([s[key] for s in group.values()], dtype=float) for group in (real, ours))
        low, high = np.nanmin(theirs), np.nanmax(theirs)
        known = mine[np.isfinite(mine)]
        inside = np.mean((known >= low) & (known <= high))
        table.add_row(
            title,
            f"{np.nanmean(theirs):.4g}",
            f"{low:.4g} to {high:.4g}",
            f"{np.nanmean(mine):.4g}",
            f"{np.nanmin(mine):.4g} to {np.nanmax(mine):.4g}",
            f"{100 * inside:.0f} %",
        )
    Console(width=150).print(table)


def plot_curves(real: dict[str, Stats], ours: dict[str, Stats], file: Path) -> None:
    """Six curves: every frame thin, means thick; KITTI orange, ours blue."""
    panels = [
        ("intensity_by_range", RANGE_EDGES_M, "median intensity over range, m", 0.5),
        ("zero_by_range", RANGE_EDGES_M, "share of zero intensities over range, m", 1.0),
        ("dropout_by_range", RANGE_EDGES_M, "missing returns, share, over range, m", 0.3),
        ("intensity_by_cosine", COSINE_EDGES, "median intensity over cosine of incidence", 0.5),
        ("dropout_by_cosine", COSINE_EDGES, "missing returns, share, over cosine of incidence", 0.1),
        ("noise_m", NOISE_EDGES_M, "range noise on the ground, m, over range, m", 0.04),
    ]
    groups = (Group("KITTI", (230, 120, 20), real), Group("ours", (40, 100, 200), ours))
    images = []
    for key, edges, title, top in panels:
        middle = 0.5 * (edges[1:] + edges[:-1])
        curves = [
            Curves(f"{g.name}, {len(g.frames)} frames", g.color, np.array([f[key] for f in g.frames.values()], float))
            for g in groups
        ]
        images.append(panel(title, middle, curves, float(edges[-1]), top))
    rows = [np.concatenate(images[k : k + 3], axis=1) for k in (0, 3)]
    Image.fromarray(np.concatenate(rows)).save(file, optimize=True)


def main(arguments: list[str]) -> int:
    """Compares the .bin files of a folder with our frames."""
    folder, out = Path(arguments[0]), Path(arguments[1] if len(arguments) > 1 else "docs/images/lidar")
    files = sorted(folder.rglob("*.bin"))
    if not files:
        print(f"{folder}: no .bin files", file=sys.stderr)
        return 2
    table_deg = np.degrees(Hdl64Kitti().table().elevation_rad)
    real = {f.stem: figures(np.fromfile(f, np.float32).reshape(-1, 4), table_deg) for f in files}
    ours = {name: figures(points, table_deg) for name, points in our_frames().items()}
    print_table(real, ours)
    out.mkdir(parents=True, exist_ok=True)
    plot_curves(real, ours, out / "likeness.png")
    (out / "likeness.json").write_bytes(orjson.dumps({"kitti": real, "ours": ours}, option=orjson.OPT_INDENT_2))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
