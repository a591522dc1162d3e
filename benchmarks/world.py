"""How long it takes to build a place with everything on it, and to read and mesh a map: CPU time of one process."""

from __future__ import annotations

import multiprocessing
import statistics
import time
from pathlib import Path

from benchmarks.results import Result
from scenes.asset import asset_of
from scenes.opendrive.reader import read_opendrive
from scenes.roads.place import network_of
from scenes.roads.surface.surface_mesh import network_surface
from scenes.roads.templates.urban_road import UrbanRoad
from scenes.roadside.dress import dress
from scenes.streams import stream

LENGTH_M = 400.0
STREETS = 5
MAPS = Path(__file__).parents[2] / "shared" / "fixtures"
"""Maps of others, that are not part of the project."""


def street_build() -> list[Result]:
    """A street of 400 m, another one every time: with the assets of the ones before it, and as a process's first."""
    with multiprocessing.get_context("spawn").Pool(1) as fresh:
        cold_s, _, _ = fresh.apply(build_street, (0,))
    build_street(0)
    runs = [build_street(1 + k) for k in range(STREETS)]
    seconds = [run[0] for run in runs]
    text = (
        f"urban road of {LENGTH_M:g} m, houses, trees, furniture and land; {min(run[1] for run in runs)} to "
        f"{max(run[1] for run in runs)} triangles in some {runs[0][2]} instances; CPU time"
    )
    return [
        Result(
            name="street_build_s", value=statistics.median(seconds), unit="s", config=f"{text}; median of {STREETS}"
        ),
        Result(name="street_build_cold_s", value=cold_s, unit="s", config=f"{text}; the first of a process"),
    ]


def build_street(number: int) -> tuple[float, int, int]:
    """CPU seconds, triangles and instances of one street with all its meshes."""
    start = time.process_time()
    place = UrbanRoad(length_m=LENGTH_M, turn_rad=0.2 + 0.02 * number)
    network = network_of(place)
    way = [(0.0, 0.0), (LENGTH_M, 0.0)]
    dressing = dress(network, place.surroundings(), stream(number, "bench.street_build"), near=way)
    pieces = [*dressing.scenery, *dressing.actors]
    triangles = sum(asset_of(piece.asset).triangles for piece in pieces)
    return time.process_time() - start, triangles, len(pieces)


def map_load() -> list[Result]:
    """Reading and meshing the largest map at hand; nothing where none is."""
    found = sorted(MAPS.rglob("*.xodr"), key=lambda path: path.stat().st_size)
    if not found:
        return []
    start = time.process_time()
    network = read_opendrive(found[-1]).network
    faces = len(network_surface(network).patch.faces)
    text = f"{found[-1].name}: {len(network.roads)} roads, {faces} triangles; CPU time"
    return [Result(name="map_load_s", value=time.process_time() - start, unit="s", config=text)]


ALL = {"street_build_s": street_build, "map_load_s": map_load}
