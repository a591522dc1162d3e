"""Bodies behind cabs and on trailers, by kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from scenes.assets.heavy.assembly import Assembly
from scenes.assets.heavy.companies import Company
from scenes.assets.heavy.truck_box import Space, box_body, curtain_body
from scenes.assets.heavy.truck_open import container_body, flatbed_body, tank_body, tipper_body

BodyKind = Literal["box", "curtain", "tank", "flatbed", "tipper", "container"]

_MADE: dict[BodyKind, Callable[[Assembly, Space, Company, np.random.Generator], None]] = {
    "box": box_body,
    "curtain": curtain_body,
    "tank": tank_body,
    "flatbed": flatbed_body,
    "tipper": tipper_body,
    "container": container_body,
}


def add_body(work: Assembly, kind: BodyKind, space: Space, firm: Company, rng: np.random.Generator) -> None:
    """Adds a body of a kind with its marks."""
    _MADE[kind](work, space, firm, rng)
