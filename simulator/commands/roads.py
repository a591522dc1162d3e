"""`swerve roads road=... [out=FILE] [seed=N]`."""

from __future__ import annotations

import sys
from pathlib import Path

from scenes.errors import ConfigError
from scenes.roads.place import network_of
from scenes.streams import stream
from simulator.commands import Request
from simulator.config import load_config
from simulator.files import png_path
from simulator.places import GROUP, build_places

ALLOWED = (GROUP, "out", "seed", "plugins")
"""Keys, and beginnings of keys, that mean something to a plan of roads."""
DEFAULT_OUT = "out/roads.png"


def run(request: Request) -> int:
    """Draws a place's roads from above, as the first clip of that seed has them; prints what its map could not give."""
    if request.words:
        raise ConfigError(request.words[0], "is not an override; expected road=urban, or road=opendrive road.file=FILE")
    for override in request.overrides:
        if override.lstrip("+~").partition("=")[0].partition(".")[0] not in ALLOWED:
            raise ConfigError("roads", f"got {override}, allowed: {', '.join(f'{key}=...' for key in ALLOWED)}")
    config = load_config(request.overrides)
    places = build_places(config.nodes[GROUP], config.packages)
    if places is None:
        raise ConfigError(GROUP, "none is chosen; expected a choice such as road=urban")
    chosen = any(override.startswith("out=") for override in request.overrides)
    path = png_path(config.out if chosen else Path(DEFAULT_OUT))
    # Imported here: a mistyped override should not wait for OpenCV.
    from simulator.picture_file import write_picture  # noqa: PLC0415
    from simulator.road_plan import road_plan  # noqa: PLC0415

    place = places.place(places.draw(stream(config.settings.seed, "scenario.draw", 0, 0)))
    write_picture(path, road_plan(network_of(place)))
    for note in place.notes():
        print(f"note: {note}", file=sys.stderr)
    print(path)
    return 0
