"""Chooses Mitsuba's compute variant without ever letting it end the process."""

from __future__ import annotations

import ctypes
import glob
import importlib.util
import os
import re
from types import ModuleType
from typing import Literal

from scenes.errors import DeviceError, UnknownName

Variant = Literal["scalar_rgb", "llvm_ad_rgb", "cuda_ad_rgb"]
VARIANTS: tuple[Variant, ...] = ("scalar_rgb", "llvm_ad_rgb", "cuda_ad_rgb")

OLDEST_LLVM = 17
"""Measured with Mitsuba 3.9: LLVM 14 is refused, LLVM 15 ends the process while it compiles a kernel; 19 works."""

_LIBRARY_VARIABLE = "DRJIT_LIBLLVM_PATH"
_LIBRARY_PATTERNS = (
    "/usr/lib/*-linux-gnu/libLLVM*.so*",
    "/usr/lib/libLLVM*.so*",
    "/usr/lib64/libLLVM*.so*",
    "/usr/lib/llvm*/lib*/libLLVM*.so*",
    "/usr/local/lib/libLLVM*.so*",
    "/opt/homebrew/opt/llvm*/lib/libLLVM*.dylib",
)


def require_mitsuba(variant: str) -> ModuleType:
    """The module `mitsuba` with the variant active in this thread.

    Raises UnknownName for another variant, DeviceError where the package, LLVM 17 or newer or a GPU is missing.
    """
    if variant not in VARIANTS:
        raise UnknownName("renderer.variant", "Mitsuba variant", variant, VARIANTS)
    if importlib.util.find_spec("mitsuba") is None:
        raise DeviceError("renderer=mitsuba needs the package 'mitsuba': pip install 'swerve[mitsuba]'")
    if variant.startswith("llvm"):
        os.environ[_LIBRARY_VARIABLE] = require_llvm()
    import drjit  # noqa: PLC0415
    import mitsuba  # noqa: PLC0415

    if variant.startswith("cuda") and not drjit.has_backend(drjit.JitBackend.CUDA):
        raise DeviceError(f"renderer.variant={variant}: Dr.Jit finds no usable CUDA device. Use scalar_rgb")
    mitsuba.set_variant(variant)
    module: ModuleType = mitsuba
    return module


def require_llvm() -> str:
    """Path of an LLVM shared library that Dr.Jit can use: the one that DRJIT_LIBLLVM_PATH names, else the newest found.

    Raises DeviceError with what was found. A version that is too old would end the process instead.
    """
    named = os.environ.get(_LIBRARY_VARIABLE)
    paths = [named] if named else [p for pattern in _LIBRARY_PATTERNS for p in sorted(glob.glob(pattern))]
    versions = {path: llvm_version(path) for path in paths}
    usable = {path: version for path, version in versions.items() if version is not None and version >= OLDEST_LLVM}
    if usable:
        return max(usable, key=lambda path: usable[path])
    found = ", ".join(f"{path} (LLVM {version or 'unknown'})" for path, version in versions.items()) or "none"
    raise DeviceError(
        f"renderer.variant=llvm_ad_rgb needs LLVM {OLDEST_LLVM} or newer as a shared library, found: {found}. "
        f"Install one, name it in {_LIBRARY_VARIABLE}, or use renderer.variant=scalar_rgb"
    )


def llvm_version(path: str) -> int | None:
    """Major version of an LLVM shared library: from its name, else asked of itself; None if it is none."""
    named = re.search(r"libLLVM(?:\.so\.|[.-])(\d+)", os.path.basename(os.path.realpath(path)))
    if named and os.path.exists(path):
        return int(named[1])
    try:
        library = ctypes.CDLL(path)
        major, minor, patch = ctypes.c_uint(0), ctypes.c_uint(0), ctypes.c_uint(0)
        library.LLVMGetVersion(ctypes.byref(major), ctypes.byref(minor), ctypes.byref(patch))
    except (OSError, AttributeError):  # LLVMGetVersion exists since LLVM 16
        return None
    return major.value
