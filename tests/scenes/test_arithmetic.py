"""What is recorded of the processor tells apart those on which numpy computes other last bits."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import numpy as np
import pytest
from conftest import ROOT

from scenes.arithmetic import arithmetic

FAR_APART = """
import hashlib, numpy as np
from scenes.arithmetic import arithmetic
wide = np.random.default_rng(7).standard_normal((64, 64))
print(arithmetic(), hashlib.md5((wide @ wide).tobytes() + np.sin(wide).tobytes()).hexdigest(), sep="|")
"""


def elsewhere(**environment: str) -> list[str]:
    """What a process in that environment tells of its arithmetic, and a digest of what it computes."""
    told = subprocess.run(
        [sys.executable, "-c", FAR_APART],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout.strip().split("|")


def test_processes_that_compute_alike_tell_the_same() -> None:
    assert elsewhere() == elsewhere()
    assert elsewhere()[0] == arithmetic()


def test_a_processor_for_which_products_of_matrices_are_made_otherwise_is_another_one() -> None:
    new, old = (elsewhere(OPENBLAS_CORETYPE=core) for core in ("Haswell", "Nehalem"))
    if new[1] == old[1]:
        pytest.skip("this numpy has no OpenBLAS that chooses by processor")
    assert new[0] != old[0]


def test_the_c_library_is_told() -> None:
    assert arithmetic().endswith("-".join(platform.libc_ver()))


def test_a_processor_without_the_newest_extensions_is_another_one() -> None:
    found = np.show_config(mode="dicts")["SIMD Extensions"].get("found", ())
    if not found:
        pytest.skip("numpy makes use of no extension of this processor")
    assert elsewhere(NPY_DISABLE_CPU_FEATURES=" ".join(found))[0] != arithmetic()
