"""What this machine computes with: last bits of results are not the same on every one."""

from __future__ import annotations

import ctypes
import functools
import platform
from pathlib import Path

import numpy as np

_LIBRARIES = ("numpy.libs/*openblas*", "numpy/.dylibs/*openblas*")
"""Where wheels of numpy have OpenBLAS, on Linux and on macOS."""


@functools.cache
def arithmetic() -> str:
    """Whose kernels OpenBLAS has chosen, which extensions of the processor numpy makes use of, and the C library.

    As in `OpenBLAS-SkylakeX X86_V3 X86_V4 glibc-2.36`. Products of matrices differ in their last bits with the first,
    sines of arrays with the second, functions of single numbers with the third.
    """
    found = np.show_config(mode="dicts")["SIMD Extensions"].get("found", ())
    return " ".join([f"OpenBLAS-{_openblas_core()}", *found, "-".join(platform.libc_ver())])


def _openblas_core() -> str:
    """By OpenBLAS's own `openblas_get_corename`, with the affixes that it has in numpy's wheels."""
    root = Path(np.__file__).parents[1]
    for path in (path for pattern in _LIBRARIES for path in sorted(root.glob(pattern))):
        core = getattr(ctypes.CDLL(str(path)), "scipy_openblas_get_corename64_", None)
        if core is not None:
            core.restype = ctypes.c_char_p
            return str(core().decode())
    return "unknown"
