"""`swerve status OUT [json=true] [count=N]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from scenes.errors import ConfigError, UnknownName
from simulator.commands import Request
from simulator.object_store.url import StoreUrl, place_of

if TYPE_CHECKING:
    from simulator.status.overview import Overview

OPTIONS = ("json", "count")


def run(request: Request) -> int:
    """Prints how far a dataset is; 0 only when all of it is made and finalized."""
    if len(request.words) != 1:
        raise ConfigError("status", "expected one dataset: swerve status OUT")
    given = dict(_option(override) for override in request.overrides)
    count = _count(given["count"]) if "count" in given else None
    # Imported here: the help should not wait for it.
    from simulator.status.overview import overview  # noqa: PLC0415

    place = place_of(request.words[0], "status")
    found = _of_bucket(place) if isinstance(place, StoreUrl) else overview(place)
    if _flag(given.get("json", "false")):
        from simulator.status.as_json import as_json  # noqa: PLC0415

        print(orjson.dumps(as_json(found, count), option=orjson.OPT_INDENT_2).decode())
    else:
        from simulator.status.report import as_text  # noqa: PLC0415

        print(as_text(found, count))
    return 0 if found.complete else 1


def _of_bucket(url: StoreUrl) -> Overview:
    from simulator.object_store.status import bucket_overview  # noqa: PLC0415

    return bucket_overview(url)


def _option(override: str) -> tuple[str, str]:
    key, _, value = override.partition("=")
    if key not in OPTIONS:
        raise UnknownName("status", "option", key, OPTIONS)
    return key, value


def _flag(value: str) -> bool:
    if value not in {"true", "false"}:
        raise ConfigError("json", f"got {value}, allowed: true, false")
    return value == "true"


def _count(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise ConfigError("count", f"got {value}, allowed: an integer of 1 or more, the elements of the job array")
    return int(value)
