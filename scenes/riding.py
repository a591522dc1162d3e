"""Who rides or pushes and what is ridden or pushed: two actors on one path, with one group."""

from __future__ import annotations

from scenes.actor import Actor, Path
from scenes.asset import AssetSpec
from scenes.material import Material
from scenes.pose import Body, Pose, World

Looks = tuple[tuple[str, Material], ...]


def together(
    name: str,
    machine: AssetSpec,
    person: AssetSpec,
    *,
    group: int,
    T_world_body: Pose[World, Body],
    path: Path | None = None,
    speed_mps: float = 0.0,
    mass_kg: tuple[float, float] = (16.0, 75.0),
    looks: tuple[Looks, Looks] = ((), ()),
) -> tuple[Actor, Actor]:
    """The actors `<name>` (the machine) and `<name>_rider`, standing without a path, else moving along it.

    Both assets share one body frame, so that pedals and feet, handles and hands stay together. group: at least 1.
    mass_kg and looks: of the machine and of the person. Raises ValueError for a group below 1.
    """
    if group < 1:
        raise ValueError(f"{name}: what belongs together needs a group of at least 1, got {group}")
    one, two = (
        Actor(
            name=label,
            asset=asset,
            body="static" if path is None else "kinematic",
            T_world_body=T_world_body,
            path=path,
            speed_mps=speed_mps,
            mass_kg=mass,
            appearance=worn,
            group=group,
        )
        for label, asset, mass, worn in zip((name, f"{name}_rider"), (machine, person), mass_kg, looks, strict=True)
    )
    return one, two
