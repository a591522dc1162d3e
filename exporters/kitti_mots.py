"""KITTI MOTS: the masks of tracked cars and pedestrians, as 16-bit PNG and as run lengths (MOTS, Voigtlaender 2019)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from exporters.kitti_members import Sight
from exporters.rle import encode_ids
from scenes.errors import OutputError

CLASSES = {"Car": 1, "Pedestrian": 2}
ALIKE = frozenset({"Van", "Person"})
"""Types that the evaluation of boxes counts neither for nor against cars and pedestrians; here they are ignored."""
IGNORED = 10_000
_IDS_A_CLASS = 1000


class MotsTracks:
    """Gives a clip's tracks their MOTS ids, class * 1000 + a number from 1, in the order in which they first appear."""

    def __init__(self) -> None:
        self._ids: dict[tuple[int, int], int] = {}

    def coded(
        self, instance: NDArray[np.uint16], labelled: Iterable[Sight], ignored: Iterable[Sight]
    ) -> NDArray[np.uint16]:
        """(H, W) ids of the visible pixels: of cars and pedestrians that have a label, and of what is ignored.

        Raises OutputError for the thousandth track of a class, which the coding cannot say.
        """
        code = np.zeros(int(instance.max()) + 1, dtype=np.uint16)
        for sight in labelled:
            if sight.kind in CLASSES:
                code[list(_within(sight, len(code)))] = self._id(CLASSES[sight.kind], sight.instance)
            elif sight.kind in ALIKE:
                code[list(_within(sight, len(code)))] = IGNORED
        for sight in ignored:
            if sight.kind in CLASSES or sight.kind in ALIKE:
                code[list(_within(sight, len(code)))] = IGNORED
        return np.asarray(code[instance], dtype=np.uint16)

    def instances(self) -> dict[str, int]:
        """Our instance id of each MOTS id."""
        return {str(number): instance for (_, instance), number in self._ids.items()}

    def _id(self, kind: int, instance: int) -> int:
        taken = sum(other == kind for other, _ in self._ids)
        number = self._ids.setdefault((kind, instance), kind * _IDS_A_CLASS + taken + 1)
        if number >= (kind + 1) * _IDS_A_CLASS:
            raise OutputError(f"KITTI MOTS knows {_IDS_A_CLASS - 1} tracks of a class, and this clip has more")
        return number


def mots_lines(number: int, coded: NDArray[np.uint16]) -> list[str]:
    """The lines `frame id class height width rle` of one frame, by id, each with its newline."""
    present = [int(code) for code in np.unique(coded) if code]
    masks = encode_ids(coded, present)
    height, width = coded.shape
    return [f"{number} {code} {code // _IDS_A_CLASS} {height} {width} {masks[code].counts}\n" for code in present]


def _within(sight: Sight, length: int) -> tuple[int, ...]:
    """Members that may be visible at all: their ids are in the image."""
    return tuple(member for member in sight.members if member < length)
