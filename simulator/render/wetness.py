"""What water does to surfaces: pores fill and darken, a film reflects, puddles mirror. Laws shared with the kernels.

Roofs, awnings and cars keep nothing dry: the laws look at a surface's slope and material only.
"""

from __future__ import annotations

from dataclasses import replace

from scenes.material import Material, Pattern

WATER_IOR = 1.33
WATER_F0 = ((WATER_IOR - 1) / (WATER_IOR + 1)) ** 2
CLOSED_FILM_WETNESS = 0.5
"""`Environment.wetness` from which the film is closed; beyond it puddles grow."""
FILM_ROUGHNESS = 0.22
"""Of a film over a road's stones (chosen: slopes of 3 degrees; lamps draw streaks on a wet road, no images)."""
DROWNED_SHARE = 0.75
"""Of the beads' light lost under a film (EN 1436: classes R3, 150 mcd/lx/m2 dry, and RW2, 35 wet)."""
PUDDLE_ROUGHNESS = 0.02
PUDDLE_SHARE = 0.35
"""Share of a flat road under standing water at wetness 1 (chosen: heavy rain on a worn road)."""
PUDDLE_DARKENING = 0.8
"""Light lost in a centimetre of dirty water (chosen)."""
TRAPPED_SHARE = 0.6
"""Share of the light leaving a fully porous body that the water throws back into it. A flat film of water gives 0.47
(Lekner & Dorf, Why some things are darker when wet, Applied Optics 1988); pores that scatter forwards add to it (Twomey
et al. 1986): asphalt of 0.10 gets 0.043, as the x 0.3 to 0.5 of Lagarde."""
SHEDDING: frozenset[Pattern] = frozenset({"grass", "foliage", "fur"})
SHED_SHARE = 0.06
"""Patterns on which no film closes, and the share of their blades, leaves and hair that drops cover (chosen by looking
at meadows in the rain)."""
WALL_SHARE = 0.3
"""Of that, what a wall gets in rain (chosen: walls look slightly darker)."""


def film_share(wetness: float) -> float:
    """Share of a level surface that the film covers."""
    return min(wetness / CLOSED_FILM_WETNESS, 1.0)


def closing_share(pattern: Pattern) -> float:
    """Of what the film covers of a smooth surface, the share that it covers of a pattern."""
    return SHED_SHARE if pattern in SHEDDING else 1.0


def porosity(roughness: float, metallic: float) -> float:
    """0 for what takes up no water, 1 for asphalt, concrete or cloth (Lagarde 2013: rough things are porous)."""
    return min(max((roughness - 0.5) / 0.3, 0.0), 1.0) * (1.0 - metallic)


def wet_albedo(albedo: float, trapped: float) -> float:
    """Diffuse reflectance with a share of the outgoing light thrown back: a (1 - p) / (1 - p a), Lekner & Dorf 1988."""
    return albedo * (1.0 - trapped) / (1.0 - trapped * albedo)


def wet_material(material: Material, wetness: float, upward_share: float = 1.0) -> Material:
    """The material under the closed part of the water, without puddles.

    wetness: `Environment.wetness`. upward_share: 1 for level ground, 0 for walls.
    """
    film = film_share(wetness)
    soaked = film * (WALL_SHARE + (1.0 - WALL_SHARE) * upward_share)
    trapped = TRAPPED_SHARE * porosity(material.roughness, material.metallic) * soaked
    red, green, blue = (wet_albedo(a, trapped) for a in material.base_color)
    covered = replace(material, base_color=(red, green, blue))
    film *= 0.0 if material.glass else upward_share * closing_share(material.pattern)
    if film <= material.clearcoat:
        return covered
    return replace(
        covered,
        clearcoat=film,
        clearcoat_ior=WATER_IOR,
        clearcoat_roughness=FILM_ROUGHNESS,
        retroreflection_cd_lx_m2=material.retroreflection_cd_lx_m2 * (1.0 - film),
        beads_cd_lx_m2=material.beads_cd_lx_m2 * (1.0 - DROWNED_SHARE * film),
    )
