"""Declared and drawn looks of a dataset's people, from its record alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from scenes.distributions import Choice, distribution
from scenes.errors import OutputError
from simulator.dataset import read_run

PURPOSE = "randomizer.people"
SEXES = ("female", "male")


def people_report(out: Path) -> str:
    """A table a field of `randomizers.people.People`: each name, its declared share, its drawn share and count.

    Fields that are declared for either sex count its people alone. Raises OutputError where `out` is no dataset of ours
    or its people were not drawn by that randomizer.
    """
    declared = read_run(out)["config"]["randomizer"].get("people")
    if declared is None:
        raise OutputError(f"{out}: its people were not drawn by the randomizer 'people'; add it to randomizer=[...]")
    everybody = list(_people(out))
    lines = [f"{len(everybody)} people"]
    for field, node in declared.items():
        if field != "_target_":
            lines += _table(field, _shares(node, field), _drawn(everybody, field))
    return "\n".join(lines)


def _people(out: Path) -> Iterator[dict[str, str]]:
    """What each drawn person is like, by name of the value."""
    for line in (out / "record/clips.jsonl").read_bytes().splitlines():
        people: dict[str, dict[str, str]] = {}
        for key, value in orjson.loads(line).get("drawn", {}).get(PURPOSE, {}).items():
            actor, dot, name = key.rpartition(".")
            if dot:
                people.setdefault(actor, {})[name] = str(value)
        yield from people.values()


def _drawn(everybody: list[dict[str, str]], field: str) -> Counter[str]:
    """How often each name of a field was drawn; of fields of one sex among its people."""
    name, _, sex = field.rpartition("_")
    if sex in SEXES:
        return Counter(person[name] for person in everybody if person.get("sex") == sex and name in person)
    return Counter(person[field] for person in everybody if field in person)


def _shares(node: Any, field: str) -> Mapping[str, float]:
    """Declared shares, by name, in the order of the config."""
    declared = distribution(node, field)
    if not isinstance(declared, Choice):
        return {name: 1.0 / len(declared.names()) for name in sorted(declared.names())}
    whole = sum(declared.weights)
    return {str(name): weight / whole for name, weight in zip(declared.values, declared.weights, strict=True)}


def _table(field: str, declared: Mapping[str, float], drawn: Counter[str]) -> list[str]:
    count = max(1, sum(drawn.values()))
    names = [*declared, *(name for name in sorted(drawn) if name not in declared)]
    rows = [
        f"  {name:18} {100 * declared.get(name, 0.0):5.1f} %  {100 * drawn[name] / count:5.1f} %  {drawn[name]:6}"
        for name in names
    ]
    return ["", f"{field:20} declared   drawn   people", *rows]
