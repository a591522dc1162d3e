"""Signs and lights of a network: the right face, turned to those who read it, at the height of their country."""

from __future__ import annotations

import math

import pytest
from map_fixtures import MAPS, needs_real_maps
from places import LINE_300, country_road, motorway, place, street

from scenes.actor import Actor
from scenes.asset import asset_of
from scenes.assets.signs.traffic_light import TrafficLight
from scenes.assets.signs.traffic_sign import SIGNS, TrafficSign
from scenes.opendrive.reader import read_opendrive
from scenes.roads.place import Surroundings
from scenes.roads.road_signal import RoadSignal
from scenes.roadside.dress import Dressing, dress
from scenes.roadside.sign_codes import CN_CODES, DE_CODES, SE_CODES, US_CODES, LightFace, SignFace, face_of
from scenes.streams import stream

UP = '<geometry s="0" x="0" y="0" hdg="1.5707963267948966" length="300"><line/></geometry>'


def signal(code: str, t: float = -5.0, orientation: str = "+", s: float = 100.0, more: str = "") -> str:
    kind = f'type="{code}" country="de" dynamic="no"'
    return f'<signal id="{code}{t}" s="{s}" t="{t}" {kind} orientation="{orientation}" {more}/>'


def dressed(*signals: str, plan: str = LINE_300) -> Dressing:
    network = place(country_road(plan=plan, extra=f"<signals>{''.join(signals)}</signals>"))
    return dress(network, Surroundings(setting="rural"), stream(0, "dress"))


def panels(dressing: Dressing) -> list[Actor]:
    return [actor for actor in dressing.actors if isinstance(actor.asset, TrafficSign | TrafficLight)]


def test_a_sign_faces_the_traffic_that_it_is_for() -> None:
    there, back = panels(dressed(signal("206"), signal("205", t=5.0, orientation="-"), plan=UP))
    # north-bound drivers look north: their sign faces south
    assert math.cos(there.T_world_body.yaw_rad + math.pi / 2) == pytest.approx(1.0)
    assert math.cos(back.T_world_body.yaw_rad - math.pi / 2) == pytest.approx(1.0)


def test_a_sign_for_both_faces_those_on_its_side_of_the_road_also_where_traffic_keeps_left() -> None:
    for rule, t, yaw in (("RHT", -6.0, math.pi), ("RHT", 6.0, 0.0), ("LHT", 6.0, math.pi), ("LHT", -6.0, 0.0)):
        extra = f"<signals>{signal('206', t=t, orientation='none')}</signals>"
        network = place(street(extra=extra, rule=rule))
        (panel,) = panels(dress(network, Surroundings(setting="town"), stream(0, "dress")))
        assert math.cos(panel.T_world_body.yaw_rad - yaw) == pytest.approx(1.0), (rule, t)


def test_words_come_from_the_value_or_the_code() -> None:
    limit, by_code = panels(dressed(signal("274", more='value="70"'), signal("274-80", t=6.0)))
    assert (limit.asset.words, by_code.asset.words) == ("70", "80")  # type: ignore[attr-defined]


def test_panels_at_one_place_share_a_post_one_above_the_other() -> None:
    dressing = dressed(signal("101"), signal("274", more='value="50"'))
    low, high = panels(dressing)
    posts = [thing for thing in dressing.scenery if thing.name.startswith("sign_post")]
    assert len(posts) == 1
    gap = high.T_world_body.translation_m[2] - low.T_world_body.translation_m[2]
    assert gap > asset_of(low.asset).box.height_m


def test_a_sign_in_a_lane_is_put_beside_it_and_told() -> None:
    dressing = dressed(signal("206", t=-2.0))
    (panel,) = panels(dressing)
    assert panel.T_world_body.translation_m[1] < -4.0
    assert "t=-2" in dressing.notes[0]


def test_a_sign_on_an_island_between_lanes_stays_there() -> None:
    network = place(motorway(extra=f"<signals>{signal('222', t=-1.0)}</signals>"))
    dressing = dress(network, Surroundings(setting="town"), stream(0, "dress"))
    (panel,) = panels(dressing)
    assert panel.T_world_body.translation_m[1] == pytest.approx(-1.0)
    assert not dressing.notes


def test_a_sign_high_above_the_lanes_hangs_on_a_gantry() -> None:
    dressing = dressed(signal("448", t=-2.0, more='zOffset="5.6"'))
    assert any(thing.name.startswith("gantry") for thing in dressing.scenery)
    (panel,) = panels(dressing)
    assert panel.T_world_body.translation_m[2] > 4.7  # RPS: free height


def test_lights_of_crossing_roads_do_not_both_show_green() -> None:
    def lit(road_id: str, plan: str) -> str:
        light = '<signal id="1" s="50" t="-5" type="1000001" country="OpenDRIVE" dynamic="yes" orientation="+"/>'
        return country_road(road_id, plan, f"<signals>{light}</signals>")

    first, second = panels(
        dress(place(lit("1", LINE_300), lit("2", UP)), Surroundings(setting="rural"), stream(0, "dress"))
    )
    assert {first.lamps_on, second.lamps_on} == {("signal_green",), ("signal_red",)}


@pytest.mark.parametrize(("country", "codes"), [("DE", DE_CODES), ("US", US_CODES), ("SE", SE_CODES), ("CN", CN_CODES)])
def test_every_code_of_our_tables_has_a_face_that_builds(country: str, codes: dict[str, tuple[str, str]]) -> None:
    for code in codes:
        signal_of = RoadSignal(id="1", s_m=0.0, t_m=0.0, code=code, country=country, text_value="40")
        face = face_of(signal_of, "DE")
        assert isinstance(face, SignFace)
        assert face.known, code
        assert face.kind in SIGNS[face.country]
        asset_of(TrafficSign(kind=face.kind, country=face.country, words=face.words))


def test_lights_have_heads_of_their_number() -> None:
    light = RoadSignal(id="1", s_m=0.0, t_m=0.0, code="1000011", subcode="10", country="OpenDRIVE", dynamic=True)
    assert face_of(light, "DE") == LightFace(shape="arrow_left")


@needs_real_maps
def test_every_code_of_the_real_maps_is_shown_or_told() -> None:
    for path in MAPS:
        network = read_opendrive(path).network
        wanted = [signal_of for road in network.roads for signal_of in road.signals]
        if wanted:
            dressing = dress(network, Surroundings(setting="rural"), stream(0, "dress"), near=[(0.0, 0.0)])
            assert len(panels(dressing)) == len(wanted)
            unknown = [s for s in wanted if isinstance(f := face_of(s, "DE"), SignFace) and not f.known]
            told = [note for note in dressing.notes if "has no face" in note]
            assert len(told) == len(unknown)
