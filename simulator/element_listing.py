"""What of a scenario file runs: its elements, its parameter sets, and its story, told once without pictures."""

from __future__ import annotations

from pathlib import Path

from scenes.errors import InputFileError, SwerveError
from scenes.openscenario.distributions import ListedSets, read_sets
from scenes.openscenario.document import read_root
from scenes.openscenario.scene import Staging, bare_scene
from scenes.openscenario.survey import Survey, survey
from scenes.rig import Rig
from simulator.physics.settings import PhysicsSettings
from simulator.storyboard.runtime import tell

REHEARSED_S = 60.0
"""Chosen: longer stories are told that far."""
FPS = 10.0
Table = list[tuple[str, str, str, str]]


def element_table(path: Path) -> tuple[Table, list[str], int]:
    """Columns element, count and first line, fate, why; lines about the whole; and the exit status: 0 where it runs.

    Raises InputFileError for a file that is neither a scenario nor a distribution of parameters.
    """
    if read_root(path.expanduser().resolve()).first("ParameterValueDistribution") is not None:
        return _sets(path)
    found = survey(path)
    table = [(row.tag, f"{row.count} x, line {row.line}", row.fate, row.why) for row in found.rows]
    lines = [f"note: {remark}" for remark in found.remarks]
    if found.told is None:
        lines += [f"does not run: {fault}" for fault in found.faults]
        return table, lines, 1
    told, status = _rehearsed(found)
    return table, [*lines, *told], status


def _sets(path: Path) -> tuple[Table, list[str], int]:
    """How many clips a distribution makes."""
    sets = read_sets(path)
    dropped = f" ({sets.discarded} more do not meet the scenario's constraints)" if isinstance(sets, ListedSets) else ""
    lines = [f"{sets.count()} parameter sets{dropped} for {sets.scenario}"]
    lines.append(f"swerve scenario=openscenario scenario.variation={path} clips={sets.count()}")
    return [], lines, 0


def _rehearsed(found: Survey) -> tuple[list[str], int]:
    """Whether its story can be told on its map, and when what begins."""
    assert found.told is not None
    staging = Staging(rig=Rig(name="none", mounts=()), frames=round(REHEARSED_S * FPS), fps=FPS)
    try:
        scene = bare_scene(found.told, staging, 0)
        told = tell(scene, PhysicsSettings()).truth
    except InputFileError as fault:
        return [f"does not run: {fault}"], 1
    except SwerveError as fault:
        return [f"does not run: {found.told.file}: {fault}"], 1
    events = [one for one in told.transitions if one.kind == "event" and one.state == "runningState"]
    lines = [f"note: {note}" for note in told.notes]
    lines.append(f"runs: ego is '{scene.ego.name}', {len(found.told.entities)} entities")
    lines += [f"  {one.time_s:7.3f} s  {one.path.rpartition('::')[2]} starts" for one in events]
    if told.stopped_s is not None:
        frames = max(1, round(told.stopped_s * FPS))
        lines.append(f"  {told.stopped_s:7.3f} s  the stop trigger ends it: frames={frames} at fps={FPS:g}")
    else:
        lines.append(f"  {scene.duration_s:7.3f} s  it goes on: its stop trigger does not hold until then")
    return lines, 0
