"""`swerve assets [FILTER] [assets=[...]] [plugins=[...]] [out=FILE]`."""

from __future__ import annotations

import sys
from pathlib import Path

from scenes.errors import ConfigError
from simulator.commands import Request
from simulator.config import load_config
from simulator.files import png_path

ALLOWED = ("out", "assets", "plugins", "allow_unlicensed", "device", "renderer")
"""Keys, and beginnings of keys, that mean something to a contact sheet."""
DEFAULT_OUT = "out/assets.png"


def run(request: Request) -> int:
    """Draws a contact sheet of all assets, or of those whose name or class contains FILTER; prints where it lies.

    Exit status 1 where an imported asset cannot be used.
    """
    if len(request.words) > 1:
        raise ConfigError(request.words[1], "one filter at a time: swerve assets [FILTER]")
    for override in request.overrides:
        if override.lstrip("+~").partition("=")[0].partition(".")[0] not in ALLOWED:
            raise ConfigError("assets", f"got {override}, allowed: {', '.join(f'{key}=...' for key in ALLOWED)}")
    config = load_config(request.overrides)
    chosen = any(override.startswith("out=") for override in request.overrides)
    # Imported here: it loads warp and pybullet, which a mistyped override should not wait for.
    from simulator.contact_sheet import contact_sheet, exhibits  # noqa: PLC0415
    from simulator.parts import build_renderer  # noqa: PLC0415
    from simulator.picture_file import write_picture  # noqa: PLC0415

    path = png_path(config.out if chosen else Path(DEFAULT_OUT))
    shown = exhibits(config.catalogue, request.words[0] if request.words else "")
    begin, end = ("\r", "") if sys.stderr.isatty() else ("", "\n")

    def heard(index: int) -> None:
        last = index + 1 == len(shown)
        if end == "" or last or (index + 1) % 10 == 0:
            print(f"{begin}{index + 1}/{len(shown)} assets", end="\n" if last else end, file=sys.stderr, flush=True)

    write_picture(path, contact_sheet(shown, build_renderer(config), heard))
    refused = [exhibit for exhibit in shown if exhibit.spec is None]
    for exhibit in refused:
        print("".join(exhibit.lines[1:]), file=sys.stderr)
    print(path)
    return 1 if refused else 0
