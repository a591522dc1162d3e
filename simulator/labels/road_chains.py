"""Pieces of lines joined to whole lines where one goes on in another, over lane sections, roads and junctions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from simulator.labels.road_pieces import LinePiece

Float64 = NDArray[np.float64]

JOINT_M = 0.1
"""Chosen: ends further apart are not one line; maps leave millimetres between roads."""
STRAIGHT = float(np.cos(np.radians(10.0)))
"""Chosen: a line does not turn by more from one piece to the next."""
MOST_TURN_RAD = float(np.radians(150.0))
"""Chosen: lines that turn more are cut, so that no line goes around a block and comes back."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Chain:
    """A whole line. pieces: indices of what it is made of, in order."""

    kind: str
    color: str
    points_m: Float64
    pieces: tuple[int, ...]


def chained(lines: Sequence[LinePiece]) -> list[Chain]:
    """The pieces as whole lines, ordered by their first pieces; what forks or merges is not joined."""
    after = _joints(lines)
    before = {second: first for first, second in after.items()}
    chains: list[Chain] = []
    done: set[int] = set()
    for index in range(len(lines)):
        if index in done:
            continue
        start, seen = index, {index}
        while start in before and before[start] not in done and before[start] not in seen:
            start = before[start]
            seen.add(start)
        chain, turned = [start], _turn(lines[start].points_m)
        done.add(start)
        while chain[-1] in after and after[chain[-1]] not in done:
            following = after[chain[-1]]
            turned += _turn(lines[following].points_m)
            if turned > MOST_TURN_RAD:
                break
            chain.append(following)
            done.add(following)
        chains.append(_chain(lines, chain))
        if index not in done:
            # What was walked back over was cut off before it came to this piece.
            chains.append(_chain(lines, [index]))
            done.add(index)
    return chains


def _chain(lines: Sequence[LinePiece], pieces: Sequence[int]) -> Chain:
    first = lines[pieces[0]]
    points = [first.points_m, *(lines[k].points_m[1:] for k in pieces[1:])]
    return Chain(kind=first.kind, color=first.color, points_m=np.concatenate(points), pieces=tuple(pieces))


def _joints(lines: Sequence[LinePiece]) -> dict[int, int]:
    """Which piece goes on in which: one whose start lies at its end, of its kind, and no other one does."""
    rows = [k for k, line in enumerate(lines) if line.border is not None]
    if not rows:
        return {}
    starts = np.array([lines[k].points_m[0] for k in rows])
    ends = np.array([lines[k].points_m[-1] for k in rows])
    ahead = np.array([_unit(lines[k].points_m[1] - lines[k].points_m[0]) for k in rows])
    behind = np.array([_unit(lines[k].points_m[-1] - lines[k].points_m[-2]) for k in rows])
    near = cKDTree(ends).query_ball_tree(cKDTree(starts), JOINT_M)
    found: list[tuple[int, int]] = []
    for a, candidates in enumerate(near):
        for b in candidates:
            same = (lines[rows[a]].kind, lines[rows[a]].color) == (lines[rows[b]].kind, lines[rows[b]].color)
            if a != b and same and float((behind[a] * ahead[b]).sum()) > STRAIGHT:
                found.append((rows[a], rows[b]))
    tails, heads = Counter(a for a, _ in found), Counter(b for _, b in found)
    return {a: b for a, b in found if tails[a] == 1 and heads[b] == 1}


def _unit(vector: Float64) -> Float64:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9))


def _turn(points: Float64) -> float:
    """By how much a line turns in the ground plane, all bends added."""
    step = np.diff(points[:, :2], axis=0)
    heading = np.unwrap(np.arctan2(step[:, 1], step[:, 0]))
    return float(np.abs(np.diff(heading)).sum())
