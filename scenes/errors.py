"""The one exception tree of the project: what the user typed, what was expected, the nearest valid choice."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_LISTED = 24
"""Names that an error lists in full; chosen: what fits on two lines of a terminal."""


class SwerveError(Exception):
    """Base of every error that a user can cause or repair. Printed as one or two lines, without a traceback."""


class ConfigError(SwerveError):
    """A config value is missing, unknown, of the wrong type or out of range."""

    def __init__(self, path: str, problem: str) -> None:
        self.path = path
        super().__init__(f"{path}: {problem}" if path else problem)


class UnknownName(ConfigError):
    """A name that no valid choice matches; the message lists the choices and the nearest one."""

    def __init__(self, path: str, kind: str, given: str, choices: Iterable[str]) -> None:
        known = sorted(choices)
        near = difflib.get_close_matches(given, known, n=1, cutoff=0.4)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        listed = ", ".join(known if len(known) <= _LISTED else _nearest(given, known)) or "none"
        super().__init__(path, f"unknown {kind} '{given}'.{hint} Valid: {listed}")


def _nearest(given: str, known: list[str]) -> list[str]:
    """Of a long list the names nearest to what was given, and how many more there are."""
    near = difflib.get_close_matches(given, known, n=_LISTED // 2, cutoff=0.0)
    return [*near, f"and {len(known) - len(near)} more"]


class InputFileError(SwerveError):
    """A file given by the user is malformed: names the file, the line and what was expected."""

    def __init__(self, file: str, line: int | None, problem: str) -> None:
        where = file if line is None else f"{file}, line {line}"
        super().__init__(f"{where}: {problem}")


class OutputError(SwerveError):
    """The output folder cannot be used or written."""


class RunStopped(OutputError):
    """What a run needs was lost or is used up: the same command goes on once it is back, or on another machine."""


class StorageLost(RunStopped):
    """The storage of a dataset has given no answer for so long that the run stops; it may go on later."""


class DeviceError(SwerveError):
    """The requested compute device is not usable, and why."""


class SceneError(SwerveError):
    """A scene that cannot be built or simulated."""


class UnsupportedRays(SwerveError):
    """A rendering backend was asked for rays that it cannot trace."""


class ClipFailed(SwerveError):
    """A clip could not be made within its budget of attempts."""
