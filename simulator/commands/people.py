"""`swerve people DATASET`."""

from __future__ import annotations

from scenes.errors import ConfigError
from simulator.commands import Request
from simulator.object_store.url import folder_of
from simulator.people_report import people_report


def run(request: Request) -> int:
    """Prints what people were to look like and what they look like; 0 where the dataset has such a record."""
    if len(request.words) != 1 or request.overrides:
        raise ConfigError("people", "expected one dataset: swerve people DATASET")
    print(people_report(folder_of(request.words[0], "people")))
    return 0
