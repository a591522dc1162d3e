"""`swerve verify DATASET [clips=K|all|[N,...]] [workers=N]`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import yaml

from scenes.errors import ConfigError, UnknownName
from simulator.commands import Request
from simulator.object_store.url import folder_of

if TYPE_CHECKING:
    from simulator.clip_comparison import Verdict
    from simulator.maker import Maker

OPTIONS = ("clips", "workers")
SHOWN = 10
"""Faults of a clip that are printed; chosen: a clip made by another version differs in every file."""


def run(request: Request) -> int:
    """Makes some clips of a dataset again and compares them byte by byte; 0 when all are equal, 1 when one is not."""
    if len(request.words) != 1:
        raise ConfigError("verify", f"got {' '.join(request.words) or 'nothing'}, allowed: the folder of one dataset")
    given = dict(_option(override) for override in request.overrides)
    workers = given.get("workers", 1)
    if type(workers) is not int or workers < 1:
        raise ConfigError("workers", f"got {workers}, allowed: an integer of 1 or more")
    # Imported here: they load what rendering needs, which a mistyped option should not wait for.
    from simulator.maker import maker_of  # noqa: PLC0415
    from simulator.progress import progress  # noqa: PLC0415
    from simulator.verify import DEFAULT_CLIPS, chosen_clips, verify  # noqa: PLC0415

    maker = maker_of(folder_of(request.words[0], "verify"), workers)
    count = maker.config.settings.clips
    clips = chosen_clips(count, given.get("clips", DEFAULT_CLIPS))
    print(_introduction(maker))
    with progress(request.debug, sys.stderr) as listener:
        verdicts = sorted(verify(maker, clips, workers, listener), key=lambda verdict: verdict.clip)
    for verdict in verdicts:
        print(_told(verdict))
    different = sum(bool(verdict.faults) for verdict in verdicts)
    files = sum(verdict.files for verdict in verdicts)
    result = f"{different} of them not as the run made them" if different else "all of them as the run made them"
    print(f"{len(verdicts)} of {count} clips made again, {files} files compared: {result}")
    return 1 if different or maker.altered else 0


def _option(override: str) -> tuple[str, Any]:
    key, _, value = override.partition("=")
    if key not in OPTIONS:
        raise UnknownName("verify", "option", key, OPTIONS)
    try:
        return key, yaml.safe_load(value)
    except yaml.YAMLError:
        raise ConfigError(key, f"got {value}, allowed: a number or a list of them") from None


def _introduction(maker: Maker) -> str:
    """By whom the dataset was made, and what is another now."""
    lines = [f"{maker.dataset}: made by version {maker.run['version']}, seed {maker.config.settings.seed}"]
    if maker.others:
        lines.append("what makes it again is not what made it, so that files may differ:")
        lines.extend(f"  {other}" for other in maker.others)
    else:
        lines.append("program, libraries, Python, target and input files are those that made it")
    return "\n".join([*lines, *maker.altered])


def _told(verdict: Verdict) -> str:
    count = f"{verdict.files} file{'' if verdict.files == 1 else 's'}"
    if not verdict.faults:
        was = count if verdict.outcome == "made" else f"{verdict.outcome}, as in the run"
        return f"clip {verdict.clip}: equal ({was})"
    shown = [f"  {fault}" for fault in verdict.faults[:SHOWN]]
    if len(verdict.faults) > SHOWN:
        shown.append(f"  and {len(verdict.faults) - SHOWN} more")
    return "\n".join([f"clip {verdict.clip}: differs ({count})", *shown])
