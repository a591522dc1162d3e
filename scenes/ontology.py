"""The one table of semantic classes and part kinds; every format's class names are mapped here and nowhere else.

Append-only: ids are written into datasets and never change their meaning.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scenes.errors import UnknownName

Kind = Literal["thing", "stuff", "ego"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SemanticClass:
    """One class. Format fields: the format's own name for it, or None where the format cannot say it."""

    id: int
    name: str
    kind: Kind
    kitti: str | None
    coco: str | None
    nuscenes: str | None
    cityscapes: str | None
