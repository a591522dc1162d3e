"""Reasons told together: how often each, the numbers in them aside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_NUMBER = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?")
SHOWN = 4
"""Kinds of reasons that a message lists; chosen: what fits on a few lines."""


def tally(reasons: Iterable[str]) -> str:
    """`3 times: <reason>; once: <reason>`, the most frequent first, each kind by the last one of it."""
    counts: Counter[str] = Counter()
    last: dict[str, str] = {}
    for reason in reasons:
        kind = _NUMBER.sub("#", reason)
        counts[kind] += 1
        last[kind] = reason
    told = [f"{'once' if count == 1 else f'{count} times'}: {last[kind]}" for kind, count in counts.most_common(SHOWN)]
    rest = sum(counts.values()) - sum(count for _, count in counts.most_common(SHOWN))
    return "; ".join([*told, f"{rest} more of other kinds"] if rest else told)
