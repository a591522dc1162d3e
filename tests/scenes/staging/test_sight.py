"""How much of somebody shows past others, against what a ray tracer of triangles counts."""

import numpy as np
import pytest

from scenes.assets.cars.fleet import FLEET
from scenes.assets.people.person import Adult
from scenes.pose import Pose
from scenes.staging.sight import Seen, shown_share, solve

EYE = (0.0, 0.0, 1.65)
PERSON = Adult(height_m=1.75)


def share(person_y_m: float, van_x_m: float = 20.0) -> float:
    """Of somebody 30 m ahead, past a van whose left side lies at y = 0, 20 m ahead."""
    van = FLEET["van"]
    half = 0.5 * van.nominal().width_m
    hider = (van, Pose.planar(van_x_m, -half, 0.0))
    return shown_share(EYE, Seen(spec=PERSON, pose=Pose.planar(30.0, person_y_m, 0.5 * np.pi)), [hider])


def test_all_shows_beside_it_and_nothing_behind_it() -> None:
    assert share(2.0) == 1.0
    assert share(-0.8) == 0.0
    assert share(-30.0) == 1.0


def test_half_shows_where_the_middle_passes_the_corner() -> None:
    found = solve(lambda y: share(y) - 0.5, -1.0, 1.0)
    # the side is straight ahead of the camera: the line of sight past it is y = 0
    assert found == pytest.approx(0.0, abs=0.08)


def test_what_stands_nearer_is_not_hidden() -> None:
    assert share(-0.8, van_x_m=40.0) == 1.0


def test_the_share_rises_as_one_steps_out() -> None:
    shares = [share(y) for y in np.linspace(-1.0, 1.0, 21)]
    assert shares == sorted(shares)


def test_a_function_that_keeps_its_sign_has_no_solution() -> None:
    assert solve(lambda x: x + 5.0, 0.0, 1.0) is None
