"""The driver's side of Ray: a crew of actors that are fed shard by shard, and replaced when they die. Needs Ray."""

from __future__ import annotations

import os
import pickle
import socket
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import ray

from scenes.errors import OutputError
from simulator.executors.base import ClipBegun, Event, ShardDone, Work
from simulator.executors.deaths import Deaths
from simulator.executors.ray_actor import CALLS, LEAVE_S, Arrival, ShardMaker
from simulator.plan import Shard
from simulator.resources import THREAD_VARIABLES

_LOOK_UP_S = 1.0
"""How long the driver waits for news at once; chosen: what has no news, such as its patience, is looked at as often."""

_ANSWER_S = 2.0
"""How long a node may take to answer; chosen: far above what one that lives takes within a cluster."""

_STILLBORN = 5
"""Actors that die one after the other before they arrive, until the run gives up; chosen: no coincidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What an actor asks its node for. runtime_env: Ray's own."""

    cores: int
    gpus: int
    runtime_env: Mapping[str, Any]

    def options(self) -> dict[str, Any]:
        """The same as Ray's options of an actor; native libraries keep to the actor's cores."""
        share = dict.fromkeys(THREAD_VARIABLES, str(self.cores))
        env = {**self.runtime_env, "env_vars": {**share, **self.runtime_env.get("env_vars", {})}}
        return {"num_cpus": self.cores, "num_gpus": self.gpus, "runtime_env": env, "scheduling_strategy": "SPREAD"}

    def room(self) -> int:
        """How many of them the cluster has now; at least one, for which a cluster may grow."""
        there = ray.cluster_resources()
        room = there.get("CPU", 0.0) // self.cores
        return max(1, int(min(room, there.get("GPU", 0.0) // self.gpus) if self.gpus else room))

    def __str__(self) -> str:
        return f"{self.cores} core(s)" + (f" and {self.gpus} GPU" if self.gpus else "")


@dataclass(eq=False, slots=True)
class _Seat:
    """An actor, the shards that it holds, and the clip that was begun last, which is of the first of them."""

    actor: Any
    arrival: Arrival | None = None
    desk: deque[Shard] = field(default_factory=deque)
    clip: int | None = None

    def note(self, event: Event) -> None:
        """What an event says of the desk. Orders that were given close together may have changed places."""
        if isinstance(event, ClipBegun):
            self.clip = event.clip
            self.desk = deque(sorted(self.desk, key=lambda shard: event.clip not in shard.clips))
        elif isinstance(event, ShardDone):
            self.clip = None
            self.desk = deque(shard for shard in self.desk if shard.index != event.shard)


class Crew:
    """`workers` actors that call `work`. tries: see Executor; in_flight, patience_s: see RayExecutor."""

    def __init__(self, work: Work, place: Place, workers: int, tries: int, in_flight: int, patience_s: float) -> None:
        self._actor = ray.remote(max_concurrency=CALLS)(ShardMaker).options(**place.options())
        self._work = pickle.dumps(work)
        self._place = place
        self._workers = workers
        self._in_flight = in_flight
        self._patience_s = patience_s
        self._deaths = Deaths(tries)
        self._stillborn = 0
        self._waiting: deque[Shard] = deque()
        self._calls: dict[Any, _Seat] = {}

    def run(self, plan: Sequence[Shard]) -> Iterator[Event]:
        """Feeds shards to actors as they become free; closing it ends them."""
        self._waiting.extend(plan)
        alone_since_s = time.monotonic()
        try:
            while self._waiting or any(seat.desk for seat in self._calls.values()):
                self._hire()
                self._feed()
                ready, _ = ray.wait(list(self._calls), timeout=_LOOK_UP_S)
                for call in ready:
                    yield from self._answered(call)
                if self._anybody_came():
                    alone_since_s = time.monotonic()
                elif time.monotonic() - alone_since_s > self._patience_s:
                    raise OutputError(self._nobody_came())
        finally:
            self._dismiss()

    def _hire(self) -> None:
        """As many actors as there are shards that none of them holds, up to `workers`."""
        busy = sum(bool(seat.desk) for seat in self._calls.values())
        while len(self._calls) < min(self._workers, busy + len(self._waiting)):
            seat = _Seat(self._actor.remote())
            self._calls[seat.actor.arrive.remote(self._work, os.getcwd())] = seat

    def _feed(self) -> None:
        """One shard each, and more in advance while there are plenty: the last ones go to whoever is free first."""
        seats = [seat for seat in self._calls.values() if seat.arrival is not None]
        for depth in range(1, self._in_flight + 1):
            for seat in seats:
                plenty = len(self._waiting) > len(self._calls)
                if self._waiting and len(seat.desk) < depth and (depth == 1 or plenty):
                    seat.desk.append(self._waiting.popleft())
                    seat.actor.make.remote(seat.desk[-1])

    def _answered(self, call: Any) -> Iterator[Event]:
        seat = self._calls.pop(call)
        try:
            answer = ray.get(call)
        except ray.exceptions.RayError as fault:
            yield from self._bury(seat, fault)
            return
        self._calls[seat.actor.heard.remote()] = seat
        if isinstance(answer, Arrival):
            self._welcome(seat, answer)
            return
        for event in answer:
            seat.note(event)
            yield event

    def _welcome(self, seat: _Seat, arrival: Arrival) -> None:
        if arrival.problem is not None:
            raise OutputError(f"Ray's node {arrival.host} cannot take part: {arrival.problem}")
        seat.arrival = arrival
        self._stillborn = 0

    def _bury(self, seat: _Seat, fault: Exception) -> Iterator[Event]:
        """What becomes of the shards of a dead actor; only the one in work may have to do with its death."""
        self._end([seat])
        if seat.arrival is None:
            self._stillborn += 1
            if self._stillborn >= _STILLBORN or not _may_pass(fault):
                raise OutputError(f"Ray starts no actor: {_last_line(fault)}") from fault
            return
        if not seat.desk:
            return
        in_work, *behind = seat.desk
        self._waiting.extendleft(reversed(behind))
        told = f"the actor (process {seat.arrival.process} on {seat.arrival.host}) died: "
        if self._is_lost(seat.arrival.node):
            verdict = self._deaths.of_machine(in_work, seat.clip, f"{told}its node was lost", str(fault))
        else:
            verdict = self._deaths.of_worker(in_work, seat.clip, told + _cause(fault), str(fault))
        if verdict.again is not None:
            self._waiting.appendleft(verdict.again)
        if verdict.event is not None:
            yield verdict.event

    def _is_lost(self, node: str) -> bool:
        """Ray itself takes half a minute to call a node dead; one whose Ray does not answer is."""
        known = next((known for known in ray.nodes() if known["NodeID"] == node), None)
        if known is None or not known["Alive"]:
            return True
        try:
            socket.create_connection((known["NodeManagerAddress"], known["NodeManagerPort"]), _ANSWER_S).close()
        except OSError:
            return True
        return False

    def _anybody_came(self) -> bool:
        return any(seat.arrival is not None for seat in self._calls.values())

    def _nobody_came(self) -> str:
        held = {name: number for name, number in ray.cluster_resources().items() if name in ("CPU", "GPU")}
        there = ", ".join(f"{number:g} {name}" for name, number in sorted(held.items())) or "neither cores nor GPUs"
        return (
            f"no actor has started within {self._patience_s:g} s: each asks for {self._place}, and the cluster's nodes "
            f"have {there} together, which others may hold (executor.patience_s)"
        )

    def _dismiss(self) -> None:
        """Ends all actors: asked first, so that they remove their staging, then killed. Waits until they are gone."""
        seats = list(self._calls.values())
        leaving = [seat.actor.leave.remote() for seat in seats if seat.arrival is not None]
        if leaving:
            ray.wait(leaving, num_returns=len(leaving), timeout=LEAVE_S + _ANSWER_S)
        self._end(seats)

    def _end(self, seats: Sequence[_Seat]) -> None:
        for seat in seats:
            ray.kill(seat.actor)
        self._calls = {call: seat for call, seat in self._calls.items() if seat not in seats}


def _may_pass(fault: Exception) -> bool:
    """Whether an actor that did not arrive may do so at the next try: a process may die, an import fails again."""
    died = isinstance(fault, ray.exceptions.RayActorError) and not fault.actor_init_failed
    return died and not isinstance(fault, ray.exceptions.RuntimeEnvSetupError)


def _cause(fault: Exception) -> str:
    """Ray's page of possible causes in a few words; the page itself is shown by --debug."""
    text = str(fault)
    if "running low on memory" in text or "memory monitor" in text:
        return "Ray ended it because its node ran out of memory"
    return "its process ended; often the system ends what takes too much memory"


def _last_line(fault: Exception) -> str:
    return next((line.strip() for line in reversed(str(fault).splitlines()) if line.strip()), type(fault).__name__)
