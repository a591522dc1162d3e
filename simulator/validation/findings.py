"""What the gate finds: which check, which file, and why. Errors make a dataset invalid, warnings do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Level = Literal["error", "warning"]

KEPT = 20
"""Findings of one check that are told in full; chosen: of one fault in every file a screen is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault. check: the id of the check that found it. file: relative to the dataset."""

    check: str
    file: str
    reason: str
    level: Level = "error"


class Damaged(Exception):
    """A file that cannot be read as what it should be. file: relative to the dataset."""

    def __init__(self, file: str, reason: str, check: str = "files.decodes") -> None:
        self.file, self.reason, self.check = file, reason, check
        super().__init__(f"{file}: {reason}")


class Findings:
    """Collects findings: the first `KEPT` of each check, and how many there are of each."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Level, str], list[Finding]] = {}
        self._counts: dict[tuple[Level, str], int] = {}
        self._damaged: set[str] = set()

    def error(self, check: str, file: str, reason: str) -> None:
        """Something is wrong."""
        self._add(Finding(check=check, file=file, reason=reason))

    def warning(self, check: str, file: str, reason: str) -> None:
        """Something is unusual, and may be meant."""
        self._add(Finding(check=check, file=file, reason=reason, level="warning"))

    def damaged(self, fault: Damaged) -> None:
        """A file cannot be read. It is told once, however many checks need the file."""
        if fault.file not in self._damaged:
            self._damaged.add(fault.file)
            self.error(fault.check, fault.file, fault.reason)

    def is_damaged(self, file: str) -> bool:
        """Whether the file has been told to be unreadable or missing."""
        return file in self._damaged

    def counts(self, level: Level) -> dict[str, int]:
        """Findings of a level by check, sorted."""
        return {check: n for (kind, check), n in sorted(self._counts.items()) if kind == level}

    def kept(self, level: Level, check: str) -> tuple[Finding, ...]:
        """The first findings of a check."""
        return tuple(self._kept.get((level, check), ()))

    def json(self, level: Level) -> dict[str, Any]:
        """By check: how many there are, and the first of them."""
        return {
            check: {"count": n, "first": [{"file": f.file, "reason": f.reason} for f in self.kept(level, check)]}
            for check, n in self.counts(level).items()
        }

    def _add(self, finding: Finding) -> None:
        key = (finding.level, finding.check)
        self._counts[key] = self._counts.get(key, 0) + 1
        kept = self._kept.setdefault(key, [])
        if len(kept) < KEPT:
            kept.append(finding)
