"""Parameter distributions: files that say with which sets of values a scenario is to be run."""

from __future__ import annotations

import itertools
import math
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scenes.openscenario.constraints import Constraints
from scenes.openscenario.document import Surroundings, check_header, read_root
from scenes.openscenario.journal import Journal, Raised
from scenes.openscenario.node import Node, shown
from scenes.openscenario.parameters import assignments
from scenes.openscenario.scope import NOTHING
from scenes.openscenario.stochastic import Sampler, read_sampler

Values = dict[str, str]
MOST_STEPS = 100_000  # chosen: values of one range
MOST_SETS = 1_000_000  # chosen: combinations of a file that are counted


MOST_DRAWS = 1000  # chosen: of one set


class ParameterSets(ABC):
    """The sets of values of one distribution. scenario: the file that they are for."""

    scenario: Path

    @abstractmethod
    def count(self) -> int:
        """How many there are."""

    @abstractmethod
    def values(self, index: int, rng: np.random.Generator) -> Values:
        """One set. rng: draws it where it is drawn."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class ListedSets(ParameterSets):
    """Every combination that meets the constraints of the scenario's parameters, in the file's order.

    The last distribution of the file changes fastest. discarded: how many did not meet the constraints.
    """

    scenario: Path
    sets: tuple[Values, ...]
    discarded: int

    def count(self) -> int:
        """Those that are left."""
        return len(self.sets)

    def values(self, index: int, rng: np.random.Generator) -> Values:
        """The set of that number."""
        del rng
        return self.sets[index]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class DrawnSets(ParameterSets):
    """Sets that are drawn anew, as many as the file asks for."""

    scenario: Path
    runs: int
    samplers: tuple[tuple[str, Sampler], ...]
    constraints: Constraints

    def count(self) -> int:
        """NumberOfTestRuns."""
        return self.runs

    def values(self, index: int, rng: np.random.Generator) -> Values:
        """Drawn until the constraints are met. Raises ConstraintViolated where none of many draws meets them."""
        del index
        for _ in range(MOST_DRAWS):
            drawn = {name: sampler(rng) for name, sampler in self.samplers}
            if self.constraints.met(drawn):
                return drawn
        self.constraints.check(drawn)
        raise AssertionError("unreachable: the last draw did not meet the constraints")


def read_sets(path: Path) -> ParameterSets:
    """The sets of a <ParameterValueDistribution>. Raises InputFileError."""
    where = Surroundings.of(path)
    root = Node(str(where.file), read_root(where.file), NOTHING, Journal(Raised()))
    check_header(root)
    block = root.maybe("ParameterValueDistribution")
    if block is None:
        raise root.fault("holds no <ParameterValueDistribution>, expected one: a scenario goes to scenario.file")
    scenario = where.found(block.only("ScenarioFile"), "filepath", (".xosc", ".xml"))
    kind = block.one_of("Deterministic", "Stochastic")
    if kind.tag == "Stochastic":
        return _drawn(kind, scenario)
    return _listed(kind, scenario)


def _listed(node: Node, scenario: Path) -> ListedSets:
    """The product of all distributions: of single parameters and of sets of several."""
    factors = [_factor(child) for child in node.inner()]
    total = math.prod(len(factor) for factor in factors)
    if total > MOST_SETS:
        raise node.fault(f"has {total} combinations, allowed {MOST_SETS}")
    constraints = Constraints(scenario, node, sorted({name for factor in factors for one in factor for name in one}))
    every = (_merged(chosen) for chosen in itertools.product(*factors))
    kept = tuple(values for values in every if constraints.met(values))
    if not kept:
        raise node.fault(f"none of {total} combinations meets the constraints that {scenario.name} states")
    return ListedSets(scenario=scenario, sets=kept, discarded=total - len(kept))


def _merged(chosen: tuple[Values, ...]) -> Values:
    return {name: value for part in chosen for name, value in part.items()}


def _factor(node: Node) -> list[Values]:
    if node.tag == "DeterministicMultiParameterDistribution":
        sets = node.only("ValueSetDistribution").every("ParameterValueSet")
        return [assignments(one) for one in sets] or [{}]
    if node.tag != "DeterministicSingleParameterDistribution":
        raise node.fault("is no deterministic distribution; expected a single or a multi parameter one")
    name = node.text("parameterName").lstrip("$")
    kind = node.one_of("DistributionSet", "DistributionRange", "UserDefinedDistribution")
    if kind.tag == "UserDefinedDistribution":
        raise kind.unsupported("distributions of other programs; give a set or a range")
    texts = _range(kind) if kind.tag == "DistributionRange" else (e.text("value") for e in kind.every("Element"))
    found = [{name: text} for text in texts]
    if not found:
        raise kind.fault("holds no value")
    return found


def _range(node: Node) -> Iterator[str]:
    """From the lower limit in steps, the upper limit included where a step ends there."""
    step, reach = node.number("stepWidth"), node.only("Range")
    low, high = reach.number("lowerLimit"), reach.number("upperLimit")
    if step <= 0.0 or high < low:
        raise node.fault(f"from {low:g} to {high:g} in steps of {step:g} there is nothing")
    steps = math.floor((high - low) / step + 1e-9)
    if steps > MOST_STEPS:
        raise node.fault(f"has {steps} steps, allowed {MOST_STEPS}")
    # Written as the file would: 0.1 + 2 * 0.1 is 0.3.
    return (shown(float(f"{low + k * step:.12g}")) for k in range(steps + 1))


def _drawn(node: Node, scenario: Path) -> DrawnSets:
    runs = node.integer("numberOfTestRuns")
    if runs < 1:
        raise node.fault(f"numberOfTestRuns={runs}, expected 1 or more")
    samplers = tuple(
        (one.text("parameterName").lstrip("$"), read_sampler(one)) for one in node.every("StochasticDistribution")
    )
    if not samplers:
        raise node.fault("holds no <StochasticDistribution>")
    constraints = Constraints(scenario, node, [name for name, _ in samplers])
    return DrawnSets(scenario=scenario, runs=runs, samplers=samplers, constraints=constraints)
