"""Lists of numbers as job arrays take them: `0-3,7,12-63`."""

from __future__ import annotations

import itertools
from collections.abc import Iterable


def number_ranges(numbers: Iterable[int]) -> str:
    """The numbers in order, neighbours as ranges; empty for none. What `sbatch --array=` takes."""
    # In a run of neighbours, a number and its place differ by the same.
    placed = enumerate(sorted(set(numbers)))
    runs = [[number for _, number in run] for _, run in itertools.groupby(placed, key=lambda pair: pair[1] - pair[0])]
    return ",".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
