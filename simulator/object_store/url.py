"""Where a dataset lies: a folder, or a prefix in a bucket, told apart by how it is written."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from scenes.errors import ConfigError

COPY = {
    "s3": "aws s3 sync {url} {folder}",
    "gs": "gcloud storage rsync -r {url} {folder}",
    "az": "azcopy copy --recursive {url} {folder}",
}
"""Schemes that are known, and how a prefix is copied into a folder."""

REMOVE = {
    "s3": "aws s3 rm --recursive {url}",
    "gs": "gcloud storage rm -r {url}",
    "az": "azcopy remove --recursive {url}",
}

LIST = {"s3": "aws s3 ls {url}/", "gs": "gcloud storage ls {url}/", "az": "azcopy list {url}"}

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_PREFIX = re.compile(r"[^/]+(/[^/]+)+")


@dataclass(frozen=True, slots=True)
class StoreUrl:
    """A prefix in a bucket: scheme://bucket/prefix, without a slash at its end."""

    text: str

    def __str__(self) -> str:
        return self.text

    def __truediv__(self, name: str | Path) -> StoreUrl:
        return StoreUrl(f"{self.text}/{name}")

    @property
    def scheme(self) -> str:
        """s3, gs or az."""
        return self.text.partition("://")[0]

    @property
    def encoded(self) -> str:
        """As parsers of URLs take it: to them, what follows a # or a ? is no part of the path."""
        return quote(self.text, safe=":/")

    @property
    def to_copy(self) -> str:
        """A command that copies what is there into a folder of the same name."""
        return self._command(COPY)

    @property
    def to_remove(self) -> str:
        """A command that removes what is there."""
        return self._command(REMOVE)

    @property
    def to_list(self) -> str:
        """A command that lists what is there."""
        return self._command(LIST)

    def _command(self, templates: Mapping[str, str]) -> str:
        folder = self.text.rpartition("/")[2]
        return templates[self.scheme].format(url=shlex.quote(self.text), folder=shlex.quote(folder))


Place = Path | StoreUrl


def place_of(text: str, key: str = "out") -> Place:
    """The place that a user has written. Raises ConfigError, naming `key`, for a URL that is not understood."""
    met = _SCHEME.match(text)
    if met is None:
        # Not every shell puts the home folder for the ~ of `out=~/data`.
        return Path(text).expanduser() if text == "~" or text.startswith("~/") else Path(text)
    scheme, rest = met[1], text[met.end() :].rstrip("/")
    if scheme not in COPY:
        known = ", ".join(f"{name}://" for name in COPY)
        raise ConfigError(key, f"got {text}, allowed: the path of a folder, or a URL that begins with {known}")
    if not _PREFIX.fullmatch(rest) or {".", ".."} & set(rest.split("/")):
        raise ConfigError(key, f"got {text}, expected {scheme}://bucket/prefix")
    return StoreUrl(f"{scheme}://{rest}")


def folder_of(text: str, command: str) -> Path:
    """The dataset's folder that a user has named for a command that works on folders. Raises ConfigError for URLs."""
    place = place_of(text, command)
    if isinstance(place, StoreUrl):
        raise ConfigError(command, f"works on a folder, got {place}; copy it first: {place.to_copy}")
    return place
