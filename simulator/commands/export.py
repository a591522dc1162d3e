"""`swerve export DATASET exporter=[NAME,...] out=FOLDER [exporter.NAME.option=...] [overwrite=true] [workers=N]`."""

from __future__ import annotations

import sys

from scenes.errors import ConfigError
from simulator.commands import Request
from simulator.commands.generate import told
from simulator.object_store.url import folder_of


def run(request: Request) -> int:
    """Writes a dataset's store in other formats, without rendering; 0 only when all of it is on disk."""
    if len(request.words) != 1:
        raise ConfigError("export", f"got {' '.join(request.words) or 'nothing'}, allowed: the folder of one dataset")
    # Imported here: they load what rendering needs, which a mistyped override should not wait for.
    from simulator.export import export  # noqa: PLC0415
    from simulator.progress import progress  # noqa: PLC0415

    with progress(request.debug, sys.stderr) as listener:
        summary = export(folder_of(request.words[0], "export"), request.overrides, listener)
    return told(summary)
