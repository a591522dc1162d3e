"""Surface materials as Mitsuba BSDFs: sums of its own lobes that are nearest to the renderer's model.

Mitsuba's `roughplastic` is not used whole: its diffuse part loses light with roughness (measured: a quarter at a
roughness of 0.45, six tenths at 0.8), where the renderer's energy-conserving one loses none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scenes.material import Material

Plugin = dict[str, Any]

MIN_ROUGHNESS = 0.03
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


def bsdf_of(material: Material) -> Plugin:
    """Description of a material for `mi.load_dict`; procedural detail is left out, the base colour is its mean."""
    if material.glass:
        return {"type": "thindielectric", "int_ior": INDEX_OF_REFRACTION, "specular_transmittance": GLASS_TINT}
    if material.pattern == "foliage":
        return _leaf(material)
    opaque = _bare(material)
    if material.clearcoat > 0.0:
        coated = _coated(material)
        opaque = coated if material.clearcoat >= 1.0 else _mixture([(material.clearcoat, coated), (1.0, opaque)])
    return {"type": "twosided", "inner": opaque}


def _mixture(parts: Sequence[tuple[float, Plugin]]) -> Plugin:
    """Weighted mean of BSDFs; each weight is a share of what the ones before it leave, the last takes the rest."""
    (weight, first), *rest = parts
    if not rest or weight >= 1.0:
        return first
    return {"type": "blendbsdf", "weight": 1.0 - weight, "first": first, "second": _mixture(rest)}


def _rgb(color: tuple[float, float, float], scale: float = 1.0) -> Plugin:
    return {"type": "rgb", "value": [min(1.0, c * scale) for c in color]}


def _bare(material: Material) -> Plugin:
    """A metal in the share `metallic`; else diffuse light below a rough interface, and the interface's own lobe."""
    share = 1.0 - SHEEN_SHARE
    dielectric = _mixture([(SHEEN_SHARE, _sheen(material.roughness, 1.0 / SHEEN_SHARE)), (1.0, _body(material, share))])
    return _mixture([(material.metallic, _metal(material)), (1.0, dielectric)])


def _coated(material: Material) -> Plugin:
    """A coat, and below it what passes it twice of the bare surface.

    Below the coat lobes do not rise towards grazing angles, where the coat itself takes what they would gain.
    """
    clear = ((material.clearcoat_ior - 1.0) / (material.clearcoat_ior + 1.0)) ** 2
    passed = (1.0 - clear) ** 2
    rest = 1.0 - SHEEN_SHARE
    flakes = _flat_lobe(material.roughness, _rgb(material.base_color, passed / rest))
    interface = _flat_lobe(material.roughness, 0.04 * passed / (rest * SHEEN_SHARE))
    body = _smooth_body(material, rest * rest / passed)
    base = _mixture([(material.metallic, flakes), (1.0, _mixture([(SHEEN_SHARE, interface), (1.0, body)]))])
    coat = _sheen(material.clearcoat_roughness, 1.0 / SHEEN_SHARE, material.clearcoat_ior)
    return _mixture([(SHEEN_SHARE, coat), (1.0, base)])


def _body(material: Material, share: float) -> Plugin:
    """Diffuse light from below an interface, in `share` of a mixture: albedo / pi (1 - E(l)) (1 - E(v)) / (1 - E mean).

    A smooth interface has Fresnel's E, a rough one nearly the same E in all directions. The mixture of both is a fit to
    the renderer's E: within 6 % for cosines above 0.1 and roughnesses above 0.2.
    """
    matt = 1.0 - (1.0 - material.roughness) ** 1.7
    lambert = {"type": "diffuse", "reflectance": _rgb(material.base_color, 0.98 / share)}
    return _mixture([(matt, lambert), (1.0, _smooth_body(material, share))])


def _smooth_body(material: Material, share: float) -> Plugin:
    return {
        "type": "plastic",
        "int_ior": INDEX_OF_REFRACTION,
        "nonlinear": False,
        "diffuse_reflectance": _rgb(material.base_color, 1.0 / share),
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


def _metal(material: Material) -> Plugin:
    """GGX whose reflectance rises from the base colour to white (Schlick), as Mitsuba's `principled` has it."""
    return {
        "type": "principled",
        "base_color": _rgb(material.base_color),
        "metallic": 1.0,
        "roughness": max(material.roughness, MIN_ROUGHNESS),
    }


def _leaf(material: Material) -> Plugin:
    """Reflects the base colour and lets a share of it through: all of it split between the two sides."""
    whole = 1.0 + LEAF_TRANSMITTANCE
    return {
        "type": "principledthin",
        "base_color": _rgb(material.base_color, whole),
        "diff_trans": 2.0 * LEAF_TRANSMITTANCE / whole,
        "roughness": 0.5,
    }
