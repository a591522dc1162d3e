"""How many draws of a written dataset were accepted, and why the others were not."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

NUMBER = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?")


def rates(root: Path) -> dict[str, Any]:
    """clips: accepted ones; failed: given up; draws: of both; refused: counts by reason, numbers as #."""
    entries = [json.loads(line) for line in (root / "record/clips.jsonl").read_text().splitlines()]
    reasons: Counter[str] = Counter()
    for entry in entries:
        for attempt in entry["refused"]:
            reasons.update(NUMBER.sub("#", reason) for reason in attempt)
    accepted = [entry for entry in entries if "measures" in entry]
    draws = len(accepted) + sum(len(entry["refused"]) for entry in entries)
    return {
        "clips": len(accepted),
        "failed": len(entries) - len(accepted),
        "draws": draws,
        "accepted_share": round(len(accepted) / draws, 3),
        "refused": dict(reasons.most_common()),
    }
