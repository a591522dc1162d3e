"""Actors of Ray: on this machine, or on all nodes of a cluster that see the same output folder."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scenes.errors import ConfigError
from simulator.executors.base import Event, Executor, Work
from simulator.executors.ray_cluster import cluster, require_ray
from simulator.executors.seating import seats
from simulator.plan import Shard


@dataclass(frozen=True, slots=True, kw_only=True)
class RayExecutor(Executor):
    """`workers` actors, each with cores of its own, and a GPU where the run's device is one.

    workers: None for as many as this machine or the cluster has room for. address: None starts Ray on this machine;
    auto, host:port or ray://host:port joins a cluster. in_flight: shards that an actor holds, the one in work included.
    patience_s: how long the run waits while there is no actor, as a cluster that grows on demand lets it. runtime_env:
    Ray's own, added to every actor's.
    """

    address: str | None = None
    cpus_per_worker: int = 1
    in_flight: int = 2
    patience_s: float = 600.0
    runtime_env: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        Executor.__post_init__(self)
        for name in ("cpus_per_worker", "in_flight"):
            if getattr(self, name) < 1:
                raise ConfigError(f"executor.{name}", f"got {getattr(self, name)}, allowed: an integer of 1 or more")
        if self.patience_s <= 0.0:
            raise ConfigError("executor.patience_s", f"got {self.patience_s:g}, allowed: above 0 seconds")
        if self.device not in ("cpu", "cuda", "cuda:0"):
            told = f"got '{self.device}'; Ray shows every actor one GPU, whichever is free: device=cuda"
            raise ConfigError("executor.device", told)
        require_ray()

    def run(self, plan: Sequence[Shard], work: Work) -> Iterator[Event]:
        """As the actors finish. Raises ConfigError where there is no cluster, OutputError where a node cannot work."""
        if not plan:
            return
        here = seats(self.workers, self.device, len(plan)) if self.address is None else ()
        with cluster(self.address, len(here) * self.cpus_per_worker):
            # Imported here: it needs Ray, whose ways are set above.
            from simulator.executors.ray_crew import Crew, Place  # noqa: PLC0415

            place = Place(cores=self.cpus_per_worker, gpus=int(self.device != "cpu"), runtime_env=self._runtime_env())
            workers = len(here) or self.workers or place.room()
            yield from Crew(work, place, min(workers, len(plan)), self.tries, self.in_flight, self.patience_s).run(plan)

    def _runtime_env(self) -> dict[str, Any]:
        """Ray's environment of the actors: packages that the driver finds by PYTHONPATH are to be found there, too."""
        path = os.environ.get("PYTHONPATH", "")
        folders = [os.path.abspath(folder) for folder in path.split(os.pathsep) if folder]
        variables = {"PYTHONPATH": os.pathsep.join(folders)} if folders else {}
        given = dict(self.runtime_env)
        return {**given, "env_vars": {**variables, **given.get("env_vars", {})}}
