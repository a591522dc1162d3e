"""Real scenario files of others, where a checkout has them beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

FIXTURES = Path(__file__).resolve().parents[3] / "shared" / "fixtures"
SCENARIOS = sorted(
    (
        *FIXTURES.glob("esmini/resources/xosc/*.xosc"),
        *FIXTURES.glob("alks/logical_scenarios/concrete_scenarios/*.xosc"),
        *FIXTURES.glob("ncap/OpenSCENARIO/NCAP/CA-FC_2026/*.xosc"),
    )
)
VARIATIONS = sorted(
    (
        *FIXTURES.glob("alks/logical_scenarios/*.xosc"),
        *FIXTURES.glob("ncap/OpenSCENARIO/NCAP/CA-FC_2026/Variations/*/*.xosc"),
    )
)
needs_real_scenarios = pytest.mark.skipif(not SCENARIOS, reason="../shared/fixtures holds no scenarios of others")
each_real_scenario = pytest.mark.parametrize("path", SCENARIOS or [None], ids=lambda p: "none" if p is None else p.stem)


def real_scenario(stem: str) -> Path:
    """The fixture whose name begins so."""
    return next(path for path in SCENARIOS if path.stem.startswith(stem))
