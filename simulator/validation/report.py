"""The report of the gate as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.validation.findings import Level
from simulator.validation.validate import Report

SHOWN = 5
"""Findings of one check that are printed; chosen: the JSON report has more."""

SHOWN_CLASSES = 12
"""Classes that are printed; chosen: the JSON report has all."""


def report_text(report: Report) -> str:
    """What was looked at, errors and warnings by check, classes, empty frames, and the verdict."""
    return "\n".join(_lines(report))


def _lines(report: Report) -> Iterator[str]:
    yield f"{report.root}: {report.clips} clips, {report.frames} frames, {report.files} files"
    for folder, kind in report.formats.items():
        yield f"  {folder}: " + (f"{kind} format" if kind else "no format with checks of its own: files alone")
    if report.quarantined:
        yield f"quarantined by the run: clips {', '.join(map(str, report.quarantined))}; see record/quarantine"
    yield from _findings(report, "error", "errors")
    yield from _findings(report, "warning", "warnings")
    classes = report.balance["classes"]
    shown = [f"{name} {entry['views']} ({entry['tracks']})" for name, entry in list(classes.items())[:SHOWN_CLASSES]]
    more = len(classes) - SHOWN_CLASSES
    yield f"views (tracks) by class: {', '.join(shown) or 'none'}{f' and {more} classes more' if more > 0 else ''}"
    empty = report.balance["empty_frames"]
    listed = ", ".join(map(str, empty[:SHOWN])) + (" ..." if len(empty) > SHOWN else "")
    yield f"frames that show nothing: {len(empty)} of {report.frames}{f': {listed}' if empty else ''}"
    errors = report.findings.counts("error")
    yield "valid" if report.is_valid else f"NOT valid: {sum(errors.values())} errors in {len(errors)} checks"


def _findings(report: Report, level: Level, title: str) -> Iterator[str]:
    counts = report.findings.counts(level)
    if counts:
        yield f"{title}:"
    for check, count in counts.items():
        kept = report.findings.kept(level, check)[:SHOWN]
        yield f"  {check}: {count}"
        yield from (f"    {finding.file}: {finding.reason}" for finding in kept)
        if count > len(kept):
            yield f"    and {count - len(kept)} more"
