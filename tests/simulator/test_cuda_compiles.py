"""Every kernel compiles for CUDA without a GPU (NVRTC), so that the CUDA side cannot rot unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("arch", [80, 90])
@pytest.mark.parametrize("module", ["tracing", "shading", "filtering"])
def test_kernels_compile_for_cuda(module: str, arch: int, tmp_path: Path) -> None:
    import importlib

    import warp as wp

    kernels = importlib.import_module(f"simulator.render.kernels.{module}")
    wp.compile_aot_module(kernels, device=None, arch=[arch], module_dir=str(tmp_path))
    assert any(path.name.endswith(f"sm{arch}.cubin") or path.suffix == ".ptx" for path in tmp_path.iterdir())
