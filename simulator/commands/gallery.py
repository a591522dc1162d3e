"""`swerve gallery [FILTER] [out=FOLDER] [overrides]`."""

from __future__ import annotations

import sys
from pathlib import Path

from scenes.errors import ConfigError, SwerveError, UnknownName
from simulator.commands import Request
from simulator.compose import group_targets
from simulator.config import load_config

DEFAULT_OUT = Path("out/gallery")
SCENARIO = "scenario="


def run(request: Request) -> int:
    """Draws a film strip of every scenario whose name contains the filter, one JPEG each, and prints where they lie.

    Exit status 1 where one of them could not be made; the others are.
    """
    if len(request.words) > 1:
        raise ConfigError(request.words[1], "one filter at a time")
    if any(override.startswith(SCENARIO) for override in request.overrides):
        raise ConfigError("gallery", "shows many scenarios: give a part of their names instead of scenario=...")
    plugins = [override for override in request.overrides if override.startswith("plugins=")]
    wanted = request.words[0] if request.words else ""
    known = group_targets("scenario", plugins)
    names = [name for name in known if wanted in name]
    if not names:
        raise UnknownName("", "scenario", wanted, known)
    out = next((Path(o.removeprefix("out=")) for o in request.overrides if o.startswith("out=")), DEFAULT_OUT)
    return max([_show(name, out, request.overrides) for name in names])


def _show(name: str, out: Path, overrides: tuple[str, ...]) -> int:
    # Imported here: it loads warp and pybullet, which a mistyped filter should not wait for.
    from simulator.gallery import film_strip  # noqa: PLC0415
    from simulator.picture_file import write_picture  # noqa: PLC0415

    path = out / f"{name}.jpg"
    try:
        write_picture(path, film_strip(load_config([f"{SCENARIO}{name}", *overrides])))
    except SwerveError as fault:
        print(f"{name}: {fault}", file=sys.stderr)
        return 1
    print(path)
    return 0
