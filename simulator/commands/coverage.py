"""`swerve coverage DATASET [strength=1|2|3] [bins=N] [over=[...]] [edges={...}] [out=FILE.json]`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson
import yaml

from scenes.errors import ConfigError, UnknownName
from simulator.commands import Request
from simulator.files import write_atomically
from simulator.object_store.url import folder_of

OPTIONS = ("strength", "bins", "over", "edges", "out")
MOST_STRENGTH = 3
"""Combinations of four of some twenty parameters are a million."""


def run(request: Request) -> int:
    """Prints what of its declared space a dataset covers; writes it as JSON where `out` says."""
    if len(request.words) != 1:
        raise ConfigError("coverage", f"got {' '.join(request.words) or 'nothing'}, allowed: the folder of one dataset")
    given = dict(_option(override) for override in request.overrides)
    # Imported here: a mistyped option should not wait for numpy.
    from simulator.coverage import coverage  # noqa: PLC0415
    from simulator.coverage_report import as_json, as_text  # noqa: PLC0415

    strengths = _strengths(given.pop("strength", MOST_STRENGTH))
    target = given.pop("out", None)
    found = coverage(folder_of(request.words[0], "coverage"), given, strengths)
    print(as_text(found))
    if target is not None:
        path = Path(str(target))
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, orjson.dumps(as_json(found), option=orjson.OPT_INDENT_2))
        print(f"\n{path}")
    return 0


def _option(override: str) -> tuple[str, Any]:
    key, _, value = override.partition("=")
    if key not in OPTIONS:
        raise UnknownName("coverage", "option", key, OPTIONS)
    try:
        return key, yaml.safe_load(value)
    except yaml.YAMLError:
        raise ConfigError(key, f"got {value}, allowed: a number, a list or a mapping") from None


def _strengths(strength: object) -> Sequence[int]:
    if not isinstance(strength, int) or not 1 <= strength <= MOST_STRENGTH:
        raise ConfigError("strength", f"got {strength}, allowed: 1 to {MOST_STRENGTH}")
    return range(1, strength + 1)
