"""What a road's surface can be: material and semantic class of every kind, and which kind covers which."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.material import Material
from scenes.roads.ground import MARKING_CD_LX_M2, ground_materials

NARROW_BORDER_M = 0.6  # chosen: narrower borders are gutters and rows of setts, wider ones verges
VERGE_M = 1.5  # chosen: shoulders of gravel are narrower than this, and what is wider is grass
NARROW_MEDIAN_M = 1.5  # chosen: wider medians are green


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceKind:
    """One kind. rank: where connecting roads of a junction overlap, the higher one is seen."""

    name: str
    material: str
    semantic: str
    rank: int


KINDS: tuple[SurfaceKind, ...] = (
    SurfaceKind(name="driving", material="asphalt", semantic="flat.driveable_surface", rank=90),
    SurfaceKind(name="shoulder", material="shoulder", semantic="flat.shoulder", rank=60),
    SurfaceKind(name="biking", material="bicycle_lane", semantic="flat.bicycle_lane", rank=95),
    SurfaceKind(name="parking", material="parking", semantic="flat.parking", rank=70),
    SurfaceKind(name="restricted", material="shoulder", semantic="flat.other", rank=65),
    SurfaceKind(name="gutter", material="gutter", semantic="flat.driveable_surface", rank=50),
    SurfaceKind(name="verge", material="gravel", semantic="flat.gravel", rank=45),
    SurfaceKind(name="median", material="setts", semantic="flat.traffic_island", rank=40),
    SurfaceKind(name="rail", material="gravel", semantic="flat.rail_track", rank=55),
    SurfaceKind(name="sidewalk", material="slabs", semantic="flat.sidewalk", rank=30),
    SurfaceKind(name="kerb", material="kerb", semantic="flat.kerb", rank=35),
    SurfaceKind(name="terrain", material="grass", semantic="flat.terrain", rank=10),
    SurfaceKind(name="mark white", material="marking", semantic="flat.marking", rank=200),
    SurfaceKind(name="mark yellow", material="marking_yellow", semantic="flat.marking", rank=201),
    SurfaceKind(name="mark blue", material="marking_blue", semantic="flat.marking", rank=202),
    SurfaceKind(name="mark red", material="marking_red", semantic="flat.marking", rank=203),
    SurfaceKind(name="mark green", material="marking_green", semantic="flat.marking", rank=204),
    SurfaceKind(name="mark orange", material="marking_orange", semantic="flat.marking", rank=205),
    SurfaceKind(name="mark violet", material="marking_violet", semantic="flat.marking", rank=206),
    SurfaceKind(name="mark black", material="marking_black", semantic="flat.marking", rank=207),
    SurfaceKind(name="crosswalk", material="asphalt", semantic="flat.crosswalk", rank=198),
    SurfaceKind(name="crosswalk stripe", material="marking", semantic="flat.crosswalk", rank=199),
    SurfaceKind(name="green", material="grass", semantic="flat.terrain", rank=41),
)
KIND = {kind.name: index for index, kind in enumerate(KINDS)}
"""Index of every kind by its name; faces carry this index."""

PAINT_KINDS = frozenset(index for name, index in KIND.items() if name.startswith(("mark ", "crosswalk")))
"""Kinds that lie on lanes."""

_OF_LANE: dict[str, str] = {
    **dict.fromkeys(["shoulder", "stop"], "shoulder"),
    **dict.fromkeys(["biking"], "biking"),
    **dict.fromkeys(["parking"], "parking"),
    **dict.fromkeys(["restricted"], "restricted"),
    **dict.fromkeys(["median"], "median"),
    **dict.fromkeys(["rail", "tram"], "rail"),
    **dict.fromkeys(["sidewalk", "walking"], "sidewalk"),
    **dict.fromkeys(["curb"], "kerb"),
    **dict.fromkeys(["none"], "terrain"),
}
"""Lane types whose surface is not that of a driving lane; ramps, bus lanes and the like are driving lanes."""

_PAINT: tuple[tuple[str, tuple[float, float, float]], ...] = (
    ("marking_yellow", (0.52, 0.36, 0.03)),
    ("marking_blue", (0.04, 0.12, 0.38)),
    ("marking_red", (0.38, 0.05, 0.04)),
    ("marking_green", (0.05, 0.26, 0.10)),
    ("marking_orange", (0.50, 0.20, 0.02)),
    ("marking_violet", (0.22, 0.06, 0.26)),
    ("marking_black", (0.03, 0.03, 0.03)),
)
"""Linear reflectances; chosen after the traffic colours of RAL (1023, 5017, 3020, 6024, 2009, 4006, 9017)."""


def kind_of_lane(lane_type: str, width_m: float) -> int:
    """The kind of a lane of an OpenDRIVE type and of a mean width."""
    if lane_type == "border":
        return KIND["gutter" if width_m <= NARROW_BORDER_M else "verge" if width_m <= VERGE_M else "terrain"]
    if lane_type == "median" and width_m > NARROW_MEDIAN_M:
        return KIND["green"]
    return KIND[_OF_LANE.get(lane_type, "driving")]


def kind_of_paint(color: str) -> int:
    """The kind of paint of an OpenDRIVE colour; 'standard' is white."""
    return KIND.get(f"mark {color}", KIND["mark white"])


def surface_materials() -> tuple[tuple[str, Material], ...]:
    """The materials of all kinds, by name."""
    paints = tuple(
        (
            name,
            Material(
                base_color=color,
                roughness=0.60,
                pattern="worn_paint",
                beads_cd_lx_m2=MARKING_CD_LX_M2,
                lidar_reflectivity=0.6,
            ),
        )
        for name, color in _PAINT
    )
    grounds = (
        ("shoulder", Material(base_color=(0.105, 0.104, 0.102), roughness=0.85, pattern="asphalt")),
        ("gravel", Material(base_color=(0.19, 0.175, 0.15), roughness=0.95, pattern="concrete")),
        ("bicycle_lane", Material(base_color=(0.21, 0.065, 0.05), roughness=0.85, pattern="asphalt")),
    )
    return (*ground_materials(), *grounds, *paints)
