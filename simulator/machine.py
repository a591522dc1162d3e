"""What a process runs on: host, device, versions, compiled kernels. Facts of the host, outside what bytes depend on."""

from __future__ import annotations

import os
import platform
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from simulator import __version__
from simulator.provenance import LIBRARIES

KERNEL_HASH_DIGITS = 7
"""Hexadecimal digits of a kernel module's hash; as many as Warp has in the names of its cache's folders."""

_NVIDIA = Path("/proc/driver/nvidia/version")


@cache
def machine_facts(device: str) -> dict[str, Any]:
    """Host, system, processor, cores; of a CUDA device its name and driver. Constant while a process lives."""
    facts = {
        "host": platform.node(),
        "device": device,
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": platform.platform(),
    }
    return {**facts, **_gpu_facts(device)} if device.startswith("cuda") else facts


@cache
def versions() -> dict[str, str]:
    """Of this program, Python and the libraries that reach the bytes of a dataset."""
    found = {"swerve": __version__, "python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def kernel_hashes() -> dict[str, str]:
    """Warp's hash of every module of ours whose kernels this process has loaded, by the module's name.

    It covers the kernels' code and how it is compiled: equal hashes are equal kernels.
    """
    warp = sys.modules.get("warp")
    if warp is None:
        return {}
    names = sorted(name for name in sys.modules if name.startswith("simulator.") and ".kernels." in name)
    modules = [(name, warp.get_module(name)) for name in names]
    return {
        name.removeprefix("simulator."): module.get_module_hash().hex()[:KERNEL_HASH_DIGITS]
        for name, module in modules
        if module.kernels and module.hashers  # of those that were not loaded it would be made now, for nothing
    }


def gpu_memory(device: str) -> dict[str, int]:
    """Of a CUDA device: bytes in use by everybody now, and the most that this process's kernels had. Else nothing."""
    warp = sys.modules.get("warp")
    if warp is None or not device.startswith("cuda"):
        return {}
    gpu = warp.get_device(device)
    facts = {"gpu_used_bytes": int(gpu.total_memory - gpu.free_memory)}
    if gpu.is_mempool_supported:
        facts["gpu_peak_bytes"] = int(warp.get_mempool_used_mem_high(gpu))
    return facts


def _gpu_facts(device: str) -> dict[str, Any]:
    import warp as wp  # noqa: PLC0415  (loads slowly; only who renders on a GPU asks)

    gpu = wp.get_device(device)
    driver = _NVIDIA.read_text().splitlines()[0] if _NVIDIA.exists() else "unknown"
    return {"gpu": gpu.name, "gpu_architecture": f"sm_{gpu.arch}", "driver": driver}


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
