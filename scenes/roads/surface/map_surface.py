"""The surface of a road network as an asset: one mesh, a material and a semantic class for every triangle."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.asset import Asset, AssetPart, AssetSpec, BodyBox, Slot
from scenes.errors import SceneError
from scenes.mesh import MeshBuilder
from scenes.roads.network import RoadNetwork
from scenes.roads.place import Place, network_of
from scenes.roads.surface.kinds import KINDS, surface_materials
from scenes.roads.surface.surface_mesh import network_surface, vertex_normals


@dataclass(frozen=True, slots=True, kw_only=True)
class MapSurface(AssetSpec):
    """Lanes, marks and kerbs of all roads and junctions of a network; body frame: that of the world.

    Slots are the kinds of `KINDS` in their order. Raises SceneError for a network without any surface.
    """

    network: RoadNetwork

    def build(self) -> Asset:
        """One mesh of all roads."""
        return surface_asset(self.network)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSurface(AssetSpec):
    """The same of a place, held as its description: small in a scene's record however large the place."""

    place: Place

    def build(self) -> Asset:
        """One mesh of all roads."""
        return surface_asset(network_of(self.place))


def surface_asset(network: RoadNetwork) -> Asset:
    """The asset of a network's surface. Raises SceneError for a network without any."""
    patch = network_surface(network).patch
    if not len(patch.faces):
        raise SceneError(f"road network '{network.name}' has no lane of any width")
    builder = MeshBuilder()
    builder.add(patch.vertices_m, patch.faces, patch.kind, normals=vertex_normals(patch))
    return Asset(
        name="map_surface",
        semantic="flat.driveable_surface",
        parts=(AssetPart(name="surface", mesh=builder.build()),),
        slots=tuple(Slot(material=kind.material, part="surface", semantic=kind.semantic) for kind in KINDS),
        materials=surface_materials(),
        box=BodyBox.around(patch.vertices_m),
    )
