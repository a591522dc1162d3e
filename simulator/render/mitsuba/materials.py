"""Surface materials as Mitsuba BSDFs: sums of its own lobes that are nearest to the renderer's model.

Mitsuba's `roughplastic` is not used whole: its diffuse part loses light with roughness (measured: a quarter at a
roughness of 0.45, six tenths at 0.8), where the renderer's energy-conserving one loses none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from scenes.material import Material
from simulator.render.mitsuba.cutouts import bitmap, linear_pixels, opacity

Plugin = dict[str, Any]

MIN_ROUGHNESS = 0.02
"""Of the renderer's own surfaces (kernels/surfaces.py)."""

INDEX_OF_REFRACTION = 1.5
"""Of plastics, lacquer and glass: a normal reflectance of 4 %."""

GLASS_TINT = 0.7
"""Share of the light that enters a pane and comes out behind it (kernels/shading.py)."""

LEAF_TRANSMITTANCE = 0.6
"""Transmitted over reflected light of a leaf (kernels/surfaces.py)."""

SHEEN_SHARE = 0.12
"""Share of the samples that a dielectric's specular lobe gets (chosen: about its part of the light, and little enough
for white surfaces, whose reflectance in the rest must stay below 1)."""


BLACK = 1e-4
"""Least reflectance of a body: `plastic` without any divides 0 by 0 where it chooses what to sample."""


def bsdf_of(mi: Any, material: Material) -> Plugin:
    """Description of a material for `mi.load_dict`.

    Procedural detail is left out, the base colour is its mean; of textures the base colour's is drawn, with its holes.
    """
    surface = _surface(_Base(mi, material), material)
    if material.alpha_cutoff <= 0.0:
        return surface
    return {"type": "mask", "opacity": opacity(mi, material), "on": surface}


class _Base:
    """The base colour of a material, scaled: a constant, or its texture."""

    def __init__(self, mi: Any, material: Material) -> None:
        self._mi, self._material = mi, material

    def scaled(self, scale: float) -> Plugin:
        """A reflectance; what exceeds 1 is cut."""
        factor = scale * np.array(self._material.base_color)
        if self._material.base_color_texture is None:
            return {"type": "rgb", "value": np.clip(factor, BLACK, 1.0).tolist()}
        pixels = linear_pixels(self._material.base_color_texture) * factor
        return bitmap(self._mi, np.clip(pixels, BLACK, 1.0), "bilinear")


def _surface(base: _Base, material: Material) -> Plugin:
    if material.glass:
        return {"type": "thindielectric", "int_ior": INDEX_OF_REFRACTION, "specular_transmittance": GLASS_TINT}
    if material.pattern == "foliage":
        return _leaf(base, material)
    opaque = _bare(base, material)
    if material.clearcoat > 0.0:
        coated = _coated(base, material)
        opaque = coated if material.clearcoat >= 1.0 else _mixture([(material.clearcoat, coated), (1.0, opaque)])
    return {"type": "twosided", "inner": opaque}


def _mixture(parts: Sequence[tuple[float, Plugin]]) -> Plugin:
    """Weighted mean of BSDFs; each weight is a share of what the ones before it leave, the last takes the rest."""
    (weight, first), *rest = parts
    if not rest or weight >= 1.0:
        return first
    if weight <= 0.0:
        return _mixture(rest)
    return {"type": "blendbsdf", "weight": 1.0 - weight, "first": first, "second": _mixture(rest)}


def _bare(base: _Base, material: Material) -> Plugin:
    """A metal in the share `metallic`; else diffuse light below a rough interface, and the interface's own lobe."""
    share = 1.0 - SHEEN_SHARE
    dielectric = _mixture(
        [(SHEEN_SHARE, _sheen(material.roughness, 1.0 / SHEEN_SHARE)), (1.0, _body(base, material, share))]
    )
    return _mixture([(material.metallic, _metal(base, material)), (1.0, dielectric)])


def _coated(base: _Base, material: Material) -> Plugin:
    """A coat, and below it what passes it twice of the bare surface.

    Below the coat lobes do not rise towards grazing angles, where the coat itself takes what they would gain.
    """
    clear = ((material.clearcoat_ior - 1.0) / (material.clearcoat_ior + 1.0)) ** 2
    passed = (1.0 - clear) ** 2
    rest = 1.0 - SHEEN_SHARE
    flakes = _flat_lobe(material.roughness, base.scaled(passed / rest))
    interface = _flat_lobe(material.roughness, 0.04 * passed / (rest * SHEEN_SHARE))
    # Schlick's reflectance has the cosine-weighted mean F0 + (1 - F0) / 21: what `plastic` divides by, and a coat not.
    mean_passed = 1.0 - clear - (1.0 - clear) / 21.0
    body = _smooth_body(base, rest * rest / mean_passed, material.clearcoat_ior)
    below = _mixture([(material.metallic, flakes), (1.0, _mixture([(SHEEN_SHARE, interface), (1.0, body)]))])
    coat = _sheen(material.clearcoat_roughness, 1.0 / SHEEN_SHARE, material.clearcoat_ior)
    return _mixture([(SHEEN_SHARE, coat), (1.0, below)])


def _body(base: _Base, material: Material, share: float) -> Plugin:
    """Diffuse light from below an interface, in `share` of a mixture: albedo / pi (1 - E(l)) (1 - E(v)) / (1 - E mean).

    A smooth interface has Fresnel's E, a rough one nearly the same E in all directions. The mixture of both is a fit to
    the renderer's E: within 5 % for cosines above 0.1.
    """
    matt = 0.92 * (1.0 - math.exp(-6.5 * material.roughness**2))
    lambert = {"type": "diffuse", "reflectance": base.scaled(0.98 / share)}
    return _mixture([(matt, lambert), (1.0, _smooth_body(base, share))])


def _smooth_body(base: _Base, share: float, index: float = INDEX_OF_REFRACTION) -> Plugin:
    return {
        "type": "plastic",
        "int_ior": index,
        "nonlinear": False,
        "diffuse_reflectance": base.scaled(1.0 / share),
        "specular_reflectance": 0.0,
    }


def _sheen(roughness: float, scale: float, index: float = INDEX_OF_REFRACTION) -> Plugin:
    """The lobe of a dielectric interface alone, `scale` times as bright."""
    return {
        "type": "roughplastic",
        "distribution": "ggx",
        "alpha": max(roughness, MIN_ROUGHNESS) ** 2,
        "int_ior": index,
        "diffuse_reflectance": 0.0,
        "specular_reflectance": scale,
    }


def _flat_lobe(roughness: float, reflectance: Plugin | float) -> Plugin:
    """GGX of the same reflectance at all angles."""
    return {
        "type": "roughconductor",
        "distribution": "ggx",
        "alpha": max(roughness, MIN_ROUGHNESS) ** 2,
        "material": "none",
        "specular_reflectance": reflectance,
    }


def _metal(base: _Base, material: Material) -> Plugin:
    """GGX whose reflectance rises from the base colour to white (Schlick), as Mitsuba's `principled` has it."""
    return {
        "type": "principled",
        "base_color": base.scaled(1.0),
        "metallic": 1.0,
        "roughness": max(material.roughness, MIN_ROUGHNESS),
    }


def _leaf(base: _Base, material: Material) -> Plugin:
    """Reflects the base colour and lets a share of it through: all of it split between the two sides; and its gloss."""
    whole = 1.0 + LEAF_TRANSMITTANCE
    thin = {
        "type": "principledthin",
        "base_color": base.scaled(whole / (1.0 - SHEEN_SHARE)),
        "diff_trans": 2.0 * LEAF_TRANSMITTANCE / whole,
        "roughness": 0.5,
    }
    gloss = {"type": "twosided", "inner": _sheen(material.roughness, 1.0 / SHEEN_SHARE)}
    return _mixture([(SHEEN_SHARE, gloss), (1.0, thin)])
