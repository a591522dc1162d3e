"""A place from an OpenDRIVE file, known by the file's content."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from scenes.content_digest import checked_digest
from scenes.opendrive.reader import OpenDriveMap, read_opendrive
from scenes.roads.network import RoadNetwork
from scenes.roads.place import Country, Place, Setting, Surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDrivePlace(Place):
    """file: path of an .xodr file. digest: hash of its content, taken here where none is given.

    The record of a scene holds path and digest, not the roads. setting, country, hills_m: what the file does not say.
    Raises InputFileError for a file that cannot be read or is not the one that the digest is of.
    """

    file: str
    setting: Setting = "town"
    country: Country = "DE"
    hills_m: float = 0.0
    digest: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", checked_digest(self.file, self.digest))
        self.surroundings()

    def network(self) -> RoadNetwork:
        """The file's roads. Raises InputFileError for what is wrong in it."""
        return _map_of(self.file, self.digest).network

    def notes(self) -> tuple[str, ...]:
        """What was left out of the file or changed, with the place of the first of each."""
        return tuple(f"{Path(self.file).name}: {note}" for note in _map_of(self.file, self.digest).warnings())

    def surroundings(self) -> Surroundings:
        """As told."""
        return Surroundings(setting=self.setting, country=self.country, hills_m=self.hills_m)


@functools.lru_cache(maxsize=2)
def _map_of(file: str, digest: str) -> OpenDriveMap:
    """The map of a file, read once as long as its content stays."""
    return read_opendrive(Path(file).expanduser())
