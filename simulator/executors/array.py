"""One element of a job array (Slurm, Kubernetes, AWS Batch, or anything that can tell two numbers)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from scenes.errors import ConfigError
from simulator.executors.local import LocalExecutor
from simulator.plan import Shard

INDEX_VARIABLES = ("SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX", "AWS_BATCH_JOB_ARRAY_INDEX")
"""Where Slurm's job arrays, Kubernetes' indexed jobs and AWS Batch's array jobs tell an element its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrayExecutor(LocalExecutor):
    """Makes shards `index`, `index + count`, ... with `workers` processes; other elements make the others.

    count: elements of the array. index: this one's, from 0; None: from the first of INDEX_VARIABLES that is set.
    """

    count: int
    index: int | None = None

    SHARES_OUT: ClassVar[bool] = True

    def __post_init__(self) -> None:
        LocalExecutor.__post_init__(self)
        if self.count < 1:
            raise ConfigError("executor.count", f"got {self.count}, allowed: an integer of 1 or more")
        self.element()

    def element(self) -> int:
        """The process's number in the array. Raises ConfigError where none is told, or one beyond the array."""
        source, element = "executor.index", self.index
        if element is None:
            source, element = _from_environment()
        if not 0 <= element < self.count:
            raise ConfigError(
                source,
                f"got {element}, allowed: 0 to {self.count - 1} (executor.count={self.count}; elements count from 0)",
            )
        return element

    def share(self, plan: Sequence[Shard]) -> Sequence[Shard]:
        """Every `count`-th shard, so that long and short ones are spread over the elements."""
        return plan[self.element() :: self.count]


def _from_environment() -> tuple[str, int]:
    for name in INDEX_VARIABLES:
        told = os.environ.get(name)
        if told is not None:
            if not told.isdecimal():
                raise ConfigError(name, f"got '{told}', expected the element's number")
            return name, int(told)
    raise ConfigError(
        "executor.index",
        f"is not given and none of {', '.join(INDEX_VARIABLES)} is set; expected the element's number, from 0",
    )
