"""Compute devices and the compiler options that fix what the kernels' arithmetic is."""

from __future__ import annotations

import platform
from functools import cache
from pathlib import Path
from typing import Any

import warp as wp

from scenes.arithmetic import arithmetic
from scenes.errors import DeviceError
from simulator.native_output import silenced_stderr
from simulator.render.kernel_cache import mended_once

wp.config.log_level = wp.LOG_WARNING

_INLINING = (
    "-mllvm=-inline-threshold=2200 -mllvm=-inline-cold-callsite-threshold=3000 -mllvm=-slp-recursion-max-depth=4"
)


def cpu_compiler_flags() -> str:
    """Flags of every CPU kernel: x86-64-v3 where the processor has it, so that machines of that level agree."""
    return f"-target-cpu x86-64-v3 {_INLINING}" if _has_x86_64_v3() else _INLINING


def kernel_options() -> dict[str, Any]:
    """Module options of all kernels: no backward pass, no contraction to FMA (DESIGN section 6), small CUDA blocks."""
    return {
        "enable_backward": False,
        "fuse_fp": False,
        "fast_math": False,
        "block_dim": 64,
        "cpu_compiler_flags": cpu_compiler_flags(),
    }


@cache
def _has_x86_64_v3() -> bool:
    if platform.machine() != "x86_64":
        return False
    info = Path("/proc/cpuinfo")
    flags = set(info.read_text().split()) if info.exists() else set()
    return {"avx2", "bmi1", "bmi2", "fma", "f16c", "movbe"} <= flags


def require_device(name: str) -> str:
    """`usable_device`; compiled kernels that are damaged are removed before any of them is loaded."""
    usable_device(name)
    mended_once()
    return name


def usable_device(name: str) -> str:
    """The device's name when it is usable.

    Raises DeviceError: a CUDA device that is not there, and why; there is no fall-back to the CPU.
    """
    with silenced_stderr():  # 'no CUDA driver' would greet every user of a machine without a GPU
        wp.init()
    if name == "cpu":
        return name
    if name != "cuda" and not (name.startswith("cuda:") and name[5:].isdigit()):
        raise DeviceError(f"device: unknown device '{name}'. Valid: cpu, cuda (all GPUs), cuda:0, cuda:1, ...")
    devices = [d.alias for d in wp.get_cuda_devices()]
    if name == "cuda":
        _check_alike({int(d.arch) for d in wp.get_cuda_devices()})
    if name in devices or (name == "cuda" and devices):
        return name
    raise DeviceError(f"device: '{name}' is not usable: {_why_no_cuda(devices)}. Use device=cpu to render on the CPU")


def _check_alike(architectures: set[int]) -> None:
    """Raises DeviceError where GPUs would make other bytes than others: pictures depend on the architecture."""
    if len(architectures) > 1:
        told = ", ".join(f"sm_{arch}" for arch in sorted(architectures))
        raise DeviceError(
            f"device: 'cuda' means all GPUs, which are of several architectures ({told}) and make different bytes; "
            "choose some by CUDA_VISIBLE_DEVICES, or one by device=cuda:0"
        )


def require_answer(device: str) -> None:
    """Raises DeviceError where a device does not compute any more, as a GPU after a fault of its driver."""
    try:
        answer = float(wp.ones(1, dtype=wp.float32, device=device).numpy()[0])
    except Exception as fault:
        reason = " ".join(str(fault).split())
    else:
        if answer == 1.0:
            return
        reason = f"it answers {answer}"
    raise DeviceError(
        f"device: '{device}' does not compute any more ({reason}). Published clips are intact; "
        "the same command continues once it does (nvidia-smi, dmesg show what happened)"
    )


def _why_no_cuda(devices: list[str]) -> str:
    if devices:
        return f"the machine has {', '.join(devices)}"
    if not Path("/proc/driver/nvidia/version").exists():
        return "no NVIDIA driver is loaded on this machine"
    driver = Path("/proc/driver/nvidia/version").read_text().splitlines()[0]
    return f"Warp {wp.__version__} finds no device with this driver (its wheels need R580 or newer): {driver}"


def target_description(device: str) -> str:
    """What bytes depend on beside config and version: what the host computes with, CPU flags or the GPU's architecture.

    What differs most often comes first, so that it is seen where a difference is told in short.
    """
    host = f"{arithmetic()} {platform.machine()}"
    return f"{host} {cpu_compiler_flags()}" if device == "cpu" else f"sm_{wp.get_device(device).arch} {host}"
