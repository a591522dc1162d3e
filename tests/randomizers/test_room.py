"""Room that is taken."""

from furnished_street import furnished

from randomizers.room import Room
from scenes.footprint import Footprint


def place(x_m: float, y_m: float) -> Footprint:
    return Footprint(centre_m=(x_m, y_m), yaw_rad=0.0, half_length_m=0.3, half_width_m=0.3)


def test_what_is_taken_once_is_not_free_again() -> None:
    room = Room.of(furnished())
    assert room.take(place(80.0, 7.0), 0.1)
    assert not room.take(place(80.2, 7.0), 0.1)
    assert not room.take(place(80.7, 7.0), 0.2)
    assert room.take(place(81.0, 7.0), 0.1)


def test_bodies_paths_and_trunks_are_taken() -> None:
    room = Room.of(furnished())
    assert not room.take(place(52.0, -4.3), 0.0)  # the parked car
    assert not room.take(place(90.0, -1.5), 0.0)  # the ego's way
    assert not room.take(place(60.0, 1.0), 0.0)  # the child's
    assert not room.take(place(30.0, 6.3), 0.0)  # a tree
