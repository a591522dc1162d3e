"""What a check finds, and how a check that breaks is told."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from scenes.errors import SwerveError

Level = Literal["ok", "info", "warning", "fault"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """found: in a line. remedy: what to paste into a shell, for everything that is not well. trace: for --debug."""

    level: Level
    found: str
    remedy: str = ""
    trace: str = ""

    def __post_init__(self) -> None:
        if self.level in ("warning", "fault") and not self.remedy:
            raise ValueError(f"a {self.level} needs a remedy: {self.found}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A question about the machine. look: answers it. needs: subjects whose fault would only be told once more."""

    subject: str
    look: Callable[[], Finding]
    needs: tuple[str, ...] = ()


def well(found: str) -> Finding:
    """Nothing to do."""
    return Finding(level="ok", found=found)


def told(found: str) -> Finding:
    """Good to know, neither well nor bad."""
    return Finding(level="info", found=found)


def warning(found: str, remedy: str) -> Finding:
    """Runs, but not as well as it could."""
    return Finding(level="warning", found=found, remedy=remedy)


def fault(found: str, remedy: str) -> Finding:
    """Keeps a run from going."""
    return Finding(level="fault", found=found, remedy=remedy)


def graver(wanted: bool, found: str, remedy: str) -> Finding:
    """A fault where the run wants the thing, else a warning."""
    return fault(found, remedy) if wanted else warning(found, remedy)


def examine(checks: Sequence[Check]) -> Iterator[tuple[str, Finding]]:
    """Subjects and findings, one check after the other."""
    faulty: list[str] = []
    for check in checks:
        causes = [subject for subject in faulty if subject in check.needs]
        finding = told(f"not tried, see '{causes[0]}'") if causes else examined(check)
        if causes or finding.level == "fault":
            faulty.append(check.subject)
        yield check.subject, finding


def examined(check: Check) -> Finding:
    """The check's finding; whatever breaks in it is a fault, too."""
    try:
        return check.look()
    except Exception as met:
        trace = traceback.format_exc()
        if isinstance(met, SwerveError):
            found, remedy = str(met), "swerve doctor device=cpu  # whether the rest is well"
        else:
            found = f"the check broke: {type(met).__name__}: {' '.join(str(met).split())}"
            remedy = "swerve doctor --debug  # shows where"
        return Finding(level="fault", found=found, remedy=remedy, trace=trace)
