"""What a picture needs of a scene at one time, as content for `mi.load_dict`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenes.environment import Environment
from simulator.physics.history import WorldHistory
from simulator.render.geometry import SceneTables
from simulator.render.lamps import LampSites, LampTable, lamp_states
from simulator.render.mitsuba.cutouts import opacity
from simulator.render.mitsuba.geometry import LampState, Patch, mesh_of
from simulator.render.mitsuba.importance import Chances
from simulator.render.mitsuba.lamps import projector_emitter, projectors_of
from simulator.render.mitsuba.light import area_emitter, sky_emitter, sun_emitter
from simulator.render.mitsuba.materials import bsdf_of
from simulator.render.sky import SkyLight
from simulator.render.snow import snowy_material
from simulator.render.uploads import LAMPS
from simulator.render.wetness import wet_material

Content = dict[str, Any]
Float64 = NDArray[np.float64]

SURFACES_WEIGHT = 0.1
"""Of all luminous surfaces together (chosen: paths also meet them by themselves)."""


def point_like(sites: LampSites) -> LampSites:
    """The lamps that shine as points: windows do not, whose panes are area lights here."""
    kept = sites.lamp != LAMPS.index("window")
    per_lamp = {f.name: getattr(sites, f.name)[kept] for f in fields(sites) if f.name != "switched_on"}
    return replace(sites, **per_lamp)


def surface_states(
    tables: SceneTables, sites: LampSites, history: WorldHistory, t_s: float, environment: Environment
) -> NDArray[np.int64]:
    """(instances + 1, materials) `LampState`. Where the same lamp of the same body is a light source, it is a LENS:
    only looked at, since what it throws on others is the source's.
    """
    on = lamp_states(sites, history, t_s, environment).astype(np.bool_)
    source = np.zeros_like(on)
    source[sites.instance, sites.lamp] = True
    kind = np.array([LAMPS.index(m.lamp) for m in tables.materials], dtype=np.int64)
    shines = on[:, kind] & np.array([m.emission_cd_m2 > 0 for m in tables.materials], dtype=np.bool_)
    return np.where(shines, np.where(source[:, kind], LampState.LENS, LampState.LIT), LampState.DARK).astype(np.int64)


def world_content(
    mi: Any,
    tables: SceneTables,
    patches: Sequence[Patch],
    light: SkyLight,
    lamps: LampTable,
    clear_m: Float64,
    environment: Environment,
    chances: Chances,
) -> Content:
    """Geometry, surfaces, sky, sun and lamps. clear_m (lamps,): see `projectors_of`."""
    content: Content = {"sky": sky_emitter(mi, light, chances.sky_share)}
    sun = sun_emitter(mi, light, chances.sun_share)
    if sun is not None:
        content["sun"] = sun
    for number, projector in enumerate(projectors_of(lamps, clear_m)):
        peak = lamps.intensity_cd[projector.lamp]
        weight = float(chances.lamp_shares[projector.lamp])
        content[f"lamp{number}"] = projector_emitter(mi, projector, peak, weight)
    lit = sum(patch.state == LampState.LIT for patch in patches)
    surfaces: dict[tuple[int, float, int], Any] = {}
    for number, patch in enumerate(patches):
        material = tables.materials[patch.material]
        sloped = environment.wetness > 0.0 or environment.snow_cover > 0.0
        key = (patch.material, patch.upward_share if sloped else 0.0, patch.snow_kind if sloped else 0)
        if key not in surfaces:
            wet = wet_material(material, environment.wetness, patch.upward_share)
            under = snowy_material(wet, environment.snow_cover, patch.snow_kind, patch.upward_share)
            surfaces[key] = mi.load_dict(bsdf_of(mi, under))
        emitter = None
        if patch.state == LampState.LIT:
            emitter = mi.load_dict(area_emitter(np.array(material.emitted_cd_m2), SURFACES_WEIGHT / lit))
        content[f"patch{number}"] = mesh_of(mi, patch, surfaces[key], emitter)
    return content


def lens_content(mi: Any, tables: SceneTables, patches: Sequence[Patch]) -> Content:
    """The same geometry in black, of which nothing but the lamps' lenses shines, also through panes and holes."""
    black: Content = {"type": "diffuse", "reflectance": 0.0}
    content: Content = {}
    for number, patch in enumerate(patches):
        emitter = None
        if patch.state == LampState.LENS:
            emitter = mi.load_dict(area_emitter(np.array(tables.materials[patch.material].emitted_cd_m2), 1.0))
        material = tables.materials[patch.material]
        surface = bsdf_of(mi, material) if material.glass else black
        if material.alpha_cutoff > 0.0:
            surface = {"type": "mask", "opacity": opacity(mi, material), "on": black}
        content[f"patch{number}"] = mesh_of(mi, patch, mi.load_dict(surface), emitter)
    return content
