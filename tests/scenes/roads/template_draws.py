"""Random places of every template, for tests that hold for all of them."""

from __future__ import annotations

from hypothesis import strategies as st

from scenes.roads.templates.construction_zone import ConstructionZone
from scenes.roads.templates.motorway import Motorway
from scenes.roads.templates.parking_lot import ParkingLot
from scenes.roads.templates.road_tunnel import RoadTunnel
from scenes.roads.templates.roundabout import Roundabout
from scenes.roads.templates.rural_road import RuralRoad
from scenes.roads.templates.t_junction import TJunction
from scenes.roads.templates.template import Template
from scenes.roads.templates.underpass import Underpass
from scenes.roads.templates.urban_road import UrbanRoad
from scenes.roads.templates.x_junction import XJunction

_COMMON = {"country": st.sampled_from(["DE", "US"]), "traffic": st.sampled_from(["right", "left"])}
_STREETS = {
    **_COMMON,
    "main_lanes": st.integers(1, 2),
    "side_lanes": st.integers(1, 2),
    "control": st.sampled_from(["signalised", "stop", "yield"]),
    "turn_lanes": st.sampled_from(["none", "main", "all"]),
    "crosswalks": st.sampled_from(["none", "marked"]),
    "cycle": st.sampled_from(["none", "lane"]),
    "parking": st.sampled_from(["none", "both"]),
    "kerb_radius_m": st.floats(4.0, 12.0),
    "pavement_m": st.floats(1.8, 4.0),
    "skew_rad": st.floats(-0.4, 0.4),
}
PLACES: dict[str, st.SearchStrategy[Template]] = {
    "motorway": st.builds(
        Motorway,
        lanes=st.integers(2, 4),
        length_m=st.floats(1400.0, 2500.0),
        radius_m=st.floats(400.0, 3000.0),
        turn_rad=st.floats(-0.9, 0.9),
        grade_share=st.floats(0.0, 0.05),
        median_m=st.floats(2.0, 12.0),
        ramps=st.sampled_from(["none", "exit", "entry", "both"]),
        **_COMMON,
    ),
    "urban_road": st.builds(
        UrbanRoad,
        length_m=st.floats(120.0, 500.0),
        lanes=st.integers(1, 3),
        cycle=st.sampled_from(["none", "lane", "track"]),
        parking=st.sampled_from(["none", "right", "both"]),
        bus_stop=st.sampled_from(["none", "bay"]),
        crosswalk=st.sampled_from(["none", "zebra"]),
        pavement_m=st.floats(1.8, 5.0),
        turn_rad=st.floats(-0.8, 0.8),
        radius_m=st.floats(100.0, 600.0),
        **_COMMON,
    ),
    "rural_road": st.builds(
        RuralRoad,
        bends=st.integers(0, 5),
        radius_m=st.floats(40.0, 400.0),
        turn_rad=st.floats(0.3, 1.4),
        straight_m=st.floats(60.0, 300.0),
        relief_m=st.floats(0.0, 6.0),
        **_COMMON,
    ),
    "roundabout": st.builds(
        Roundabout,
        arms=st.integers(3, 4),
        ring_lanes=st.integers(1, 2),
        ring_lane_m=st.floats(4.0, 6.0),
        outer_radius_m=st.floats(20.0, 32.0),
        splitter_m=st.floats(1.6, 3.0),
        **_COMMON,
    ),
    "road_tunnel": st.builds(
        RoadTunnel,
        tunnel_m=st.floats(200.0, 600.0),
        tubes=st.sampled_from(["one", "two"]),
        lanes=st.integers(1, 2),
        turn_rad=st.floats(-0.4, 0.4),
        grade_share=st.floats(-0.05, 0.05),
        **_COMMON,
    ),
    "underpass": st.builds(
        Underpass,
        lanes=st.integers(1, 2),
        upper_lanes=st.integers(1, 2),
        dip_share=st.sampled_from([0.0, 0.5, 1.0]),
        skew_rad=st.floats(-0.5, 0.5),
        **_COMMON,
    ),
    "construction_zone": st.builds(
        ConstructionZone,
        lanes=st.integers(2, 3),
        work_m=st.floats(100.0, 400.0),
        taper_m=st.floats(30.0, 150.0),
        closed=st.sampled_from(["shoulder", "lane"]),
        separation=st.sampled_from(["beacons", "barrier"]),
        **_COMMON,
    ),
    "parking_lot": st.builds(
        ParkingLot,
        rows=st.integers(1, 4),
        row_m=st.floats(30.0, 100.0),
        bay_angle_deg=st.sampled_from([45.0, 60.0, 90.0]),
        **_COMMON,
    ),
    "x_junction": st.builds(XJunction, **_STREETS),
    "t_junction": st.builds(TJunction, **_STREETS),
}
