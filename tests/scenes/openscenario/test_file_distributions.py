"""Parameter distributions: how many sets, in which order, which are discarded, and what is drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scenario_fixtures import VARIATIONS, needs_real_scenarios
from written import HEADER, at_least, document, parameter, write

from scenes.errors import ConfigError, InputFileError
from scenes.openscenario.distributions import ListedSets, read_sets
from scenes.rig import Rig
from scenes.scenario import ClipRequest
from scenes.scenarios.open_scenario import OpenScenarioFile
from scenes.streams import stream

REAL = {
    # Products of the values of each distribution; those that constraints leave in brackets.
    "alks_scenario_4_1_1": (12, 0),  # 5 to 60 km/h in steps of 5
    "alks_scenario_4_1_2": (5 * 12 * 5, 0),  # roads, speeds, models
    "alks_scenario_4_2_1": (5 * 12 * 6, 0),
    "alks_scenario_4_2_3": (5 * 12 * 2, 0),
    # Offsets from -1.75 to 1.75 in steps of 0.5 are 8, of which the constraint takes -1.75 itself.
    "alks_scenario_4_3_2": (5 * 1 * 5 * 7 * 7, 5 * 1 * 5 * 7),
    "CBNAO": (6 * 2, 0),
    "CCFtap": (3 * 3, 0),
    "CCRs": (5 * 5, 0),
    "CPNA": (6 * 3 * 2, 0),
    "CPNCO": (6 * 2, 0),
}


@needs_real_scenarios
@pytest.mark.parametrize("stem", REAL)
def test_real_variations_have_as_many_sets_as_their_distributions_multiply_to(stem: str) -> None:
    sets = read_sets(next(path for path in VARIATIONS if path.stem.startswith(stem)))
    assert isinstance(sets, ListedSets)
    assert (sets.count(), sets.discarded) == REAL[stem]


def variation(inside: str) -> str:
    header = HEADER.format(minor=2)
    return (
        f"<OpenSCENARIO>{header}<ParameterValueDistribution>"
        f'<ScenarioFile filepath="test.xosc"/>{inside}</ParameterValueDistribution></OpenSCENARIO>'
    )


def single(name: str, inside: str) -> str:
    return (
        f'<DeterministicSingleParameterDistribution parameterName="{name}">{inside}'
        "</DeterministicSingleParameterDistribution>"
    )


RANGE = '<DistributionRange stepWidth="{}"><Range lowerLimit="{}" upperLimit="{}"/></DistributionRange>'
SET = '<DistributionSet><Element value="x"/><Element value="y"/></DistributionSet>'


def files(folder: Path, inside: str, parameters: str) -> Path:
    write(folder, document(parameters=parameters))
    return write(folder, variation(inside), "variation.xosc")


def test_sets_are_a_product_in_the_files_order_the_last_changing_fastest(tmp_path: Path) -> None:
    inside = f"<Deterministic>{single('a', RANGE.format(0.1, 0.1, 0.3))}{single('b', SET)}</Deterministic>"
    sets = read_sets(files(tmp_path, inside, parameter("a", "0") + parameter("b", "", "string")))
    chosen = [tuple(sets.values(k, stream(0, "t")).values()) for k in range(sets.count())]
    assert chosen == [("0.1", "x"), ("0.1", "y"), ("0.2", "x"), ("0.2", "y"), ("0.3", "x"), ("0.3", "y")]


def test_sets_that_break_a_constraint_are_left_out_and_counted(tmp_path: Path) -> None:
    inside = f"<Deterministic>{single('a', RANGE.format(1, 1, 5))}</Deterministic>"
    sets = read_sets(files(tmp_path, inside, parameter("a", "3", inside=at_least("$b")) + parameter("b", "3")))
    assert isinstance(sets, ListedSets)
    assert [one["a"] for one in sets.sets] == ["3", "4", "5"]
    assert sets.discarded == 2


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        (single("gone", SET), "parameter 'gone' is not declared by test.xosc"),
        (single("a", RANGE.format(0, 1, 2)), "there is nothing"),
        (single("a", RANGE.format(1e-9, 0, 1)), "steps, allowed"),
        (single("a", RANGE.format(1, 7, 9)), "none of 3 combinations meets the constraints"),
    ],
)
def test_distributions_without_a_set_say_why(tmp_path: Path, inside: str, told: str) -> None:
    at_most = '<ConstraintGroup><ValueConstraint rule="lessThan" value="5"/></ConstraintGroup>'
    path = files(tmp_path, f"<Deterministic>{inside}</Deterministic>", parameter("a", "3", inside=at_most))
    with pytest.raises(InputFileError, match=told):
        read_sets(path)


def stochastic(inside: str, runs: int = 400) -> str:
    return (
        f'<Stochastic numberOfTestRuns="{runs}" randomSeed="1"><StochasticDistribution parameterName="a">{inside}'
        "</StochasticDistribution></Stochastic>"
    )


REACH = '<Range lowerLimit="{}" upperLimit="{}"/>'
DRAWN = {
    # Inside, mean, and standard deviation: within five standard errors of 400 draws.
    f"<UniformDistribution>{REACH.format(2, 8)}</UniformDistribution>": (5.0, 6.0 / 12**0.5),
    '<NormalDistribution expectedValue="5" variance="4"/>': (5.0, 2.0),
    '<LogNormalDistribution expectedValue="5" variance="4"/>': (5.0, 2.0),
    '<PoissonDistribution expectedValue="5"/>': (5.0, 5**0.5),
    f'<Histogram><Bin weight="1">{REACH.format(0, 2)}</Bin><Bin weight="3">{REACH.format(4, 6)}</Bin></Histogram>': (
        0.25 * 1.0 + 0.75 * 5.0,
        (0.25 * (2.75**2) + 0.75 * (1.25**2) + 4.0 / 12) ** 0.5,
    ),
    '<ProbabilityDistributionSet><Element value="2" weight="1"/><Element value="6" weight="1"/>'
    "</ProbabilityDistributionSet>": (4.0, 2.0),
}


@pytest.mark.parametrize("inside", DRAWN)
def test_drawn_values_have_the_mean_of_their_distribution(tmp_path: Path, inside: str) -> None:
    sets = read_sets(files(tmp_path, stochastic(inside), parameter("a", "3")))
    mean, deviation = DRAWN[inside]
    drawn = [float(sets.values(k, stream(0, "draw", k))["a"]) for k in range(sets.count())]
    assert len(drawn) == 400
    assert np.mean(drawn) == pytest.approx(mean, abs=5.0 * deviation / 20.0)


def test_a_draw_keeps_to_its_range_and_its_parameters_constraints(tmp_path: Path) -> None:
    inside = f'<NormalDistribution expectedValue="5" variance="9">{REACH.format(2, 8)}</NormalDistribution>'
    sets = read_sets(files(tmp_path, stochastic(inside, 200), parameter("a", "5", inside=at_least("4"))))
    drawn = [float(sets.values(k, stream(0, "draw", k))["a"]) for k in range(200)]
    assert min(drawn) >= 4.0
    assert max(drawn) <= 8.0


def test_clip_i_has_set_i_and_beyond_the_last_there_is_none(tmp_path: Path) -> None:
    inside = f"<Deterministic>{single('a', RANGE.format(1, 1, 3))}</Deterministic>"
    family = OpenScenarioFile(file="", variation=str(files(tmp_path, inside, parameter("a", "3"))))
    assert family.most_clips() == 3

    def drawn(clip: int) -> object:
        request = ClipRequest(frames=5, fps=10.0, rig=Rig(name="none", mounts=()), clip=clip)
        return family.draw(request, stream(0, "draw", clip))["parameter.a"]

    assert [drawn(clip) for clip in range(3)] == ["1", "2", "3"]
    with pytest.raises(ConfigError, match="has 3 sets, clip 3 has none"):
        drawn(3)
