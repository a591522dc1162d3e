"""A user's own spinning head: a CSV or YAML table of beams."""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from scenes.content_digest import checked_digest
from scenes.errors import ConfigError, InputFileError, UnknownName
from scenes.imported.yaml_guard import load_yaml
from simulator.sensors.lidar.beam_table import BeamModel, BeamTable, even_turn, simple_table

COLUMNS = ("elevation_deg", "azimuth_deg", "delay_us", "origin_x_m", "origin_y_m", "origin_z_m")
"""Of a table; all but the first may be missing and are then 0."""
MOST_BEAMS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class BeamFile(BeamModel):
    """Beams from a file, top ring first: CSV with a header line, or YAML with a list `beams` of mappings.

    digest: hash of the file's content, taken here where none is given; the record of a scene holds path and digest.
    file: columns `elevation_deg`, `azimuth_deg` (offset to the head), `delay_us` (after the head's firing),
    `origin_x_m`, `origin_y_m`, `origin_z_m` (head frame, x along its azimuth). firings: evenly spaced, a revolution.
    Raises InputFileError for a malformed file or one that is not what the digest is of, ConfigError for beams beyond
    +-90 degrees.
    """

    file: str
    firings: int = 1800
    digest: str = ""

    def __post_init__(self) -> None:
        if self.firings < 1:
            raise ConfigError("beams.firings", f"must be at least 1, got {self.firings}")
        if not Path(self.file).is_file():
            raise InputFileError(self.file, None, "is no file; expected a CSV or YAML table of beams")
        object.__setattr__(self, "digest", checked_digest(self.file, self.digest))
        self.table()

    def table(self) -> BeamTable:
        """The beams of the file."""
        return _table(self.file, self.digest, self.firings)


@functools.lru_cache(maxsize=8)
def _table(file: str, _digest: str, firings: int) -> BeamTable:
    path = Path(file)
    rows = _yaml_rows(path) if path.suffix.lower() in (".yaml", ".yml") else _csv_rows(path)
    if not 1 <= len(rows) <= MOST_BEAMS:
        raise InputFileError(file, None, f"has {len(rows)} beams, allowed 1 to {MOST_BEAMS}")
    column = {name: np.array([row.get(name, 0.0) for _, row in rows]) for name in COLUMNS}
    for k, (line, _) in enumerate(rows):
        elevation = column["elevation_deg"][k]
        if not abs(elevation) <= 90.0:
            raise InputFileError(file, line, f"beam {k} has elevation_deg {elevation:g}, allowed -90 to 90")
    return simple_table(
        np.radians(column["elevation_deg"]),
        even_turn(firings),
        azimuth_rad=np.radians(column["azimuth_deg"]),
        delay_s=column["delay_us"] * 1e-6,
        origin_m=np.stack([column[f"origin_{axis}_m"] for axis in "xyz"], axis=1),
    )


def _csv_rows(path: Path) -> list[tuple[int | None, dict[str, float]]]:
    try:
        with path.open(newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            _check_columns(path, reader.fieldnames or ())
            return [(reader.line_num, _numbers(path, reader.line_num, row)) for row in reader]
    except (csv.Error, UnicodeDecodeError) as fault:
        raise InputFileError(str(path), None, f"is no CSV table ({fault})") from None


def _yaml_rows(path: Path) -> list[tuple[int | None, dict[str, float]]]:
    document = load_yaml(path.read_bytes(), path)
    beams = document.get("beams") if isinstance(document, Mapping) else None
    if not isinstance(beams, Sequence) or not all(isinstance(beam, Mapping) for beam in beams):
        raise InputFileError(str(path), None, "needs a list 'beams' of mappings such as {elevation_deg: -3.0}")
    for beam in beams:
        _check_columns(path, tuple(map(str, beam)))
    return [(None, _numbers(path, None, beam)) for beam in beams]


def _check_columns(path: Path, names: Sequence[str]) -> None:
    for name in names:
        if name.strip() not in COLUMNS:
            raise InputFileError(str(path), None, str(UnknownName("", "column", name, COLUMNS)))
    if COLUMNS[0] not in [name.strip() for name in names]:
        raise InputFileError(str(path), None, f"lacks the column '{COLUMNS[0]}'")


def _numbers(path: Path, line: int | None, row: Mapping[Any, Any]) -> dict[str, float]:
    made = {}
    for name, text in row.items():
        try:
            value = float(text)
        except (TypeError, ValueError):
            raise InputFileError(str(path), line, f"'{name}' must be a number, got {text!r}") from None
        if not np.isfinite(value):
            raise InputFileError(str(path), line, f"'{name}' must be finite, got {text!r}")
        made[str(name).strip()] = value
    return made
