"""`swerve list parameters`: what a run of these overrides draws, in which range and unit, and what its plan takes."""

from conftest import Program


def lines(text: str) -> dict[str, list[str]]:
    return {line.split()[0]: line.split(None, 1)[1:] for line in text.splitlines()}


def test_every_parameter_stands_there_with_range_and_unit(swerve: Program) -> None:
    done = swerve("list", "parameters", "scenario=child_dartout_parked", "scenario.gap_m=1.5", "randomizer=[sky]")
    assert done.returncode == 0, done.stderr
    told = lines(done.stdout)
    assert told["scenario.ego_speed_kmh"] == ["10 to 60 km/h, uniform"]
    assert told["scenario.gap_m"][0].split() == ["1.5", "m", "fixed"]
    assert told["scenario.occluder"] == ["small_car, wagon, suv, small_van, van, parcel_van, small_box_truck"]
    assert told["randomizer.sky.sun_elevation_deg"] == ["8 to 65 degrees, mixture"]
    assert "left alone by plans" in told["scenario.child_speed_kmh"][0]
    assert "the" not in told  # the default plan asks for nothing


def test_the_places_parameters_are_among_them(swerve: Program) -> None:
    told = lines(swerve("list", "parameters", "scenario=drive", "road=urban").stdout)
    assert told["road.lane_width_m"] == ["2.9 to 3.4 m, uniform"]


def test_it_says_how_many_clips_a_covering_array_needs(swerve: Program) -> None:
    over = "plan.over=[scenario.ego_speed_kmh,scenario.occluder,scenario.gap_m]"
    done = swerve("list", "parameters", "plan=t_way", over)
    # each of the seven occluders with each of three speeds
    assert done.stdout.splitlines()[-1] == "the plan takes 3 of them and needs clips=21 or more"


def test_what_depends_on_another_value_says_on_which(swerve: Program) -> None:
    condition = "{kind: conditional, given: occluder, cases: {van: [10, 30], else: [20, 60]}}"
    told = lines(swerve("list", "parameters", f"scenario.ego_speed_kmh={condition}").stdout)
    assert " ".join(told["scenario.ego_speed_kmh"][0].split()) == (
        "10 to 60 km/h, conditional depends on scenario.occluder"
    )


def test_a_plan_that_does_not_fit_is_told(swerve: Program) -> None:
    done = swerve("list", "parameters", "plan=sobol", "plan.over=[scenario.ocluder]")
    assert done.returncode == 2
    assert "plan.over: " in done.stderr
    assert "Did you mean 'scenario.occluder'" in done.stderr
