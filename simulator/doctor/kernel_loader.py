"""Run as a program: loads each module of kernels that the cache holds for a device, and says which one it is at."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import warp as wp

import simulator.render.kernels
import simulator.sensors.camera.kernels
from simulator.render.device import usable_device
from simulator.render.kernel_cache import is_damaged

PACKAGES = (simulator.render.kernels, simulator.sensors.camera.kernels)


def main(device: str) -> None:
    """Prints `begin FOLDER` before each, then `loaded FOLDER`, `absent FOLDER` or `broken FOLDER<tab>why`."""
    usable_device(device)
    for module in _modules():
        # Warp's CPU launches are compiled for blocks of one thread (Module.load), CUDA's for the module's own.
        block_dim = 1 if device == "cpu" else None
        folder = Path(wp.config.kernel_cache_dir, module.get_module_identifier(block_dim))
        if not _is_compiled(folder, device):
            print(f"absent {folder}", flush=True)
            continue
        if is_damaged(folder):
            print(f"broken {folder}\tnot what was compiled", flush=True)
            return
        print(f"begin {folder}", flush=True)
        try:
            wp.load_module(module, device=device, block_dim=block_dim)
        except Exception as fault:
            print(f"broken {folder}\t{' '.join(str(fault).split())}", flush=True)
            return
        print(f"loaded {folder}", flush=True)


def _modules() -> Iterator[Any]:
    """Warp's modules that hold kernels."""
    for package in PACKAGES:
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            importlib.import_module(found.name)
            module = wp.get_module(found.name)
            if module.kernels:
                yield module


def _is_compiled(folder: Path, device: str) -> bool:
    """Whether there is code for the device: objects for the CPU, cubin or PTX for its architecture on CUDA."""
    code = "*.o" if device == "cpu" else f"*.sm{wp.get_device(device).arch}*"
    return any(folder.glob("*.meta")) and any(folder.glob(code))


if __name__ == "__main__":
    main(sys.argv[1])
