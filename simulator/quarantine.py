"""Clips that fail the gate: their files are kept for inspection, where no reader of a format finds them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simulator.layout import QUARANTINE


def quarantine(folder: Path, clip: Mapping[str, Any], reasons: tuple[str, ...]) -> dict[str, Any]:
    """Moves a clip's files within the staging folder; returns its entry among the failures."""
    place = f"{QUARANTINE}/clip-{clip['clip']:06d}"
    for owner, files in clip["files"].items():
        root = folder if owner == "record" else folder / owner
        for file in files:
            source = root / file
            target = folder / place / source.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.exists():
                source.replace(target)
    return {
        "clip": clip["clip"],
        "reason": f"it failed the gate: {reasons[0]}" + (f" and {len(reasons) - 1} more" if len(reasons) > 1 else ""),
        "refused": clip["refused"],
        "quarantined": {"folder": place, "reasons": list(reasons), "attempt": clip["attempt"], "drawn": clip["drawn"]},
    }
