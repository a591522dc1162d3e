"""Reasons told together: how often each, the numbers in them aside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_NUMBER = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?")
SHOWN = 4
"""Kinds of reasons that a message lists; chosen: what fits on a few lines."""


def counted(reasons: Iterable[str]) -> dict[str, int]:
    """How often each kind of reason was given, numbers as #, the most frequent first."""
    return dict(Counter(_NUMBER.sub("#", reason) for reason in reasons).most_common())


def tally(reasons: Iterable[str]) -> str:
    """`3 times: <reason>; once: <reason>`, the most frequent first, each kind by the last one of it."""
    given = list(reasons)
    counts = list(counted(given).items())
    last = {_NUMBER.sub("#", reason): reason for reason in given}
    told = [f"{'once' if count == 1 else f'{count} times'}: {last[kind]}" for kind, count in counts[:SHOWN]]
    rest = sum(count for _, count in counts[SHOWN:])
    return "; ".join([*told, f"{rest} more of other kinds"] if rest else told)
