"""Light that arrives at surfaces: the sun's visibility, and the radiance of what a secondary ray meets."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.bsdf import PI, Surface, reflected
from simulator.render.kernels.directions import basis_direction, cosine_direction, lifted
from simulator.render.kernels.lamps import lamp_irradiance, lamp_light
from simulator.render.kernels.passage import Passage, passage
from simulator.render.kernels.sky import Light, ambient_irradiance, sky_radiance
from simulator.render.kernels.stage import Staged, lights_as_lamp, mean_surface_of
from simulator.render.kernels.tracing import FAR, closest_hit

wp.set_module_options(kernel_options())

GATHERED = wp.constant(0)
MIRRORED = wp.constant(1)
BLURRED = wp.constant(2)
BEHIND = wp.constant(3)
"""What a secondary ray is for."""
OPEN_SHARE = wp.constant(0.5)
INDOOR_SHARE = wp.constant(0.1)
"""Of the open sky's light on what mirrors show, and on what lies behind panes (chosen: a street; rooms get some 5 %,
cars some 20 %)."""
GLINT_LIMIT_CD_M2 = wp.constant(2.0e5)
"""Chosen: 5 stops above sunlit white, where no 8-bit picture still differs; without it single pixels flash."""
MEAN_ALBEDO = wp.constant(0.25)
"""Of what surrounds a place in shade (chosen: asphalt .1, facades .4): closes the series of bounces."""


@wp.func
def from_sun(stage: Staged, s: Surface, u: wp.vec2, guess: int, panes: int) -> Passage:
    """What arrives of the light of a point of the sun's disc, chosen by u; nothing where the surface turns away.

    guess, panes: as in `passage`.
    """
    sun = stage[0].light.sun
    if s.thin == 0.0 and wp.min(wp.dot(s.geometric, sun), wp.dot(s.shading, sun)) <= 0.0:
        hidden = Passage()
        hidden.blocker = -1
        return hidden
    radius = stage[0].light.sun_radius * wp.sqrt(u[0])
    angle = 2.0 * PI * u[1]
    towards = basis_direction(sun, radius * wp.cos(angle), radius * wp.sin(angle), 1.0)
    return passage(stage[0].world, lifted(s, towards), towards, stage[0].time, FAR, guess, panes)


@wp.func
def sunlight(light: Light, s: Surface, view: wp.vec3) -> wp.vec3:
    """Radiance towards the viewer that unhindered direct sun makes."""
    out = wp.cw_mul(reflected(s, view, light.sun), light.sun_lx)
    bright = wp.max(out[0], wp.max(out[1], out[2]))
    if bright > GLINT_LIMIT_CD_M2:
        out = out * (GLINT_LIMIT_CD_M2 / bright)
    return out


@wp.func
def direct_light(stage: Staged, s: Surface, view: wp.vec3, sunlit: float, u_lamp: wp.vec2) -> wp.vec3:
    """Radiance towards the viewer from lamps and the sun, of whose light the share `sunlit` arrives."""
    out = wp.vec3(0.0, 0.0, 0.0)
    if sunlit > 0.0:
        out = sunlight(stage[0].light, s, view) * sunlit
    if stage[0].lamps.count > 0:
        out += lamp_light(stage[0].world, stage[0].lamps, s, view, stage[0].time, u_lamp, stage[0].lamp_rays)
    return out


@wp.func
def seen_by_secondary(
    stage: Staged, origin: wp.vec3, direction: wp.vec3, through_glass: int, purpose: int, u: wp.vec2
) -> wp.vec3:
    """Radiance along a secondary ray: sky, or a surface lit by sun, lamps and the sky.

    purpose: GATHERED for diffuse light: the sky counts by one more ray chosen by u; MIRRORED, BLURRED and BEHIND for
    what a mirror, a rough lobe or a pane shows: a fixed share of the open sky's light. Lamps are seen in mirrors and
    behind panes alone: to other surfaces they are lights already.
    """
    hit = closest_hit(stage[0].world, origin, direction, stage[0].time, FAR, through_glass, -1)
    if hit.link < 0:
        return sky_radiance(stage[0].light, direction)
    s = mean_surface_of(stage, hit, origin, direction)
    out = s.emission
    if (purpose == GATHERED or purpose == BLURRED) and lights_as_lamp(stage, hit):  # noqa: SIM109, PLR1714 (no tuples)
        out = wp.vec3(0.0, 0.0, 0.0)
    arriving = wp.vec3(0.0, 0.0, 0.0)
    cosine = wp.dot(s.shading, stage[0].light.sun)
    # Bounced light is dim behind panes: there they may hide what they let through.
    panes = wp.where(purpose == GATHERED, 0, 1)
    sunlit = from_sun(stage, s, wp.vec2(0.0, 0.0), -1, panes).share
    arriving += stage[0].light.sun_lx * (wp.max(cosine, -cosine * s.thin) * sunlit)
    if stage[0].lamps.count > 0:
        arriving += lamp_irradiance(stage[0].world, stage[0].lamps, s, stage[0].time, u[0])
    upward = cosine_direction(s.shading, u)
    if purpose != GATHERED:
        share = wp.where(purpose == BEHIND, INDOOR_SHARE, OPEN_SHARE)
        arriving += ambient_irradiance(stage[0].light, s.shading) * share
    else:
        open_share = passage(stage[0].world, lifted(s, upward), upward, stage[0].time, FAR, -1, 0).share
        if open_share > 0.0:
            arriving += sky_radiance(stage[0].light, upward) * (PI * open_share)
        else:
            arriving = arriving * (1.0 / (1.0 - MEAN_ALBEDO))
    out += wp.cw_mul(s.albedo, arriving) * ((1.0 - s.metallic) / PI)
    if s.metallic > 0.0:
        # Metals scatter nothing; in light that bounces they mirror a share of the sky.
        towards = direction - s.shading * (2.0 * wp.dot(direction, s.shading))
        out += wp.cw_mul(s.albedo, sky_radiance(stage[0].light, towards)) * (s.metallic * OPEN_SHARE)
    return out
