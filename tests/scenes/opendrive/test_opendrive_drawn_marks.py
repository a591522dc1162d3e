"""Paint under other words, as CARLA's towns and esmini's maps have it, becomes paint; none of it stands in the way."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from drawn_map import document, road

from scenes.opendrive.reader import OpenDriveMap, parse_opendrive
from scenes.roads.surface.kinds import KINDS
from scenes.roads.surface.surface_mesh import network_surface

CORNERS = '<outline><cornerLocal u="0" v="-1.75" z="0"/><cornerLocal u="0" v="1.75" z="0"/></outline>'


def read(furniture: str) -> OpenDriveMap:
    return parse_opendrive(document(road(extra=furniture)), "test")


def untyped(name: str, outline: str = CORNERS) -> str:
    attributes = 'id="1" type="-1" s="50" t="-1.75" zOffset="0" hdg="0" length="0" width="0"'
    return f'<objects><object {attributes} name="{name}">{outline}</object></objects>'


def painted_m2(a_map: OpenDriveMap, paint: str) -> float:
    """Area of paint of a kind, without the road's own lines, of which these documents have none."""
    patch = network_surface(a_map.network).patch
    corners = patch.vertices_m[patch.faces[np.array([KINDS[k].name for k in patch.kind]) == paint]][..., :2]
    return float(shapely.area(shapely.polygons(corners)).sum()) if len(corners) else 0.0


def test_a_stop_line_is_half_a_metre_of_paint_across_its_lane() -> None:
    a_map = read(untyped("StopLine"))
    assert painted_m2(a_map, "mark white") == pytest.approx(0.5 * 3.5, abs=0.02)
    assert a_map.warnings() == ()


def test_lines_have_the_colour_and_dashes_of_their_name() -> None:
    corners = "".join(f'<cornerLocal u="{u}" v="{v}" z="0"/>' for u, v in ((-24, 0), (0, 0.01), (24, 0)))
    along = f"<outline>{corners}</outline>"
    solid, dashed = (read(untyped(name, along)) for name in ("SolidSingleWhite", "DashedSingleYellow"))
    assert painted_m2(solid, "mark white") == pytest.approx(48 * 0.12, abs=0.02)
    assert painted_m2(dashed, "mark yellow") == pytest.approx(4 * 3.0 * 0.12, abs=0.02)  # dashes of 3 m every 12 m
    assert painted_m2(dashed, "mark white") == 0.0


def test_what_is_not_painted_is_noted_and_does_not_stand_there() -> None:
    a_map = read(untyped("Stencil_STOP"))
    assert a_map.network.roads[0].objects == ()
    assert [note.what for note in a_map.warnings()] == ["<object> named 'Stencil_STOP': not painted"]


def test_boards_among_the_objects_are_signs_among_the_signals() -> None:
    a_map = read(untyped("SpeedLimit30Assembly"))
    assert a_map.network.roads[0].objects == ()
    assert any("signs are read from <signals>" in note.what for note in a_map.notes)


@pytest.mark.parametrize(
    ("code", "value", "paint", "area_m2"),
    [("294", "", "mark white", 0.5 * 3.5), ("1000003", "4.0", "crosswalk stripe", None)],
)
def test_signals_that_lie_on_the_road_are_paint(code: str, value: str, paint: str, area_m2: float | None) -> None:
    attributes = f'type="{code}" value="{value}" country="OpenDRIVE" subtype="-1" dynamic="no" orientation="-"'
    signal = f'<signals><signal id="7" s="50" t="-1.75" zOffset="0" height="0.03" width="3.5" {attributes}/></signals>'
    a_map = read(signal)
    assert a_map.network.roads[0].signals == ()
    area = painted_m2(a_map, paint)
    assert area == pytest.approx(area_m2, abs=0.02) if area_m2 is not None else 4.0 < area < 10.0


def test_a_stop_line_sign_of_some_height_still_stands() -> None:
    signal = '<signals><signal id="7" s="50" t="-4" height="0.6" width="0.6" type="294" country="DE"/></signals>'
    assert [one.code for one in read(signal).network.roads[0].signals] == ["294"]


def test_other_untyped_things_stay_as_they_are() -> None:
    assert [thing.name for thing in read(untyped("Statue")).network.roads[0].objects] == ["Statue"]
