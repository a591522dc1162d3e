"""The graphics card's benchmark runs where only numpy, scipy, trimesh and warp are installed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ALONE = """
import sys

ALLOWED = {"numpy", "scipy", "trimesh", "warp", "benchmarks", "scenes", "simulator"}


class Nothing:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        private = top.startswith("_")  # of Python's own build
        if not private and top not in ALLOWED and top not in sys.stdlib_module_names:
            raise ModuleNotFoundError(f"not installed here: {name}", name=name)


sys.meta_path.insert(0, Nothing())
"""


def run_alone(script: str) -> subprocess.CompletedProcess[str]:
    """A process that can import nothing but the standard library, this project and four packages."""
    command = [sys.executable, "-c", ALONE + script]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=900)


def test_the_benchmark_needs_four_packages_only() -> None:
    done = run_alone("import benchmarks.gpu")
    assert done.returncode == 0, done.stderr


def test_the_hook_would_catch_a_fifth_package() -> None:
    done = run_alone("import benchmarks.run")
    assert "not installed here: orjson" in done.stderr


@pytest.mark.slow
def test_the_benchmark_runs_on_the_cpu_and_writes_its_figures(tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    done = run_alone(
        f"from benchmarks.gpu import main\nsys.exit(main(['--device', 'cpu', '--quick', '--out', {str(out)!r}]))"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    document = json.loads(out.read_text())
    assert document["scene"]["triangles"] >= 300_000
    assert document["scene"]["instances"] >= 100
    values = {row["name"]: row["value"] for row in document["results"]}
    assert {"draft_host_fps", "coherent_grays_s", "incoherent_grays_s", "lidar_scans_s", "floor_rays_ms"} <= set(values)
    assert all(value > 0 for name, value in values.items() if not name.endswith("copies_ms"))
