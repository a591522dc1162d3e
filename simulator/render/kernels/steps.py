"""How a path goes on from a surface: one of its lobes, a direction and the weight of the light from there."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.bsdf import (
    GLASS_TRANSMITTANCE,
    Surface,
    base_f0,
    below_interface,
    diffuse_albedo,
    fresnel_coat,
    ggx_weight,
    grazing_rise,
    mean_below_interface,
    pane_reflectance,
    sample_ggx,
    specular_albedo,
)
from simulator.render.kernels.directions import cosine_direction, lifted
from simulator.render.kernels.shading import SHARP_ROUGHNESS, mirrored

wp.set_module_options(kernel_options())


@wp.struct
class Step:
    """Where a path goes on. weight: of the light from there; 0 ends it. sharp: 1 where lamps may be seen that way."""

    direction: wp.vec3
    weight: wp.vec3
    sharp: int


@wp.func
def brightness(color: wp.vec3) -> float:
    """Mean of the channels."""
    return (color[0] + color[1] + color[2]) / 3.0


@wp.func
def diffuse_step(s: Surface, view: wp.vec3, u: wp.vec2) -> Step:
    """A cosine-weighted direction and the diffuse BRDF's weight; a leaf sends a share of its rays through itself."""
    out = Step()
    u0 = u[0] * (1.0 + s.thin)
    if u0 > 1.0:
        out.direction = cosine_direction(-s.shading, wp.vec2((u0 - 1.0) / s.thin, u[1]))
        out.weight = s.albedo * ((1.0 - s.metallic) * (1.0 + s.thin))
        return out
    out.direction = cosine_direction(s.shading, wp.vec2(u0, u[1]))
    n_l = wp.max(wp.dot(s.shading, out.direction), 0.0)
    n_v = wp.max(wp.dot(s.shading, view), 0.0)
    entering = below_interface(s, n_l) * below_interface(s, n_v) / mean_below_interface(s)
    coat = (1.0 - fresnel_coat(s, n_l)) * (1.0 - fresnel_coat(s, n_v))
    out.weight = s.albedo * ((1.0 - s.metallic) * entering * coat * (1.0 + s.thin))
    return out


@wp.func
def mirror_step(s: Surface, view: wp.vec3, u: wp.vec2, choice: float) -> Step:
    """A direction of pane, coat or surface lobe, by their shares; pane: what lies behind, too."""
    out = Step()
    out.sharp = 1
    n_v = wp.max(wp.dot(s.shading, view), 0.0)
    if s.glass == 1:
        if choice < pane_reflectance(n_v):
            out.direction = mirrored(s, view)
            out.weight = wp.vec3(1.0, 1.0, 1.0)
        else:
            out.direction = -view
            out.weight = wp.vec3(1.0, 1.0, 1.0) * GLASS_TRANSMITTANCE
        return out
    coat = fresnel_coat(s, n_v)
    gloss = brightness(specular_albedo(s, n_v))
    chance = coat / wp.max(coat + gloss, 1.0e-6)
    if choice < chance:
        out.direction = sample_ggx(s.shading, view, s.coat_roughness, u)
        f0 = wp.vec3(s.coat_f0, s.coat_f0, s.coat_f0)
        out.weight = ggx_weight(s.shading, view, out.direction, s.coat_roughness, f0, 1.0) * (s.clearcoat / chance)
        out.sharp = wp.where(s.coat_roughness < SHARP_ROUGHNESS, 1, 0)
        return out
    out.direction = sample_ggx(s.shading, view, s.roughness, u)
    through = (1.0 - coat) * (1.0 - fresnel_coat(s, wp.max(wp.dot(s.shading, out.direction), 0.0)))
    base = ggx_weight(s.shading, view, out.direction, s.roughness, base_f0(s), grazing_rise(s))
    out.weight = base * (through / (1.0 - chance))
    out.sharp = wp.where(s.roughness < SHARP_ROUGHNESS, 1, 0)
    return out


@wp.func
def next_step(s: Surface, view: wp.vec3, u: wp.vec2, choice: float) -> Step:
    """One of the surface's lobes, by their shares."""
    if s.glass == 1:
        return mirror_step(s, view, u, choice)
    n_v = wp.max(wp.dot(s.shading, view), 0.0)
    shiny = brightness(specular_albedo(s, n_v)) + fresnel_coat(s, n_v)
    chance = shiny / wp.max(shiny + brightness(diffuse_albedo(s, n_v)) * (1.0 + s.thin), 1.0e-6)
    out = Step()
    if choice < chance:
        out = mirror_step(s, view, u, choice / chance)
        out.weight = out.weight / chance
    else:
        out = diffuse_step(s, view, u)
        out.weight = out.weight / (1.0 - chance)
    return out


@wp.func
def leaving(s: Surface, towards: wp.vec3) -> wp.vec3:
    """Start of a path's next ray: through a pane just behind it, else off the surface."""
    if s.glass == 1 and wp.dot(s.geometric, towards) < 0.0:
        return s.position + towards * 2.0e-3
    return lifted(s, towards)


@wp.func
def possible(s: Surface, step: Step) -> bool:
    """Whether a step does not go into a solid."""
    return s.glass == 1 or s.thin > 0.0 or wp.dot(step.direction, s.geometric) > 0.0


@wp.func
def mirror_part(s: Surface, view: wp.vec3, u: wp.vec2, choice: float) -> Step:
    """The step into a mirror; of a pane its reflection alone."""
    if s.glass == 0:
        return mirror_step(s, view, u, choice)
    out = mirror_step(s, view, u, 0.0)
    out.weight = out.weight * pane_reflectance(wp.dot(s.shading, view))
    return out


@wp.func
def other_part(s: Surface, view: wp.vec3, u: wp.vec2) -> Step:
    """The step of diffuse light; of a pane what passes it."""
    if s.glass == 0:
        return diffuse_step(s, view, u)
    out = mirror_step(s, view, u, 1.0)
    out.weight = out.weight * (1.0 - pane_reflectance(wp.dot(s.shading, view)))
    return out
