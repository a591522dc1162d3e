"""`swerve doctor [overrides]`, say `swerve doctor device=cuda:0 out=/data/run workers=8`."""

from __future__ import annotations

import os
from collections import Counter

from scenes.errors import ConfigError
from simulator.commands import Request
from simulator.config import load_config

_LEVEL, _SUBJECT = 8, 13
"""Widths of the columns."""


def run(request: Request) -> int:
    """Prints a line a check, as it is made, and a remedy below each that is not well; 0 without faults."""
    if request.words:
        raise ConfigError("doctor", f"got {' '.join(request.words)}, allowed: overrides such as device=cuda:0 out=...")
    config = load_config(request.overrides)
    # Imported here: it loads warp, pybullet and OpenCV, which a mistyped override should not wait for.
    from simulator.doctor.diagnosis import checks  # noqa: PLC0415
    from simulator.doctor.finding import examine  # noqa: PLC0415

    counted: Counter[str] = Counter()
    for subject, finding in examine(checks(config, os.environ)):
        counted[finding.level] += 1
        print(f"{finding.level:{_LEVEL}} {subject:{_SUBJECT}} {finding.found}", flush=True)
        if finding.remedy:
            print(f"{'':{_LEVEL}} {'':{_SUBJECT}} {finding.remedy}", flush=True)
        if finding.trace and request.debug:
            print(finding.trace, flush=True)
    print(f"{counted['fault']} faults, {counted['warning']} warnings")
    return 1 if counted["fault"] else 0
