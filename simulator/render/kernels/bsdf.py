"""How surfaces reflect: metallic-roughness (glTF 2.0) below a clear coat, leaves, retro-reflectors.

Directions point away from the surface and are unit vectors. Everything but light through a leaf is reciprocal.
"""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options

wp.set_module_options(kernel_options())

PI = wp.constant(3.14159265358979)
DIELECTRIC_F0 = wp.constant(0.04)
"""Reflectance at normal incidence of a refractive index of 1.5 (glTF 2.0, appendix B)."""
GLASS_TRANSMITTANCE = wp.constant(0.7)
"""Of a tinted side window (UN Regulation 43 asks for 70 % in front): of the light that enters a pane."""
PEAK_AT_RAD = wp.constant(0.0034907)
FALL_RAD = wp.constant(0.0078540)
RETRO_COSINE = wp.constant(0.99863)
"""EN 12899-1 states coefficients at 0.2 degrees of observation; its class minima at 0.33 and 2 degrees (RA2: 250, 180,
5) fit an exponential that falls to 1/e in 0.45 degrees. Nothing comes back at more than 3 degrees."""

BEADS_AT_RAD = wp.constant(0.01833)
BEADS_FALL_RAD = wp.constant(0.06)
BEADS_COSINE = wp.constant(0.966)
"""Beads focus worse than films: within a factor 1/e over 3.4 degrees, nothing beyond 15 (chosen: R_L hardly differs
between the 30 m and the 15 m geometry, 1.05 and 2.1 degrees)."""


@wp.struct
class Surface:
    """Everything that shading needs of one hit, world frame. geometric and shading face the ray's origin.

    coat_f0, coat_roughness: of a clear coat or a film of water that covers the share `clearcoat`. thin: share of the
    light on the far side that a leaf lets through, 0 for solids. retro, beads: of signs' films and of glass beads in
    road paint, cd/lx/m2 for an albedo of 1.
    """

    position: wp.vec3
    geometric: wp.vec3
    shading: wp.vec3
    albedo: wp.vec3
    roughness: float
    metallic: float
    clearcoat: float
    coat_f0: float
    coat_roughness: float
    glass: int
    thin: float
    retro: float
    beads: float
    emission: wp.vec3


@wp.func
def fresnel_weight(cosine: float) -> float:
    """Share of white in Schlick's Fresnel term (Schlick 1994): (1 - cos)^5."""
    m = wp.clamp(1.0 - cosine, 0.0, 1.0)
    return m * m * m * m * m


@wp.func
def schlick(f0: float, cosine: float) -> float:
    """Fresnel reflectance (Schlick 1994)."""
    return f0 + (1.0 - f0) * fresnel_weight(cosine)


@wp.func
def pane_reflectance(cosine: float) -> float:
    """Share of light that a thin pane mirrors, with all reflections between its faces: 2 F / (1 + F) (Stokes 1862)."""
    fresnel = schlick(DIELECTRIC_F0, cosine)
    return 2.0 * fresnel / (1.0 + fresnel)


@wp.func
def pane_transmittance(cosine: float) -> float:
    """Share of light that comes straight through a pane."""
    return (1.0 - pane_reflectance(cosine)) * GLASS_TRANSMITTANCE


@wp.func
def base_f0(s: Surface) -> wp.vec3:
    """Reflectance at normal incidence below the coat: 4 % of a dielectric, the base colour of a metal."""
    return wp.lerp(wp.vec3(DIELECTRIC_F0, DIELECTRIC_F0, DIELECTRIC_F0), s.albedo, s.metallic)


@wp.func
def ggx_over_fresnel(n_l: float, n_v: float, n_h: float, roughness: float) -> float:
    """D V (n.l) of GGX with height-correlated Smith shadowing (glTF 2.0, appendix B; Heitz 2014), alpha = roughness^2.

    All cosines positive.
    """
    a2 = roughness * roughness * roughness * roughness
    # 1 - n_h^2 in this order keeps its digits where the peak of a smooth lobe needs them.
    d = (1.0 - n_h) * (1.0 + n_h) + n_h * n_h * a2
    shadowing = n_l * wp.sqrt(n_v * n_v * (1.0 - a2) + a2) + n_v * wp.sqrt(n_l * n_l * (1.0 - a2) + a2)
    return 0.5 * a2 * n_l / (PI * d * d * shadowing + 1.0e-12)


@wp.func
def grazing_albedo(n_v: float, roughness: float) -> float:
    """Directional albedo of GGX's (1 - v.h)^5 part: B of the split E = F0 (S - B) + B (Lazarov 2013, Karis 2013).

    Rational fit of our own to a numeric integral over cosines of 0.01 to 1 and roughnesses of 0.03 to 1: within 0.055
    below a cosine of 0.1, within 0.02 above.
    """
    a = roughness * roughness
    x = wp.clamp(1.0 - n_v, 0.0, 1.0)
    x2 = x * x
    above = -1.4206 * roughness + x * (3.1792 * roughness + 1.5518 * a) + x * x2 * (1.0 - 0.1062 * roughness)
    below = 1.0 + a * (85.6405 * a - 17.6569 + 33.9449 * x) + 2.0902 * roughness * x2 * x2
    return wp.max(x2 * above / below, 0.0)


@wp.func
def white_albedo(n_v: float, roughness: float) -> float:
    """Directional albedo of GGX with F = 1: S of `grazing_albedo`; what is missing from 1 is lost between microfacets.

    Rational fit of our own, within 0.062 of a numeric integral over the same range.
    """
    a = roughness * roughness
    above = 0.0634 - 0.0117 * a + n_v * (0.3172 + 1.2106 * a)
    return 1.0 - a * above / (a + n_v * (0.1979 + 1.0792 * n_v) + 1.0e-4)


@wp.func
def grazing_rise(s: Surface) -> float:
    """Share of the base's (1 - cos)^5 that a clear coat leaves.

    Light in the coat runs within 42 degrees of its normal (n = 1.5), where that term has not risen yet; towards grazing
    angles the coat takes what the base would.
    """
    return 1.0 - s.clearcoat


@wp.func
def below_interface(s: Surface, n_v: float) -> float:
    """Share of light from a direction that enters a dielectric through its rough face: 1 - E."""
    b = grazing_albedo(n_v, s.roughness)
    return 1.0 - b * grazing_rise(s) - DIELECTRIC_F0 * (white_albedo(n_v, s.roughness) - b)


@wp.func
def mean_below_interface(s: Surface) -> float:
    """Mean of `below_interface` over cosine-weighted directions: our fits to the integral, within 0.0014 and 0.002."""
    a = s.roughness * s.roughness
    bare = 0.91287 + s.roughness * 0.00495 + a * (0.17829 - 0.11616 * s.roughness)
    coated = 1.0 - DIELECTRIC_F0 / (1.0 + 1.45 * a * a)
    return wp.lerp(coated, bare, grazing_rise(s))


@wp.func
def fresnel_coat(s: Surface, n_v: float) -> float:
    """Share of light that the clear coat, or the film of water, reflects: the directional albedo of its lobe."""
    b = grazing_albedo(n_v, s.coat_roughness)
    return s.clearcoat * (s.coat_f0 * (white_albedo(n_v, s.coat_roughness) - b) + b)


@wp.func
def through_coat(s: Surface, n_v: float) -> float:
    """Share of light from all around that comes through the coat and back to the viewer: in by Fresnel's cosine mean.

    Of Schlick's term: F0 + (1 - F0) / 21.
    """
    return (1.0 - s.clearcoat * (s.coat_f0 + (1.0 - s.coat_f0) / 21.0)) * (1.0 - fresnel_coat(s, n_v))


@wp.func
def specular_albedo(s: Surface, n_v: float) -> wp.vec3:
    """Directional albedo of the lobe below the coat: what it reflects in uniform light, with the coat's loss."""
    b = grazing_albedo(n_v, s.roughness)
    scale = white_albedo(n_v, s.roughness) - b
    b = b * grazing_rise(s)
    return (base_f0(s) * scale + wp.vec3(b, b, b)) * through_coat(s, n_v)


@wp.func
def diffuse_albedo(s: Surface, n_v: float) -> wp.vec3:
    """Directional albedo of what is scattered below the coat and the interface: diffuse light times this over pi."""
    entering = (1.0 - s.metallic) * below_interface(s, n_v) * through_coat(s, n_v)
    return s.albedo * entering


@wp.func
def retro_reflected(s: Surface, view: wp.vec3, towards: wp.vec3) -> wp.vec3:
    """What glass beads and prisms send back to where the light comes from: luminance per illuminance facing the light.

    R_L = R_A / cos(view) (ASTM E810). R_A falls with cos^4.65 of the entrance angle: 0.52 at 30 and 0.30 at 40 degrees,
    the mean of EN 12899-1 (RA1: 0.43 and 0.14 of the value at 5 degrees, RA2: 0.60 and 0.44). The two cosines are
    nearly equal here; their product keeps it reciprocal.
    """
    cosine = wp.dot(view, towards)
    if cosine < RETRO_COSINE:
        return wp.vec3(0.0, 0.0, 0.0)
    n_l = wp.dot(s.shading, towards)
    n_v = wp.dot(s.shading, view)
    observation_rad = wp.length(view - towards)
    fall = wp.exp((PEAK_AT_RAD - observation_rad) / FALL_RAD)
    return s.albedo * (s.retro * fall * n_l * wp.pow(n_l * n_v, 1.325))


@wp.func
def beads_reflected(s: Surface, view: wp.vec3, towards: wp.vec3) -> wp.vec3:
    """What glass beads in road paint send back, at grazing angles too: luminance per illuminance facing the light.

    EN 1436 states R_L where a driver 30 m away sees it: 1.05 degrees between lamps 0.65 m and eyes 1.2 m high. The root
    of the cosines' ratio, 1 there, makes it reciprocal.
    """
    if wp.dot(view, towards) < BEADS_COSINE:
        return wp.vec3(0.0, 0.0, 0.0)
    fall = wp.exp((BEADS_AT_RAD - wp.length(view - towards)) / BEADS_FALL_RAD)
    ratio = wp.dot(s.shading, towards) / wp.dot(s.shading, view) * (1.2 / 0.65)
    return s.albedo * (s.beads * fall * wp.sqrt(ratio))


@wp.func
def reflected(s: Surface, view: wp.vec3, towards: wp.vec3) -> wp.vec3:
    """BRDF times cosine for light from `towards`: radiance towards the viewer per illuminance facing the light, 1/sr.

    Diffuse light passes the interface twice: albedo/pi (1 - E(l)) (1 - E(v)) / (1 - E_mean), which conserves energy
    (Kelemen & Szirmay-Kalos 2001; Ashikhmin & Shirley 2000, with the rough face's own albedo E in place of Fresnel's).
    """
    n_l = wp.dot(s.shading, towards)
    n_v = wp.dot(s.shading, view)
    if n_v <= 0.0:
        return wp.vec3(0.0, 0.0, 0.0)
    if n_l <= 0.0:
        return s.albedo * (-n_l * s.thin * (1.0 - s.metallic) / PI)
    entering = below_interface(s, n_l) * below_interface(s, n_v)
    scattered = (1.0 - s.metallic) * n_l * entering / (PI * mean_below_interface(s))
    half_way = wp.normalize(view + towards)
    n_h = wp.clamp(wp.dot(s.shading, half_way), 0.0, 1.0)
    v_h = wp.dot(view, half_way)
    fresnel = wp.lerp(base_f0(s), wp.vec3(1.0, 1.0, 1.0), fresnel_weight(v_h) * grazing_rise(s))
    out = s.albedo * scattered + fresnel * ggx_over_fresnel(n_l, n_v, n_h, s.roughness)
    if s.clearcoat > 0.0:
        out = out * ((1.0 - fresnel_coat(s, n_l)) * (1.0 - fresnel_coat(s, n_v)))
        gloss = s.clearcoat * schlick(s.coat_f0, v_h) * ggx_over_fresnel(n_l, n_v, n_h, s.coat_roughness)
        out += wp.vec3(gloss, gloss, gloss)
    if s.retro > 0.0:
        out += retro_reflected(s, view, towards)
    if s.beads > 0.0:
        out += beads_reflected(s, view, towards)
    return out


@wp.func
def sample_ggx(normal: wp.vec3, view: wp.vec3, roughness: float, u: wp.vec2) -> wp.vec3:
    """Mirrored direction at a microfacet that the viewer sees (Heitz 2018, sampling visible normals of GGX).

    u: uniform in the unit square. The direction may lie below the surface: then `ggx_weight` is 0.
    """
    alpha = roughness * roughness
    aside = wp.where(wp.abs(normal[2]) < 0.9, wp.vec3(0.0, 0.0, 1.0), wp.vec3(1.0, 0.0, 0.0))
    tangent = wp.normalize(wp.cross(aside, normal))
    bitangent = wp.cross(normal, tangent)
    seen = wp.vec3(alpha * wp.dot(tangent, view), alpha * wp.dot(bitangent, view), wp.dot(normal, view))
    seen = wp.normalize(seen)
    across = wp.vec3(1.0, 0.0, 0.0)
    if seen[0] * seen[0] + seen[1] * seen[1] > 1.0e-12:
        across = wp.normalize(wp.vec3(-seen[1], seen[0], 0.0))
    up = wp.cross(seen, across)
    radius = wp.sqrt(u[0])
    angle = 2.0 * PI * u[1]
    t1 = radius * wp.cos(angle)
    share = 0.5 * (1.0 + seen[2])
    t2 = (1.0 - share) * wp.sqrt(wp.max(1.0 - t1 * t1, 0.0)) + share * radius * wp.sin(angle)
    m = across * t1 + up * t2 + seen * wp.sqrt(wp.max(1.0 - t1 * t1 - t2 * t2, 0.0))
    facet = wp.normalize(tangent * (alpha * m[0]) + bitangent * (alpha * m[1]) + normal * wp.max(m[2], 0.0))
    return wp.normalize(facet * (2.0 * wp.dot(view, facet)) - view)


@wp.func
def ggx_weight(normal: wp.vec3, view: wp.vec3, towards: wp.vec3, roughness: float, f0: wp.vec3, rise: float) -> wp.vec3:
    """BRDF times cosine over the density of `sample_ggx`: F G2 / G1 (Heitz 2018, equation 19); rise: of F to white."""
    n_l = wp.dot(normal, towards)
    n_v = wp.dot(normal, view)
    if n_l <= 0.0 or n_v <= 0.0:
        return wp.vec3(0.0, 0.0, 0.0)
    a2 = roughness * roughness * roughness * roughness
    root_v = wp.sqrt(n_v * n_v * (1.0 - a2) + a2)
    root_l = wp.sqrt(n_l * n_l * (1.0 - a2) + a2)
    kept = n_l * (n_v + root_v) / (n_l * root_v + n_v * root_l)
    v_h = wp.dot(view, wp.normalize(view + towards))
    return wp.lerp(f0, wp.vec3(1.0, 1.0, 1.0), fresnel_weight(v_h) * rise) * kept
