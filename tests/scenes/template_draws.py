"""Random places of every template, for tests that hold for all of them."""

from __future__ import annotations

from hypothesis import strategies as st

from scenes.roads.templates.motorway import Motorway
from scenes.roads.templates.t_junction import TJunction
from scenes.roads.templates.template import Template
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
    "x_junction": st.builds(XJunction, **_STREETS),
    "t_junction": st.builds(TJunction, **_STREETS),
}
