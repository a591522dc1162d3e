"""Clips of OpenSCENARIO files: what the file says, on its map, with our bodies; one clip for each set of parameters."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from scenes.errors import ConfigError
from scenes.measures import ClipMeasures
from scenes.openscenario.distributions import ParameterSets, read_sets
from scenes.openscenario.reader import read_openscenario
from scenes.openscenario.scene import Staging, scene_of
from scenes.params import Params
from scenes.roads.place import Country, Setting
from scenes.scenario import ClipRequest, Scenario
from scenes.scene import Scene

PARAMETER = "parameter."
"""Of the values' names in a record."""
Value = str | float | int | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenScenarioFile(Scenario):
    """file: a scenario (.xosc). variation: a distribution of its parameters; clip i has its set i.

    ego: the entity that carries the rig; empty: the one called ego, else the first vehicle. parameters: values that
    replace those of the file, and of the variation. setting: what stands beside the roads, None: as their types
    and lanes suggest. country, hills_m: what the map does not say.
    A clip is cut where the file's stop trigger names a time that comes first.
    """

    file: str
    variation: str = ""
    ego: str = ""
    parameters: Mapping[str, Value] = field(default_factory=dict)
    setting: Setting | None = None
    country: Country = "DE"
    hills_m: float = 0.0

    def most_clips(self) -> int | None:
        """One for each set of the variation; as many as asked without one: looks and what the run varies differ.

        Raises InputFileError for what is wrong in the files, as far as it does not depend on the set.
        """
        read_openscenario(self._file(), {name: _text(value) for name, value in self.parameters.items()})
        return _sets(self.variation).count() if self.variation else None

    def draw(self, request: ClipRequest, rng: np.random.Generator) -> Params:
        """The set of the clip's number."""
        drawn: dict[str, float | int | str | bool] = {"set": request.clip}
        if self.variation:
            sets = _sets(self.variation)
            if request.clip >= sets.count():
                raise ConfigError("clips", f"{self.variation} has {sets.count()} sets, clip {request.clip} has none")
            drawn |= {PARAMETER + name: text for name, text in sets.values(request.clip, rng).items()}
        drawn |= {PARAMETER + name: _text(value) for name, value in self.parameters.items()}
        return drawn

    def build(self, params: Params, request: ClipRequest, rng: np.random.Generator) -> Scene:
        """The file read with these parameters."""
        assigned = {
            key.removeprefix(PARAMETER): str(value) for key, value in params.items() if key.startswith(PARAMETER)
        }
        return scene_of(
            read_openscenario(self._file(), assigned),
            Staging(
                rig=request.rig,
                frames=request.frames,
                fps=request.fps,
                ego=self.ego,
                setting=self.setting,
                country=self.country,
                hills_m=self.hills_m,
            ),
            rng,
        )

    def refusals(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """A file's clip is as the file says."""
        return ()

    def _file(self) -> Path:
        """The scenario; that of the variation where none is given. Raises ConfigError where they disagree."""
        if not self.file and not self.variation:
            raise ConfigError("scenario.file", "is empty, expected the path of a scenario (.xosc)")
        if not self.variation:
            return Path(self.file)
        of = _sets(self.variation).scenario
        if self.file and Path(self.file).expanduser().resolve() != of:
            raise ConfigError("scenario.variation", f"{self.variation} is for {of}, not for {self.file}")
        return of


def _sets(variation: str) -> ParameterSets:
    path = Path(variation).expanduser()
    stamp = path.stat() if path.is_file() else None
    return _read(str(path), 0 if stamp is None else stamp.st_mtime_ns)


@functools.lru_cache(maxsize=2)
def _read(path: str, changed_ns: int) -> ParameterSets:
    """The sets of a file, listed once a process as long as it stays as it is."""
    del changed_ns
    return read_sets(Path(path))


def _text(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
