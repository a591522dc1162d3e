"""Every kernel compiles for CUDA without a GPU (NVRTC), so that the CUDA side cannot rot unseen."""

from __future__ import annotations

import importlib
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
@pytest.mark.parametrize("name", MODULES)
def test_kernels_compile_for_cuda(name: str, arch: int, tmp_path: Path) -> None:
    kernels = importlib.import_module(name)
    wp.compile_aot_module(kernels, device=None, arch=[arch], module_dir=str(tmp_path))
    assert any(path.name.endswith(f"sm{arch}.cubin") or path.suffix == ".ptx" for path in tmp_path.iterdir())


def test_modules_with_kernels_are_found() -> None:
    assert "simulator.render.kernels.tracing" in MODULES
    assert all(hasattr(importlib.import_module(name), "wp") for name in MODULES)
