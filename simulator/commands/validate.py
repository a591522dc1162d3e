"""`swerve validate DATASET [out=report.json]`."""

from __future__ import annotations

from pathlib import Path

import orjson

from scenes.errors import ConfigError
from simulator.commands import Request
from simulator.object_store.url import folder_of


def run(request: Request) -> int:
    """Prints what is wrong with a dataset; 0 only when nothing is. out: a file for the whole report as JSON."""
    outs = [text.removeprefix("out=") for text in request.overrides if text.startswith("out=")]
    if len(request.words) != 1 or len(outs) != len(request.overrides) or len(outs) > 1:
        raise ConfigError("validate", "expected one dataset: swerve validate DATASET [out=report.json]")
    # Imported here: it loads OpenCV and pycocotools.
    from simulator.files import write_atomically  # noqa: PLC0415
    from simulator.validation.report import report_text  # noqa: PLC0415
    from simulator.validation.validate import validate  # noqa: PLC0415

    report = validate(folder_of(request.words[0], "validate"))
    print(report_text(report))
    if outs:
        write_atomically(Path(outs[0]), orjson.dumps(report.json(), option=orjson.OPT_INDENT_2))
    return 0 if report.is_valid else 1
