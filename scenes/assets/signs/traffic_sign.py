"""Traffic sign panels (instances) and the posts that carry them (scenery). Panels face +x, their lower edge at z = 0.

Country sets: DE after the German catalogue (VzKat, StVO annexes 1 to 4, sizes of class 2), which most of Europe's signs
resemble (Vienna Convention 1968), and US after the MUTCD. What each kind looks like stands in `signs_<country>_*`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import ROUND_RAD, Piece, assemble
from scenes.assets.shaping.planar import Float64, filled, placed, plate, standing
from scenes.assets.shaping.shapes import Patch, box, cylinder, joined, moved
from scenes.assets.signs.sign_face import FILMS, Face
from scenes.assets.signs.signs_de_guide import GUIDE
from scenes.assets.signs.signs_de_rule import RULE
from scenes.assets.signs.signs_de_warning import DANGER
from scenes.assets.signs.signs_us_rule import RULE_US
from scenes.assets.signs.signs_us_warning import WARNING_US
from scenes.errors import UnknownName
from scenes.material import Material

Country = Literal["DE", "US"]
SignSize = Literal["small", "standard", "large"]
PostProfile = Literal["tube", "channel"]

SHEET_M = 0.004
FILM_M = 0.002
"""Height of each layer of film as drawn; chosen: far less than a pixel, enough for float32 rays at 300 m."""

SIGNS: Mapping[Country, Mapping[str, tuple[Callable[[str], Face], str]]] = MappingProxyType(
    {"DE": MappingProxyType({**DANGER, **RULE, **GUIDE}), "US": MappingProxyType({**RULE_US, **WARNING_US})}
)
"""Kinds of each country: what draws them, and the text that they carry unless told otherwise."""

_SCALES: Mapping[tuple[Country, SignSize], float] = MappingProxyType(
    {
        ("DE", "small"): 0.7,  # class 1: discs 0.42, triangles 0.63
        ("DE", "standard"): 1.0,
        ("DE", "large"): 1.25,  # class 3: discs 0.75; its triangles of 1.26 are 1.4
        ("US", "small"): 0.8,
        ("US", "standard"): 1.0,
        ("US", "large"): 1.2,  # expressways: diamonds of 36 and octagons of 36 inches
    }
)
_METALS: dict[str, Material] = {
    "back": Material(base_color=(0.38, 0.39, 0.40), roughness=0.5, metallic=0.6, lidar_reflectivity=0.4),
    "steel": Material(base_color=(0.36, 0.37, 0.38), roughness=0.45, metallic=0.7, lidar_reflectivity=0.45),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignPost(AssetSpec):
    """A bare steel post: a tube of 60 mm, or the punched U channel of American roads."""

    height_m: float = 2.9
    profile: PostProfile = "tube"

    def build(self) -> Asset:
        """Tube with a cap, or a channel that opens to the back."""
        if self.profile == "tube":
            patch = cylinder(0.03, -0.05, self.height_m, 10)
        else:
            web = box((-0.004, -0.025, -0.05), (0.0, 0.025, self.height_m))
            flanges = [box((-0.03, y - 0.002, -0.05), (-0.004, y + 0.002, self.height_m)) for y in (-0.023, 0.023)]
            lips = [box((-0.034, y - 0.012, -0.05), (-0.03, y + 0.012, self.height_m)) for y in (-0.035, 0.035)]
            patch = joined([web, *flanges, *lips])
        crease = ROUND_RAD if self.profile == "tube" else 0.0
        return assemble(
            "sign_post", "static.pole", [Piece(patch=patch, material="steel", part="pole", crease_rad=crease)], _METALS
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficSign(AssetSpec):
    """One panel.

    kind: one of `SIGNS[country]`. words: the number, text or direction that it shows, as its kind understands it;
    empty for the kind's own. Raises UnknownName for a kind that the country does not have.
    """

    kind: str = "stop"
    country: Country = "DE"
    words: str = ""
    size: SignSize = "standard"

    def __post_init__(self) -> None:
        if self.kind not in SIGNS[self.country]:
            raise UnknownName("", f"sign of {self.country}", self.kind, SIGNS[self.country])

    def says(self) -> str:
        """Country, kind and words, such as `DE speed_limit 50`."""
        return f"{self.country} {self.kind} {self.words or SIGNS[self.country][self.kind][1]}".rstrip()

    def face(self) -> Face:
        """What it shows, at the size of `standard`."""
        make, usual = SIGNS[self.country][self.kind]
        return make(self.words or usual)

    def scaled_outline(self) -> Float64:
        """The panel's outline (N, 2) in (right, up) metres about its face's origin."""
        return np.asarray(_SCALES[self.country, self.size] * self.face().outline)

    def build(self) -> Asset:
        """A sheet with a grey back and two rails, film upon it in layers, each a little before the one below."""
        face, scale = self.face(), _SCALES[self.country, self.size]
        outline = scale * face.outline
        films = [(face.base, filled(outline)), *((film, placed(flat, scale)) for film, flat in face.layers)]
        pieces = [Piece(patch=_rails(outline), material="back", part="sign_back")]
        pieces += [Piece(patch=plate(outline, 0.0, SHEET_M), material="back", part="sign_back")]
        pieces += [
            Piece(patch=standing(flat, SHEET_M + FILM_M * (k + 1)), material=f"film_{film}", part="panel")
            for k, (film, flat) in enumerate(films)
        ]
        low = -float(outline[:, 1].min())
        raised = [replace(piece, patch=moved(piece.patch, (0.0, 0.0, low))) for piece in pieces]
        semantic = "object.traffic_sign.stop" if self.kind == "stop" else "object.traffic_sign"
        return assemble(f"sign_{self.country.lower()}_{self.kind}", semantic, raised, {**FILMS, **_METALS})


def _rails(outline: Float64) -> Patch:
    """Flat rails across the back, where the clamps of the post hold: two, where the panel is there in its middle."""
    low, high = outline.min(axis=0), outline.max(axis=0)
    middle = 0.5 * (low[0] + high[0])
    boxes = []
    for height in low[1] + (high[1] - low[1]) * np.array([0.3, 0.5, 0.7]):
        start, end = outline - [middle, height], np.roll(outline, -1, axis=0) - [middle, height]
        cut = (start[:, 1] > 0) != (end[:, 1] > 0)
        a, b = start[cut], end[cut]
        at = a[:, 0] - a[:, 1] * (b[:, 0] - a[:, 0]) / (b[:, 1] - a[:, 1])
        if (at > 0).sum() % 2 == 1:
            half = 0.85 * float(np.abs(at).min())
            boxes.append(box((-0.015, middle - half, height - 0.02), (0.0, middle + half, height + 0.02)))
    return joined([boxes[0], boxes[-1]] if len(boxes) > 1 else boxes)
