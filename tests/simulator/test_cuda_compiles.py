"""Every kernel compiles for CUDA without a GPU (NVRTC), so that the CUDA side cannot rot unseen."""

from __future__ import annotations

import importlib
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
import warp as wp

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for folder in ("simulator", "benchmarks")
    for path in (ROOT / folder).rglob("*.py")
    if "@wp.kernel" in path.read_text()
)
"""All modules that define kernels, wherever they lie: none can be forgotten."""


@pytest.mark.slow
@pytest.mark.parametrize("arch", [80, 90])
def test_kernels_compile_for_cuda(arch: int, tmp_path: Path) -> None:
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        for name, done in {name: pool.submit(compiled, name, arch, tmp_path / name) for name in MODULES}.items():
            assert done.result(), f"{name} left nothing for sm_{arch}"


def compiled(name: str, arch: int, folder: Path) -> bool:
    """Compiles a module for a card; whether there is something to load."""
    folder.mkdir()
    wp.compile_aot_module(importlib.import_module(name), device=None, arch=[arch], module_dir=str(folder))
    return any(path.name.endswith(f"sm{arch}.cubin") or path.suffix == ".ptx" for path in folder.iterdir())


def test_modules_with_kernels_are_found() -> None:
    assert "simulator.render.kernels.tracing" in MODULES
    assert all(hasattr(importlib.import_module(name), "wp") for name in MODULES)
