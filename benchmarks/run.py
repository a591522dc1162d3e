"""Prints tables and writes benchmarks/latest.json: `python -m benchmarks.run [NAME ...]`.

Comparisons with path tracers, and thousands of frames of whole streets, take long and run only when they are named.
"""

from __future__ import annotations

import sys
from pathlib import Path

import orjson
from rich.console import Console
from rich.table import Table

from benchmarks import (
    camera,
    equal_error,
    formats,
    frame,
    geometry,
    lidar,
    manifests,
    memory,
    overhead,
    peers,
    reference,
    rigs,
    scaling,
    stories,
    workers,
    world,
)
from benchmarks.results import Result, machine
from scenes.errors import UnknownName

LATEST = Path(__file__).parent / "latest.json"


def main(names: list[str]) -> int:
    """Runs all benchmarks, or those named."""
    slow = {**reference.ALL, **equal_error.ALL, **memory.SLOW}
    known = {
        **geometry.ALL,
        **frame.ALL,
        **formats.ALL,
        **camera.ALL,
        **lidar.ALL,
        **rigs.ALL,
        **world.ALL,
        **stories.ALL,
        **manifests.ALL,
        **workers.ALL,
        **overhead.ALL,
        **scaling.ALL,
        **memory.ALL,
        **peers.ALL,
        **slow,
    }
    for name in names:
        if name not in known:
            print(UnknownName("bench", "benchmark", name, known), file=sys.stderr)
            return 2
    results: list[Result] = []
    for name, work in known.items():
        if name in names or not (names or name in slow):
            results += work()
    _print(results)
    if not names:
        document = {"machine": machine(), "results": [result.row() for result in results]}
        LATEST.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n")
    return 0


def _print(results: list[Result]) -> None:
    table = Table("name", "value", "unit", "peer", "peer's value", "ratio", title=str(machine()))
    for result in results:
        row = result.row()
        peer_value = "" if result.peer_value is None else f"{result.peer_value:.1f}"
        ratio = "" if row["ratio"] is None else f"{row['ratio']:.2f}"
        table.add_row(result.name, f"{result.value:.2f}", result.unit, result.peer or "", peer_value, ratio)
    Console(width=140).print(table)
    for text in dict.fromkeys(result.config for result in results):
        print(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
