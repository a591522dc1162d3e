"""Where the real OpenDRIVE maps lie; without them, tests of them skip."""

from __future__ import annotations

from pathlib import Path

import pytest

REAL = Path(__file__).resolve().parents[3] / "shared" / "fixtures"
MAPS = sorted(REAL.rglob("*.xodr")) if REAL.is_dir() else []

needs_real_maps = pytest.mark.skipif(not MAPS, reason="the real maps (../shared/fixtures) are not beside this checkout")
each_real_map = pytest.mark.parametrize(
    "path", MAPS or [pytest.param(None, marks=needs_real_maps)], ids=lambda path: getattr(path, "stem", "none")
)


def real_map(stem: str) -> Path:
    """The map of that name."""
    return next(path for path in MAPS if path.stem == stem)
