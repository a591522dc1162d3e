"""How often crashes of each type happen: NHTSA's pre-crash typology (Najm et al., DOT HS 810 767, 2007)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SHARES: Mapping[int, float] = MappingProxyType(
    dict(
        enumerate(
            (
                *(0.71, 1.73, 8.90, 4.27, 0.81, 1.14, 5.62, 1.29, 0.39, 5.13, 0.29, 0.66),
                *(0.31, 0.41, 2.20, 3.73, 0.81, 5.69, 1.65, 0.26, 2.08, 1.44, 0.32, 3.53),
                *(7.20, 16.41, 3.71, 0.59, 3.19, 4.44, 7.32, 0.22, 0.95, 0.77, 0.51, 0.92),
            ),
            start=1,
        )
    )
)
"""Per cent of all crashes of light vehicles in the United States, by the type's number; type 37 is all others.

1 vehicle failure; 2, 3 control loss; 4 red light; 5 stop sign; 6 to 8 road edge; 9, 10 animal; 11, 12 pedestrian;
13, 14 cyclist; 15 backing; 16 to 19 same direction; 20, 21 opposite direction; 22 to 26 rear end; 27 to 31 junction;
32, 33 evasive action; 34 no collision; 35, 36 object.
"""


def frequency(types: tuple[int, ...]) -> float:
    """Per cent of crashes that are of one of these types; 0 where none is in the typology."""
    return sum(SHARES.get(number, 0.0) for number in set(types))
