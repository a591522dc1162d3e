"""What people and animals do with their bodies at a speed, in a word."""

from __future__ import annotations

from scenes.asset import Asset, AssetSpec
from scenes.assets.people.person import Person
from scenes.displaced import Displaced
from scenes.skeletons import PERSON, skeleton_of

STANDING_MPS = 0.2
"""Chosen: slower is no walk; sensors and trackers call it standing, too."""
RUN_FROUDE = 0.55
"""Where people run and animals trot (Alexander and Jayes 1983: 0.5; the middle of what our gaits blend over)."""
HIP_SHARE = 0.53
"""Of the stature of people (Drillis and Contini 1966); near enough for four-legged animals and their heads."""
_GRAVITY_MPS2 = 9.81
_RESTING = {"human.pedestrian.sitting": "sitting", "human.pedestrian.lying": "lying"}


def posture_of(spec: AssetSpec, asset: Asset, speed_mps: float, tilt_cosine: float) -> str:
    """standing, walking, running, crouching, sitting, lying or riding; empty for what is neither person nor animal.

    asset: of the description. tilt_cosine: upward component of the body's own z axis; who is tipped beyond 60 degrees
    lies.
    """
    if skeleton_of(asset.semantic) is not PERSON and asset.semantic.split(".")[0] != "animal":
        return ""
    if tilt_cosine < 0.5:
        return "lying"
    return _held(spec, asset.semantic) or _gait(asset.box.height_m, speed_mps)


def _held(spec: AssetSpec, semantic: str) -> str:
    """Postures that speed does not change."""
    inner = spec.of if isinstance(spec, Displaced) else spec
    if semantic.startswith("human.rider"):
        return "riding"
    if isinstance(inner, Person) and inner.activity == "crouching":
        return "crouching"
    return _RESTING.get(semantic, "")


def _gait(height_m: float, speed_mps: float) -> str:
    if speed_mps < STANDING_MPS:
        return "standing"
    froude = speed_mps * speed_mps / (_GRAVITY_MPS2 * HIP_SHARE * height_m)
    return "running" if froude > RUN_FROUDE else "walking"
