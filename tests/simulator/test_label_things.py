"""What things do, where they will be, and where a lens shows their corners and keypoints: against closed forms."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from seen_world import crate, drifting, world_of
from steady_motion import circling

from scenes.actor import Actor
from scenes.asset import asset_of
from scenes.assets.cars.sedan import Sedan
from scenes.assets.people.person import Adult
from scenes.assets.signs.traffic_light import TrafficLight
from scenes.assets.signs.traffic_sign import TrafficSign
from scenes.landmarks import landmarks_of
from scenes.lenses.kannala_brandt import KannalaBrandt
from scenes.pose import Pose, axis_angle
from scenes.roads.network import Lane, RoadNetwork
from scenes.scene import Scene
from simulator.annotations.things import KEYPOINT_HIDDEN, KEYPOINT_OUTSIDE, KEYPOINT_VISIBLE, Attributes
from simulator.annotations.wanted import LabelKind
from simulator.clip import Tick
from simulator.frame import CameraReading, Frame, ThingInView
from simulator.labels.attributes import attributes_at
from simulator.labels.facts import ThingFacts
from simulator.labels.frame import make_frame
from simulator.labels.futures import crossings_at, futures_at
from simulator.labels.things import acceleration_at, things_at
from simulator.labels.world import LabelledWorld
from simulator.physics.history import WorldHistory
from simulator.record import frame_state
from simulator.render.warp_renderer import WarpRenderer
from simulator.sensors.base import Mounting
from simulator.sensors.camera.lens_camera import LensCamera
from simulator.sensors.camera.pinhole import PinholeCamera
from simulator.sensors.camera.shutter import Shutter
from simulator.sensors.rigs.mounted_rig import Placement
from simulator.storyboard.log import LampSwitch, Presence, StoryTruth

PINHOLE = PinholeCamera(fx_px=160.0, fy_px=160.0, cx_px=79.5, cy_px=59.5, width_px=160, height_px=120)
BODY = "vehicle.car"


@pytest.fixture(scope="module")
def renderer() -> WarpRenderer:
    return WarpRenderer(quality="draft", threads=1)


def frame_of(
    renderer: WarpRenderer,
    scene: Scene,
    history: WorldHistory,
    camera: PinholeCamera | LensCamera = PINHOLE,
    wanted: tuple[LabelKind, ...] = (),
) -> Frame:
    renderer.load(scene)
    mounting = Mounting(name="front", T_ego_sensor=Placement(sensor=camera, x_m=0.0, y_m=0.0, z_m=1.2).pose())
    reading, _ = camera.measure(mounting, renderer, history, scene.environment, 0.0, 0, {})
    world = LabelledWorld(scene=scene, history=history, renderer=renderer, wanted=frozenset(wanted))
    return make_frame(world, {"front": reading}, 0, 0)


def view_of(frame: Frame, instance: int) -> ThingInView:
    return next(view for view in frame.views["front"] if view.instance == instance)


def attributes_of(scene: Scene, history: WorldHistory, t_s: float) -> dict[int, Attributes]:
    return attributes_at(ThingFacts.of(scene, history), history.links_at(t_s), t_s)


def test_acceleration_on_a_circle_points_to_its_middle() -> None:
    """v^2 / r, less sin(x) / x with x = v h / r of a difference over 2 h: 1e-4 of it here."""
    speed, radius = 10.0, 20.0
    history = circling(radius, speed)
    acceleration = acceleration_at(history, 1.0)[0]
    angle = speed / radius
    towards = np.array([-np.sin(angle), np.cos(angle), 0.0])
    np.testing.assert_allclose(acceleration, speed**2 / radius * towards, atol=5.0 * 2e-4)
    assert np.isfinite(acceleration_at(history, history.end_s)).all()
    assert np.linalg.norm(acceleration_at(history, history.start_s)) == pytest.approx(5.0, rel=1e-3)


def test_what_moves_stands_and_is_parked() -> None:
    scene = world_of(
        crate("runs", 5.0, 0.0, semantic=BODY),
        crate("waits", 8.0, 0.0, semantic=BODY),
        crate("parks", 11.0, 0.0, semantic=BODY),
        crate("lies", 14.0, 0.0),
    )
    history = drifting(scene, {"runs": (0.3, 0.0, 0.0)})
    velocity = history.body_velocity_mps.copy()
    velocity[:20, 2] = (4.0, 0.0, 0.0)
    found = attributes_of(scene, replace(history, body_velocity_mps=velocity), 0.3)
    assert [found[k].motion for k in (2, 3, 4, 5)] == ["moving", "stopped", "parked", "stopped"]


@pytest.mark.parametrize(
    ("speed_mps", "posture"), [(0.0, "standing"), (1.4, "walking"), (2.0, "walking"), (2.6, "running")]
)
def test_people_stand_walk_and_run_by_their_speed(speed_mps: float, posture: str) -> None:
    """Froude's number of a hip of 0.93 m is 0.55 at 2.2 m/s."""
    scene = world_of(Actor(name="p", asset=Adult(detail="far")))
    assert attributes_of(scene, drifting(scene, {"p": (speed_mps, 0.0, 0.0)}), 0.1)[2].posture == posture


def test_who_is_tipped_over_lies_and_who_crouches_crouches() -> None:
    down: Pose = Pose.from_arrays(np.zeros(3), axis_angle((0.0, 1.0, 0.0), 1.5))
    people = (
        Actor(name="down", asset=Adult(detail="far"), T_world_body=down),
        Actor(name="low", asset=Adult(detail="far", activity="crouching")),
    )
    scene = world_of(*people)
    found = attributes_of(scene, drifting(scene), 0.1)
    assert (found[2].posture, found[3].posture) == ("lying", "crouching")


def test_lamps_signals_and_signs_say_what_they_show() -> None:
    scene = world_of(
        Actor(name="car", asset=Sedan(detail="far"), lamps_on=("head", "tail")),
        Actor(name="light", asset=TrafficLight(), lamps_on=("signal_red",)),
        Actor(name="sign", asset=TrafficSign(kind="speed_limit", words="50")),
    )
    still = drifting(scene)
    brake = still.brake_lamp.copy()
    brake[100:, 1] = True
    switches = tuple(
        LampSwitch(time_s=0.5, instance=3, lamp=lamp, state=state)
        for lamp, state in (("signal_red", "off"), ("signal_green", "on"))
    )
    history = replace(still, brake_lamp=brake, story=StoryTruth(lamps=switches))
    before, after = attributes_of(scene, history, 0.0), attributes_of(scene, history, 0.6)
    assert before[2].lit_lamps == ("head", "tail")
    assert after[2].lit_lamps == ("brake", "head", "tail")
    assert (before[3].signal, after[3].signal) == ("red", "green")
    assert after[3].lit_lamps == ("signal_green",)
    assert after[4].sign == "DE speed_limit 50"
    assert after[2].sign == after[2].signal == ""


def test_doors_are_open_where_their_joints_are_turned() -> None:
    scene = world_of(Actor(name="car", asset=Sedan(detail="far", open_doors=(("front_left", 0.9),))))
    facts = ThingFacts.of(scene, drifting(scene))
    (door,) = facts.subjects[2].doors
    poses = facts.history.links_at(0.0)
    assert attributes_at(facts, poses, 0.0)[2].open_doors == ()
    turned = poses.rotation_xyzw.copy()
    turned[door] = axis_angle(facts.links[door].asset.parts[facts.links[door].part].axis, -0.9)
    opened = attributes_at(facts, replace(poses, rotation_xyzw=turned), 0.0)[2].open_doors
    assert opened == ("door_front_left",)


def test_the_future_is_where_the_box_will_be_until_the_thing_goes() -> None:
    scene = world_of(crate("a", 3.0, 1.0, semantic=BODY), crate("b", 9.0, 0.0))
    history = drifting(scene, {"a": (5.0, -1.0, 0.0)}, {"a": 0.5})
    story = StoryTruth(presence=(Presence(time_s=0.44, instance=3, present=False),))
    futures = futures_at(ThingFacts.of(scene, replace(history, story=story)), 0.1)
    steps = 0.1 * np.arange(1, 10)
    assert len(futures[2].yaw_rad) == 9, "the history ends at 1 s"
    np.testing.assert_allclose(futures[2].position_m, [[3 + 5 * (0.1 + s), 1 - (0.1 + s), 0.0] for s in steps])
    np.testing.assert_allclose(futures[2].yaw_rad, 0.5 * (0.1 + steps), atol=1e-9)
    assert len(futures[3].yaw_rad) == 3


def test_people_cross_where_their_way_meets_a_lane() -> None:
    """The lane lies between y = -1.5 and 1.5 m."""
    people = [
        Actor(name=name, asset=Adult(detail="far"), T_world_body=Pose.planar(5.0, y, 0.0))
        for name, y in (("on", 1.4), ("off", 1.6), ("nears", 2.0), ("leaves", -1.6))
    ]
    lane = Lane(id="a", kind="driving", width_m=3.0, centre_m=((0.0, 0.0, 0.0), (5.0, 0.0, 0.0), (9.0, 0.0, 0.0)))
    scene = world_of(*people, crate("box", 7.0, 0.0))
    history = drifting(scene, {"nears": (0.0, -1.0, 0.0), "leaves": (0.0, -1.0, 0.0)})
    found = []
    for road in (scene.road, RoadNetwork(name="lane", lanes=(lane,))):
        facts = ThingFacts.of(replace(scene, road=road), history)
        found.append(crossings_at(facts, 0.0, futures_at(facts, 0.0)))
    assert found == [{}, {2: "now", 3: "no", 4: "soon", 5: "no"}]


def test_corners_are_the_box_through_the_lens_and_nan_behind_it(renderer: WarpRenderer) -> None:
    scene = world_of(crate("a", 6.0, 0.5, yaw_rad=0.4), crate("beside", 0.6, 0.0, size_m=(4.0, 0.4, 0.4)))
    frame = frame_of(renderer, scene, drifting(scene))
    reading = frame.cameras()[0]
    for view in frame.views["front"]:
        local = reading.T_world_sensor.inverse().apply(frame.things[view.instance].box.corners_m())
        assert view.corners_px is not None
        np.testing.assert_allclose(view.corners_px, reading.lens.project(local), rtol=1e-6)
    near = view_of(frame, 3).corners_px
    assert near is not None
    assert np.isnan(near[:4]).all()
    assert np.isfinite(near[4:]).all()


def test_a_rolling_shutter_shows_corners_where_its_rows_find_them(renderer: WarpRenderer) -> None:
    """Each corner is projected as it is at the time of the very row on which it lands."""
    lens = KannalaBrandt(
        width_px=160, height_px=120, fx_px=80.0, fy_px=80.0, cx_px=79.5, cy_px=59.5, k=(0.01, -0.002, 0.0, 0.0)
    )
    camera = LensCamera(optics=lens, shutter=Shutter(readout_s=0.04))
    scene = world_of(crate("a", 5.0, 0.5))
    history = drifting(scene, {"a": (0.0, 6.0, 0.0), "ego": (8.0, 0.0, 0.0)})
    frame = frame_of(renderer, scene, history, camera)
    reading, corners = frame.cameras()[0], view_of(frame, 2).corners_px
    assert corners is not None
    still = lens.project(reading.T_world_sensor.inverse().apply(frame.things[2].box.corners_m()))
    assert np.abs(corners - still).max() > 0.5, "or the test shows nothing"
    facts = ThingFacts.of(scene, history)
    for k, (u, v) in enumerate(corners):
        t_s = float((v - 59.5) * 0.04 / 120)
        camera_then = history.body_at(1, t_s) @ reading.T_ego_sensor
        box = things_at(facts, t_s)[2].box
        then = lens.project(camera_then.inverse().apply(box.corners_m()[k]))
        # The search for the row stops at a hundredth of a pixel, poses are those of the nearest row.
        np.testing.assert_allclose((u, v), then, atol=0.05)


def person_seen(renderer: WarpRenderer, *others: Actor, yaw_rad: float = np.pi) -> tuple[Frame, dict[str, int]]:
    person = Actor(name="p", asset=Adult(detail="far"), T_world_body=Pose.planar(4.0, 0.0, yaw_rad))
    scene = world_of(person, *others)
    frame = frame_of(renderer, scene, drifting(scene), wanted=("keypoints",))
    marks = landmarks_of(asset_of(person.asset))
    states = view_of(frame, 2).keypoint_state
    assert marks is not None
    assert states is not None
    return frame, dict(zip(marks.skeleton.points, states.tolist(), strict=True))


def test_all_points_of_somebody_who_faces_the_camera_are_seen(renderer: WarpRenderer) -> None:
    frame, states = person_seen(renderer)
    # The ears are on the outline, and may lie beside its last pixel: one is 2.5 cm wide here.
    assert {state for name, state in states.items() if "ear" not in name} == {KEYPOINT_VISIBLE}
    view, thing = view_of(frame, 2), frame.things[2]
    assert thing.skeleton == "person"
    assert thing.keypoints_m is not None
    reading = frame.cameras()[0]
    assert isinstance(reading, CameraReading)
    local = reading.T_world_sensor.inverse().apply(thing.keypoints_m)
    np.testing.assert_allclose(view.keypoints_px, reading.lens.project(local), rtol=1e-6)


def test_the_far_side_of_a_body_hides_its_points(renderer: WarpRenderer) -> None:
    _, states = person_seen(renderer, yaw_rad=-np.pi / 2)  # looks to the right, shows its right side
    for joint in ("eye", "ear", "shoulder", "hip"):
        assert states[f"left_{joint}"] == KEYPOINT_HIDDEN
    for joint in ("ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle"):
        assert states[f"right_{joint}"] == KEYPOINT_VISIBLE


def test_what_stands_before_a_body_hides_its_points(renderer: WarpRenderer) -> None:
    _, states = person_seen(renderer, crate("wall", 2.0, 0.0, size_m=(0.1, 2.0, 0.95)))
    assert states["left_ankle"] == states["right_knee"] == KEYPOINT_HIDDEN
    assert states["nose"] == KEYPOINT_VISIBLE


def test_points_beyond_the_image_are_outside(renderer: WarpRenderer) -> None:
    person = Actor(name="p", asset=Adult(detail="far"), T_world_body=Pose.planar(1.2, 0.0, np.pi))
    scene = world_of(person)
    states = view_of(frame_of(renderer, scene, drifting(scene), wanted=("keypoints",)), 2).keypoint_state
    assert states is not None
    assert states[15] == states[16] == KEYPOINT_OUTSIDE
    assert states[5] == KEYPOINT_VISIBLE


def test_what_nobody_wants_is_not_made(renderer: WarpRenderer) -> None:
    scene = world_of(Actor(name="p", asset=Adult(detail="far"), T_world_body=Pose.planar(4.0, 0.0, 0.0)))
    frame = frame_of(renderer, scene, drifting(scene))
    assert frame.things[2].keypoints_m is None
    assert frame.things[2].future is None
    assert view_of(frame, 2).keypoints_px is None


def test_the_record_says_what_things_do_and_leaves_out_what_they_do_not(renderer: WarpRenderer) -> None:
    person = Actor(name="p", asset=Adult(detail="far"), T_world_body=Pose.planar(4.0, 0.0, 0.0))
    scene = world_of(person, crate("box", 6.0, 1.0))
    state = frame_state(Tick(frame=frame_of(renderer, scene, drifting(scene)), states={}))
    walker, box = state["things"]
    assert (walker["motion"], walker["posture"]) == ("stopped", "standing")
    assert walker["acceleration_mps2"] == (0.0, 0.0, 0.0)
    assert not {"posture", "signal", "sign", "lit_lamps", "open_doors", "crossing", "radar_points"} & box.keys()
    assert all(view["inside_share"] == 1.0 - view["truncation"] for view in state["views"]["front"])
