"""`swerve preview [overrides]`."""

from __future__ import annotations

import sys

from scenes.errors import ConfigError
from simulator.commands import Request
from simulator.config import load_config

FAST = "renderer.quality=draft"
"""What makes a preview fast; any override of the renderer takes its place."""


def run(request: Request) -> int:
    """Draws one clip and its rig, and prints where contact sheet, video and plan lie."""
    if request.words:
        raise ConfigError(request.words[0], "is not an override; expected key=value")
    chosen = any(text.lstrip("+~").startswith("renderer") for text in request.overrides)
    config = load_config([*request.overrides, *(() if chosen else (FAST,))])
    # Imported here: it loads warp and pybullet, which a mistyped override should not wait for.
    from simulator.preview import preview  # noqa: PLC0415

    frames = config.settings.frames
    begin, end = ("\r", "") if sys.stderr.isatty() else ("", "\n")

    def heard(index: int) -> None:
        print(
            f"{begin}{index + 1}/{frames} frames", end=end if index + 1 < frames else "\n", file=sys.stderr, flush=True
        )

    for path in preview(config, heard):
        print(path)
    return 0
