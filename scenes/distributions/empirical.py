"""The distribution of the user's own numbers: a column of a CSV file, as it stands or smoothed."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from scenes.distributions.base import Distribution, Value, digest, never
from scenes.distributions.discrete import Choice
from scenes.errors import ConfigError, InputFileError, UnknownName

METHODS = ("bootstrap", "smoothed")
DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Smoothed(Distribution):
    """Density between sorted numbers: the straight line through the points of their distribution function.

    values: ascending, of which neighbours may be equal. shares: the distribution function there, from 0 to 1. It never
    leaves the range of the data.
    """

    values: tuple[float, ...]
    shares: tuple[float, ...]
    source: str

    @classmethod
    def of(cls, values: tuple[float, ...], source: str) -> Smoothed:
        """Of unsorted numbers, equally far apart in probability."""
        count = len(values)
        if count == 1:
            return cls(values * 2, (0.0, 1.0), source)
        return cls(tuple(sorted(values)), tuple(k / (count - 1) for k in range(count)), source)

    def sample(self, rng: np.random.Generator) -> Value:
        """One draw."""
        return self.quantile(float(rng.random()))

    def quantile(self, share: float) -> Value:
        """The value at a share of the probability."""
        return float(np.interp(share, self.shares, self.values))

    def support(self) -> tuple[float, float]:
        """Smallest and largest number."""
        return self.values[0], self.values[-1]

    def share(self, above: float, upto: float) -> float:
        """The probability of a range."""
        return max(0.0, self._upto(upto) - self._upto(above))

    def narrowed(self, above: float, upto: float) -> Distribution:
        """The line between the two ends."""
        first, last = self._upto(above), self._upto(upto)
        if last <= first:
            raise never(above, upto)
        inside = [(v, s) for v, s in zip(self.values, self.shares, strict=True) if first < s < last]
        ends = [(float(np.interp(s, self.shares, self.values)), s) for s in (first, last)]
        knots = [(max(above, ends[0][0]), first), *inside, (min(upto, ends[1][0]), last)]
        return Smoothed(tuple(v for v, _ in knots), tuple((s - first) / (last - first) for _, s in knots), self.source)

    def atoms(self) -> frozenset[float]:
        """Numbers that the data hold more than once."""
        return frozenset(a for a, b in pairwise(self.values) if a == b)

    def inputs(self) -> frozenset[str]:
        """Its source and a digest of its numbers."""
        return frozenset([digest(self.source, self.values, self.shares)])

    def _upto(self, value: float) -> float:
        """The distribution function: at a number that stands more than once, all of it."""
        if value < self.values[0]:
            return 0.0
        if value >= self.values[-1]:
            return 1.0
        right = int(np.searchsorted(self.values, value, side="right"))
        (v0, v1), (s0, s1) = self.values[right - 1 : right + 1], self.shares[right - 1 : right + 1]
        return s0 + (s1 - s0) * (value - v0) / (v1 - v0)


def empirical(file: str, column: str, method: str, path: str) -> Distribution:
    """The distribution of a column. file: as the working folder has it; with a header line, delimited by , ; or tab.

    method: `bootstrap` draws rows, `smoothed` between them. A column of texts is a choice among names.
    Raises ConfigError and UnknownName where file or column do not exist, InputFileError with the line of a bad cell.
    """
    if method not in METHODS:
        raise UnknownName(f"{path}.method", "method", method, METHODS)
    cells = _cells(file, column, path)
    source = f"{file}, column {column}"
    if not any(_is_number(text) for _, text in cells):
        if method != "bootstrap":
            raise ConfigError(f"{path}.method", f"got {method}, allowed: bootstrap; {source} holds names")
        return _bootstrap(tuple(text for _, text in cells), source)
    for line, text in cells:
        if not _is_number(text):
            raise InputFileError(file, line, f"column '{column}' holds {text!r}, allowed: a finite number")
    values = tuple(float(text) for _, text in cells)
    return Smoothed.of(values, source) if method == "smoothed" else _bootstrap(values, source)


def _bootstrap(values: tuple[Value, ...], source: str) -> Choice:
    """Each row as likely as the other; equal ones are kept once, with their count."""
    counts: dict[Value, float] = {}
    for value in values:
        counts[value] = counts.get(value, 0.0) + 1.0
    kept = sorted(counts, key=lambda value: (isinstance(value, str), value))
    return Choice(tuple(kept), tuple(counts[value] for value in kept), source)


def _cells(file: str, column: str, path: str) -> list[tuple[int, str]]:
    """(line, text) of every row of a column."""
    try:
        with Path(file).expanduser().open(newline="", encoding="utf-8-sig") as opened:
            header = opened.readline()
            delimiter = max(DELIMITERS, key=header.count)
            names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter), [])]
            if column not in names:
                raise UnknownName(f"{path}.column", f"column of {file}", column, names)
            rows = csv.reader(opened, delimiter=delimiter)
            place = names.index(column)
            cells = [(rows.line_num + 1, _cell(file, rows.line_num + 1, row, place, column)) for row in rows if row]
    except FileNotFoundError:
        raise ConfigError(f"{path}.file", f"no file {file!r}; paths are those of the working folder") from None
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise ConfigError(f"{path}.file", f"cannot read {file!r} as a table of texts: {fault}") from None
    if not cells:
        raise InputFileError(file, 2, f"column '{column}' has no rows, allowed: at least one")
    return cells


def _cell(file: str, line: int, row: list[str], place: int, column: str) -> str:
    text = row[place].strip() if place < len(row) else ""
    if not text:
        raise InputFileError(file, line, f"column '{column}' is empty, allowed: a number or a name")
    return text


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
