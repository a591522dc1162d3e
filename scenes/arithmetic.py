"""What numpy computes with here: last bits of its results are not the same on every processor."""

from __future__ import annotations

import ctypes
import functools
from pathlib import Path

import numpy as np

_LIBRARIES = ("numpy.libs/*openblas*", "numpy/.dylibs/*openblas*")
"""Where wheels of numpy have OpenBLAS, on Linux and on macOS."""


@functools.cache
def instructions() -> str:
    """Extensions of which numpy makes use, and the processor for which OpenBLAS has chosen its kernels.

    As in `OpenBLAS-SkylakeX X86_V3 X86_V4`. Sines and products of matrices differ with them in their last bits.
    """
    found = np.show_config(mode="dicts")["SIMD Extensions"].get("found", ())
    return " ".join([f"OpenBLAS-{_openblas_core()}", *found])


def _openblas_core() -> str:
    """By OpenBLAS's own `openblas_get_corename`, with the affixes that it has in numpy's wheels."""
    root = Path(np.__file__).parents[1]
    for path in (path for pattern in _LIBRARIES for path in sorted(root.glob(pattern))):
        core = getattr(ctypes.CDLL(str(path)), "scipy_openblas_get_corename64_", None)
        if core is not None:
            core.restype = ctypes.c_char_p
            return str(core().decode())
    return "unknown"
