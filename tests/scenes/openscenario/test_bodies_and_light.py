"""Entities become bodies of ours of their category, size and colour; environments become light and air of ours."""

from __future__ import annotations

import datetime
import math
from dataclasses import replace
from pathlib import Path

import pytest
from written import car, document, placed, write

from scenes.assets.animals.deer import Moose
from scenes.assets.cars.car import VehicleSpec
from scenes.assets.cars.police_car import PoliceCar
from scenes.assets.cars.van import Van
from scenes.assets.heavy.bus import CityBus
from scenes.assets.people.person import Adult, Child
from scenes.assets.street.work_zone import TrafficCone
from scenes.assets.two_wheelers.bicycle import Bicycle
from scenes.errors import SceneError
from scenes.openscenario.bodies import body_of
from scenes.openscenario.entities import Entity, EntityBox
from scenes.openscenario.reader import read_openscenario
from scenes.openscenario.scene import Staging, bare_scene
from scenes.openscenario.sun_position import sun_at
from scenes.rig import Rig
from scenes.scene import Scene
from scenes.storyboard.actions import SetEnvironment
from scenes.streams import stream

BOX = EntityBox(x_m=1.4, y_m=0.0, z_m=0.75, length_m=4.6, width_m=1.8, height_m=1.45)
CAR = Entity(name="one", kind="vehicle", category="car", entry="car", role="", box=BOX, wheelbase_m=2.7)


def of_size(entity: Entity, length: float, width: float, height: float, middle: float = 1.4) -> Entity:
    box = EntityBox(x_m=middle, y_m=0.0, z_m=height / 2, length_m=length, width_m=width, height_m=height)
    return replace(entity, box=box)


@pytest.mark.parametrize("seed", range(6))
def test_a_car_has_the_files_size_and_its_middle_before_the_rear_axle(seed: int) -> None:
    body = body_of(CAR, stream(seed, "looks"))
    box = body.asset.nominal()
    assert isinstance(body.asset, VehicleSpec)
    assert (box.length_m, box.width_m) == pytest.approx((4.6, 1.8), abs=0.01)
    assert box.height_m == pytest.approx(1.45, abs=0.1)  # an antenna on the roof may stand higher
    assert box.middle_m == pytest.approx(1.4, abs=0.05)
    assert body.notes == ()


def test_a_size_that_cars_do_not_have_is_told() -> None:
    (note, *_) = body_of(of_size(CAR, 6.4, 2.6, 1.45), stream(0, "looks")).notes
    assert "6.40 m long" in note
    assert "2.60 m wide" in note


@pytest.mark.parametrize(
    ("entity", "kind"),
    [
        (replace(CAR, entry="car_police"), PoliceCar),
        (replace(CAR, category="van"), Van),
        (of_size(replace(CAR, category="bus"), 12.0, 2.55, 3.1, 2.7), CityBus),
        (of_size(replace(CAR, category="bicycle"), 1.8, 0.6, 1.1, 0.5), Bicycle),
        (of_size(replace(CAR, kind="pedestrian", category="pedestrian"), 0.5, 0.5, 1.8, 0.0), Adult),
        (of_size(replace(CAR, kind="pedestrian", category="pedestrian"), 0.4, 0.3, 1.1, 0.0), Child),
        (of_size(replace(CAR, kind="pedestrian", category="animal", entry="moose"), 2.8, 0.5, 1.9, 0.0), Moose),
        (of_size(replace(CAR, kind="misc", category="obstacle", entry="cone-45"), 0.2, 0.2, 0.45, 0.0), TrafficCone),
    ],
)
def test_category_name_and_size_choose_the_asset(entity: Entity, kind: type) -> None:
    assert isinstance(body_of(entity, stream(0, "looks")).asset, kind)


def test_a_colour_in_the_name_is_the_paint() -> None:
    ((name, paint),) = body_of(replace(CAR, entry="car_red"), stream(0, "looks")).looks
    assert name == "paint"
    assert paint.base_color[0] > 5.0 * paint.base_color[2]
    assert body_of(replace(CAR, entry="redwood"), stream(0, "looks")).looks == ()


def test_a_train_is_refused_by_name() -> None:
    with pytest.raises(SceneError, match="entity 'one': there is no train among our vehicles"):
        body_of(replace(CAR, category="train"), stream(0, "looks"))


def staged(path: Path) -> Scene:
    return bare_scene(read_openscenario(path), Staging(rig=Rig(name="none", mounts=()), frames=10, fps=10.0), 0)


SPEED = (
    "<PrivateAction><LongitudinalAction><SpeedAction>"
    '<SpeedActionDynamics dynamicsShape="step" dynamicsDimension="time" value="0"/>'
    '<SpeedActionTarget><AbsoluteTargetSpeed value="5"/></SpeedActionTarget>'
    "</SpeedAction></LongitudinalAction></PrivateAction>"
)


def test_who_rides_is_carried_and_who_does_not_move_has_no_rider(tmp_path: Path) -> None:
    entities = car("Ego") + car("ridden", category="bicycle") + car("left", category="bicycle")
    init = placed("Ego", 10.0) + placed("ridden", 30.0, more=SPEED) + placed("left", 50.0)
    scene = staged(write(tmp_path, document(entities=entities, init=init)))
    assert {actor.name: actor.carried_by for actor in scene.actors} == {
        "ridden": None,
        "ridden_rider": "ridden",
        "left": None,
    }


def light_of(folder: Path, inside: str) -> SetEnvironment:
    action = f'<GlobalAction><EnvironmentAction><Environment name="e">{inside}</Environment></EnvironmentAction>'
    told = read_openscenario(write(folder, document(init=action + "</GlobalAction>" + placed("Ego", 10.0))))
    (found,) = (a for a in told.storyboard.init if isinstance(a, SetEnvironment))
    return found


def test_azimuths_count_from_north_over_east_in_files_and_from_east_over_north_here(tmp_path: Path) -> None:
    south = '<Weather><Sun elevation="0.6" azimuth="3.14159265" illuminance="60000"/></Weather>'
    light = light_of(tmp_path, south).environment
    assert math.sin(light.sun_azimuth_rad) == pytest.approx(-1.0)
    assert light.sun_elevation_rad == pytest.approx(0.6)
    assert not light.street_lights_on


def test_a_sun_as_faint_as_the_moon_is_the_moon(tmp_path: Path) -> None:
    light = light_of(tmp_path, '<Weather><Sun elevation="1.1" azimuth="3.1" illuminance="0.1"/></Weather>').environment
    assert light.sun_elevation_rad < -0.3
    assert light.moon_elevation_rad == pytest.approx(1.1)
    assert light.street_lights_on


def test_fog_rain_clouds_and_friction(tmp_path: Path) -> None:
    weather = '<Weather fractionalCloudCover="fourOktas"><Fog visualRange="300"/></Weather>'
    found = light_of(tmp_path, weather + '<RoadCondition frictionScaleFactor="0.7"/>')
    assert found.environment.mor_m == 300.0
    assert found.environment.cloud_cover == 0.5
    assert found.friction == 0.7
    rain = '<Weather><Precipitation precipitationType="rain" precipitationIntensity="10"/></Weather>'
    wet = light_of(tmp_path, rain).environment
    assert wet.rain_mmph == 10.0
    assert wet.wetness > 0.5


def test_a_files_environment_stays_whatever_is_varied(tmp_path: Path) -> None:
    action = '<GlobalAction><EnvironmentAction><Environment name="e"><Weather><Fog visualRange="80"/></Weather>'
    init = action + "</Environment></EnvironmentAction></GlobalAction>" + placed("Ego", 10.0)
    scene = staged(write(tmp_path, document(init=init)))
    changed = replace(scene, environment=replace(scene.environment, mor_m=9000.0))
    assert scene.keeping_fixed(changed).environment.mor_m == 80.0


@pytest.mark.parametrize(("month", "elevation_deg"), [(6, 63.45), (12, 16.55)])
def test_the_sun_stands_at_noon_as_high_as_the_solstice_lets_it(month: int, elevation_deg: float) -> None:
    # 90 degrees less the latitude of 50, more and less the obliquity of 23.45.
    elevation, azimuth = sun_at(datetime.datetime(2025, month, 21, 12, tzinfo=datetime.UTC))
    assert math.degrees(elevation) == pytest.approx(elevation_deg, abs=0.1)
    assert math.sin(azimuth) == pytest.approx(-1.0, abs=1e-6)
