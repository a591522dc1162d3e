"""Who may sit in a vehicle."""

from __future__ import annotations

from typing import Literal

Driver = Literal["none", "seated"]
